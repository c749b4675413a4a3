"""Smooth seeded noise over the country, and the edges of what rises above a level.

Natural edges (of a forest, a meadow, a town) are contours of smooth fields. The noise is a cubic
B-spline over random values on a lattice; the same seed gives the same country.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy import ndimage

__all__ = ["Grid", "displaced", "noise", "without_small_holes"]

SPREAD = 2.0
"""Makes good the narrowing of the spread of values by the spline."""


def noise(
    x: np.ndarray, y: np.ndarray, *, wavelength_m: float, seed: int, octaves: int = 1
) -> np.ndarray:
    """Smooth noise about zero, mostly within -1 to 1, at places in metres.

    Parameters
    ----------
    x, y
        Places in metres of the edition's CRS.
    wavelength_m
        Distance over which the noise changes, in metres; each further octave halves it.
    seed
        Which noise.
    octaves
        How many finer layers are added, each half as strong as the last.
    """
    total = np.zeros(np.shape(x))
    for octave in range(octaves):
        lattice, (row, down), (column, across) = _layer(x, y, wavelength_m, seed, octave)
        for i in range(4):
            for j in range(4):
                total += down[i] * across[j] * lattice[row + i, column + j] / 2**octave
    return SPREAD * total


Weights = tuple[np.ndarray, np.ndarray]


def _layer(
    x: np.ndarray, y: np.ndarray, wavelength_m: float, seed: int, octave: int
) -> tuple[np.ndarray, Weights, Weights]:
    """Give the lattice of an octave, and rows and columns of it with weights for the places."""
    step_m = wavelength_m / 2**octave
    row, down = _spline(np.asarray(y) / step_m)
    column, across = _spline(np.asarray(x) / step_m)
    first = np.array([row.min(), column.min()])
    last = np.array([row.max(), column.max()]) + 4
    lattice = _lattice(first, last, seed=seed + 7919 * octave)
    return lattice, (row - first[0], down), (column - first[1], across)


def _spline(place: np.ndarray) -> Weights:
    """First of the four lattice points about a place, and their weights in a cubic B-spline."""
    whole = np.floor(place)
    t = place - whole
    weights = [(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, 3 * (t + t**2 - t**3) + 1, t**3]
    return whole.astype(np.int64) - 1, np.stack(weights) / 6


def _lattice(first: np.ndarray, last: np.ndarray, *, seed: int) -> np.ndarray:
    """Values from -1 to 1 at whole numbers: the mixed bits of the place and the seed (splitmix)."""
    row, column = np.mgrid[first[0] : last[0], first[1] : last[1]].astype(np.uint64)
    bits = row * np.uint64(0x9E3779B97F4A7C15) + column * np.uint64(0xC2B2AE3D27D4EB4F)
    bits += np.uint64(seed * 0x165667B19E3779F9 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(11)).astype(float) / 2**52 - 1


def displaced(
    shape: shapely.Geometry, *, amplitude_m: float, wavelength_m: float, seed: int
) -> shapely.Geometry:
    """Shift a shape's points by smooth noise, so that a drawn edge looks like a natural one."""

    def shift(xy: np.ndarray) -> np.ndarray:
        east = noise(xy[:, 0], xy[:, 1], wavelength_m=wavelength_m, seed=seed, octaves=2)
        north = noise(xy[:, 0], xy[:, 1], wavelength_m=wavelength_m, seed=seed + 1, octaves=2)
        return xy + amplitude_m * np.column_stack([east, north])

    dense = shapely.segmentize(shape, wavelength_m / 8)
    return shapely.simplify(shapely.transform(dense, shift), min(15.0, amplitude_m / 8))


@dataclass(frozen=True)
class Grid:
    """Points every `step_m` metres over bounds; row 0 lies in the north.

    Attributes
    ----------
    west_m, north_m
        Corner of the first cell, in metres.
    step_m
        Side of a cell, in metres.
    rows, columns
        Number of cells.
    """

    west_m: float
    north_m: float
    step_m: float
    rows: int
    columns: int

    @classmethod
    def over(cls, bounds: np.ndarray, step_m: float, margin_m: float) -> Grid:
        """Cover bounds (west, south, east, north) and a margin."""
        west_m, south_m = np.floor((bounds[:2] - margin_m) / step_m) * step_m
        east_m, north_m = np.ceil((bounds[2:] + margin_m) / step_m) * step_m
        rows, columns = round((north_m - south_m) / step_m), round((east_m - west_m) / step_m)
        return cls(float(west_m), float(north_m), step_m, rows, columns)

    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """Centres of the cells: x and y, each (rows, columns)."""
        x = self.west_m + (np.arange(self.columns) + 0.5) * self.step_m
        y = self.north_m - (np.arange(self.rows) + 0.5) * self.step_m
        return tuple(np.meshgrid(x, y))

    def noise(self, *, wavelength_m: float, seed: int, octaves: int = 1) -> np.ndarray:
        """Smooth noise at the centres of the cells: `noise`, rows and columns taken in turn."""
        x, y = self.places()
        total = np.zeros((self.rows, self.columns))
        for octave in range(octaves):
            lattice, (row, down), (column, across) = _layer(
                x[0], y[:, 0], wavelength_m, seed, octave
            )
            rows = sum(down[i][:, None] * lattice[row + i] for i in range(4))
            total += sum(across[j] * rows[:, column + j] for j in range(4)) / 2**octave
        return SPREAD * total

    def burned(self, shapes: np.ndarray) -> np.ndarray:
        """Tell which cells any of the shapes touches, (rows, columns) of true and false."""
        transform = from_origin(self.west_m, self.north_m, self.step_m, self.step_m)
        size = (self.rows, self.columns)
        pairs = [(shape, 1) for shape in shapes]
        return rasterize(pairs, size, transform=transform, all_touched=True, dtype="uint8") > 0

    def distance_m(self, shapes: np.ndarray) -> np.ndarray:
        """Distance from each cell to the nearest of the shapes, in metres."""
        return ndimage.distance_transform_edt(~self.burned(shapes)) * self.step_m

    def above(self, field: np.ndarray, *, smallest_ha: float, tolerance_m: float) -> np.ndarray:
        """Polygons where a field of the grid is above zero, holes and parts too small left out.

        Edges are contours with linear interpolation between the cells' centres (marching
        squares), simplified by `tolerance_m`.
        """
        padded = np.pad(np.where(field == 0, -1e-12, field), 1, constant_values=-1e-6)
        segments = _contour(padded)
        xy = np.empty_like(segments)
        xy[..., 0] = self.west_m + (segments[..., 0] - 0.5) * self.step_m
        xy[..., 1] = self.north_m - (segments[..., 1] - 0.5) * self.step_m
        lines = shapely.multilinestrings(shapely.linestrings(xy))
        parts = shapely.get_parts(shapely.build_area(lines))
        parts = parts[shapely.area(parts) >= smallest_ha * 1e4]
        whole = [without_small_holes(part, smallest_ha * 1e4) for part in parts]
        return np.array(shapely.simplify(whole, tolerance_m))


def _contour(field: np.ndarray) -> np.ndarray:
    """Segments of the zero contour, (n, 2, 2) as (column, row) in cells."""
    up = field > 0
    code = up[:-1, :-1] * 8 + up[:-1, 1:] * 4 + up[1:, 1:] * 2 + up[1:, :-1] * 1
    row, column = np.nonzero((code > 0) & (code < 15))
    code = code[row, column]
    a, b = field[row, column], field[row, column + 1]
    c, d = field[row + 1, column + 1], field[row + 1, column]
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = {
            "top": np.stack([column + a / (a - b), row], -1),
            "right": np.stack([column + 1, row + b / (b - c)], -1),
            "bottom": np.stack([column + d / (d - c), row + 1], -1),
            "left": np.stack([column, row + a / (a - d)], -1),
        }
    joins = {
        ("left", "bottom"): (1, 14, 10),
        ("bottom", "right"): (2, 13, 5),
        ("left", "right"): (3, 12),
        ("top", "right"): (4, 11, 10),
        ("top", "bottom"): (6, 9),
        ("left", "top"): (7, 8, 5),
    }
    return np.concatenate(
        [
            np.stack([sides[start][hit], sides[end][hit]], 1)
            for (start, end), codes in joins.items()
            for hit in [np.isin(code, codes)]
        ]
    )


def without_small_holes(polygon: shapely.Polygon, smallest_m2: float) -> shapely.Polygon:
    """Fill the holes of a polygon that are smaller than an area in square metres."""
    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= smallest_m2]
    return shapely.Polygon(polygon.exterior, holes)

"""Vector tiles made on request: one layer cut to a tile, put on its grid and encoded.

Nothing is simplified line by line: points are put on a grid of half a pixel, neighbours alike, so
that a mosaic keeps its shared borders and shows no slivers. A polygon smaller than a pixel is drawn
as that pixel, once for each pixel and class; all such pixels of a class are one feature, which
knows its class and nothing else. So small buildings seen from afar thin out but never vanish,
and the tile stays small. From `MAX_ZOOM` on the browser enlarges the tiles of that zoom, whose grid
is an eighth of a pixel, 0.2 to 0.4 m.

Format: Mapbox Vector Tile 2.1 (protobuf classes of `mapbox-vector-tile`; geometry commands are
laid out here, all features of a tile at once).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from mapbox_vector_tile.Mapbox import vector_tile_pb2

from geo.crs import parse_crs, reproject
from ui.features import properties_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["EXTENT", "MAX_ZOOM", "TILE_LAYER", "TileSet"]

EXTENT = 4096
"""Units along the side of a tile; a pixel of a 512-pixel tile is 8 of them."""

MAX_ZOOM = 14
TILE_LAYER = "atlas"
"""The one layer inside each tile."""

_HALF_WORLD_M = 20037508.342789244
_BUFFER = 64
_PIXEL = 8
_SURFACE = 2
_MOVE, _LINE, _CLOSE = 1, 2, 7
_POINT, _LINESTRING, _POLYGON = 1, 2, 3


@dataclass(frozen=True)
class _Strokes:
    """The parts of all features of one kind: points on the grid and where each stroke ends.

    `ends[i]` is the end of stroke i in `xy`; `owner[i]` the feature it belongs to; `first[i]`
    whether it is the outer ring of a polygon.
    """

    kind: int
    xy: NDArray[np.int64]
    ends: NDArray[np.int64]
    owner: NDArray[np.int64]
    first: NDArray[np.bool_]


class TileSet:
    """One layer, ready to be cut into tiles.

    Parameters
    ----------
    frame
        Features in any CRS, without null geometries.
    class_column
        The column that colours the features: tiny polygons are merged by it.

    Attributes
    ----------
    bounds
        West, south, east, north in degrees, as the browser's source wants them.
    """

    def __init__(self, frame: gpd.GeoDataFrame, class_column: str = "") -> None:
        degrees = reproject(frame, parse_crs("EPSG:4326"))
        self.bounds = tuple(round(float(edge), 6) for edge in degrees.total_bounds)
        mercator = reproject(frame, parse_crs("EPSG:3857")).geometry.to_numpy()
        self._features, self._geometries = shapely.get_parts(mercator, return_index=True)[::-1]
        self._bounds = shapely.bounds(self._geometries)
        self._tree = shapely.STRtree(self._geometries)
        self._properties = list(properties_of(frame))
        classes = [{k: v for k, v in one.items() if k == class_column} for one in self._properties]
        _, first, self._classes = np.unique(
            [str(one) for one in classes], return_index=True, return_inverse=True
        )
        self._classes += len(self._properties)
        self._properties += [classes[position] for position in first]

    def tile(self, zoom: int, column: int, row: int) -> bytes:
        """Encode one tile.

        Parameters
        ----------
        zoom, column, row
            The tile's address, from 0 up; rows count from the north.

        Returns
        -------
        bytes
            The tile; empty where no feature touches it.

        Raises
        ------
        ValueError
            There is no such tile, or `zoom` is above `MAX_ZOOM`.
        """
        if not 0 <= zoom <= MAX_ZOOM or not (0 <= column < 2**zoom and 0 <= row < 2**zoom):
            raise ValueError(
                f"The tile must lie in zoom 0 to {MAX_ZOOM}, column and row 0 to 2^zoom - 1; "
                f"`{zoom}/{column}/{row}` came. Ask for a tile inside the world."
            )
        side = 2 * _HALF_WORLD_M / 2**zoom
        west, north = column * side - _HALF_WORLD_M, _HALF_WORLD_M - row * side
        unit = side / EXTENT
        margin = _BUFFER * unit
        frame = (west - margin, north - side - margin, west + side + margin, north + margin)
        found = np.sort(self._tree.query(shapely.box(*frame)))
        if not len(found):
            return b""
        grid, pixel = (1, 1) if zoom == MAX_ZOOM else (_PIXEL // 2, _PIXEL)
        bounds, owners, parts = self._bounds[found], self._features[found], self._geometries[found]
        kinds = shapely.get_dimensions(parts)
        size = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
        tiny = (kinds == _SURFACE) & (size < pixel * unit)
        outside = (bounds[:, :2] < frame[:2]).any(axis=1) | (bounds[:, 2:] > frame[2:]).any(axis=1)
        cut = outside & (kinds > 0) & ~tiny
        parts[cut] = shapely.clip_by_rect(parts[cut], *frame)

        def on_grid(xy: NDArray[np.float64], step: int = grid) -> NDArray[np.int64]:
            units = (xy - (west, north)) / (unit * step) * (1, -1)
            return np.rint(units).astype(np.int64) * step

        centres = on_grid((bounds[tiny, :2] + bounds[tiny, 2:]) / 2, pixel)
        strokes = [
            _pixels(centres, pixel, self._classes[owners[tiny]]),
            *_strokes(parts[~tiny], owners[~tiny], on_grid),
        ]
        return self._encode(strokes)

    def _encode(self, strokes: list[_Strokes]) -> bytes:
        tile = vector_tile_pb2.tile()
        layer = tile.layers.add(name=TILE_LAYER, version=2, extent=EXTENT)
        words = _Words(layer)
        for some in strokes:
            owners, commands, ends = _commands(some)
            begin = 0
            for owner, end in zip(owners.tolist(), ends.tolist(), strict=True):
                feature = layer.features.add(type=some.kind)
                feature.geometry.extend(commands[begin:end])
                feature.tags.extend(words.tags(self._properties[owner]))
                begin = end
        return tile.SerializeToString() if layer.features else b""


class _Words:
    """The keys and values of a tile, each written once."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self._keys: dict[str, int] = {}
        self._values: dict[tuple[type, Any], int] = {}

    def tags(self, properties: dict[str, Any]) -> list[int]:
        tags = []
        for name, value in properties.items():
            if name not in self._keys:
                self._keys[name] = len(self._keys)
                self._layer.keys.append(name)
            typed = (type(value), value)
            if typed not in self._values:
                self._values[typed] = len(self._values)
                self._add(value)
            tags += (self._keys[name], self._values[typed])
        return tags

    def _add(self, value: Any) -> None:
        written = self._layer.values.add()
        if isinstance(value, bool):
            written.bool_value = value
        elif isinstance(value, int):
            written.sint_value = value
        elif isinstance(value, float):
            written.double_value = value
        else:
            written.string_value = str(value)


def _pixels(centres: NDArray[np.int64], pixel: int, classes: NDArray[np.int64]) -> _Strokes:
    """Turn tiny polygons into pixels, one for each class and place."""
    kept = np.unique(np.column_stack([classes, centres]), axis=0)
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * pixel - pixel // 2
    xy = (kept[:, None, 1:] + square).reshape(-1, 2)
    ends = np.arange(1, len(kept) + 1) * 4
    return _Strokes(_POLYGON, xy, ends, kept[:, 0], np.ones(len(kept), dtype=bool))


def _strokes(parts: NDArray[np.object_], owners: NDArray[np.int64], on_grid: Any) -> list[_Strokes]:
    """Sort simple parts, some of them newly cut, into points, lines and rings on the grid."""
    parts, index = shapely.get_parts(parts, return_index=True)
    owners = owners[index]
    kinds = shapely.get_type_id(parts)
    answer = []
    for kind, type_id in ((_POLYGON, 3), (_LINESTRING, 1), (_POINT, 0)):
        some = (kinds == type_id) & ~shapely.is_empty(parts)
        lines, owner, first = parts[some], owners[some], np.ones(some.sum(), dtype=bool)
        if kind == _POLYGON:
            lines, polygon = shapely.get_rings(lines, return_index=True)
            owner = owner[polygon]
            first = np.diff(polygon, prepend=-1) != 0
        xy, stroke = shapely.get_coordinates(lines, return_index=True)
        counts = np.bincount(stroke, minlength=len(lines))
        answer.append(_thin(_Strokes(kind, on_grid(xy), np.cumsum(counts), owner, first)))
    return answer


def _thin(strokes: _Strokes) -> _Strokes:
    """Drop points that fell on the point before, and strokes that fell together.

    Rings lose their closing point and are turned so that outer ones run clockwise on the screen.
    A polygon whose outer ring fell together loses its holes as well.
    """
    if strokes.kind == _POINT or not len(strokes.ends):
        return strokes
    stroke = np.repeat(np.arange(len(strokes.ends)), np.diff(strokes.ends, prepend=0))
    starts = np.diff(stroke, prepend=-1) != 0
    moved = (np.diff(strokes.xy, axis=0, prepend=strokes.xy[:1]) != 0).any(axis=1)
    xy, stroke = strokes.xy[starts | moved], stroke[starts | moved]
    ring = strokes.kind == _POLYGON
    if ring:
        closing = np.diff(stroke, append=len(strokes.ends)) != 0
        closing &= np.bincount(stroke, minlength=len(strokes.ends))[stroke] > 1
        xy, stroke = xy[~closing], stroke[~closing]
    counts = np.bincount(stroke, minlength=len(strokes.ends))
    alive = counts >= (3 if ring else 2)
    if ring:
        twice = _twice_area(xy, stroke, counts)
        alive &= twice != 0
        polygon = np.cumsum(strokes.first) - 1
        alive &= alive[strokes.first][polygon]
        backwards = (twice < 0) == strokes.first
        xy = xy[_turned(stroke, counts, backwards)]
    kept = alive[stroke]
    return _Strokes(
        strokes.kind,
        xy[kept],
        np.cumsum(counts[alive]),
        strokes.owner[alive],
        strokes.first[alive],
    )


def _twice_area(
    xy: NDArray[np.int64], stroke: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give twice the signed area of each ring, above 0 where it runs clockwise on the screen."""
    following = np.arange(1, len(xy) + 1)
    ends = np.cumsum(counts)[counts > 0]
    following[ends - 1] = ends - counts[counts > 0]
    x, y = xy.T
    cross = x * y[following] - x[following] * y
    area = np.zeros(len(counts), dtype=np.int64)
    np.add.at(area, stroke, cross)
    return area


def _turned(
    stroke: NDArray[np.int64], counts: NDArray[np.int64], backwards: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Give the order of points that turns the strokes marked `backwards` round."""
    ends = np.cumsum(counts)
    place = np.arange(len(stroke))
    mirrored = (2 * ends - counts)[stroke] - 1 - place
    return np.where(backwards[stroke], mirrored, place)


def _commands(strokes: _Strokes) -> tuple[NDArray[np.int64], list[int], NDArray[np.int64]]:
    """Lay out the geometry commands of all features: owners, commands, each feature's end."""
    if not len(strokes.ends):
        return strokes.owner, [], strokes.ends
    counts = np.diff(strokes.ends, prepend=0)
    stroke = np.repeat(np.arange(len(counts)), counts)
    begins = strokes.ends - counts
    rank = np.arange(len(stroke)) - begins[stroke]
    new_owner = np.diff(strokes.owner, prepend=-1) != 0
    before = np.concatenate([[(0, 0)], strokes.xy[:-1]])
    before[begins[new_owner]] = 0
    steps = strokes.xy - before
    zigzag = (steps << 1) ^ (steps >> 63)
    head = 1 if strokes.kind == _POINT else 2
    tail = 1 if strokes.kind == _POLYGON else 0
    lengths = head + 2 * counts + tail
    ends = np.cumsum(lengths)
    starts = ends - lengths
    commands = np.empty(ends[-1], dtype=np.int64)
    commands[starts] = 1 << 3 | _MOVE
    if strokes.kind != _POINT:
        commands[starts + 3] = (counts - 1) << 3 | _LINE
    if strokes.kind == _POLYGON:
        commands[ends - 1] = 1 << 3 | _CLOSE
    places = starts[stroke] + 1 + 2 * rank + (rank > 0)
    commands[places], commands[places + 1] = zigzag.T
    last = np.append(np.flatnonzero(new_owner)[1:], len(counts)) - 1
    return strokes.owner[new_owner], commands.tolist(), ends[last]

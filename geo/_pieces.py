"""Streets cut into straight pieces, and the land that lies nearest to each of them.

Places are laid along the pieces; the land nearest to a piece is made up of the Voronoi cells of
its places, so what lies within half their spacing of a border may fall on either side of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import KDTree, Voronoi

from geo._ways import Places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = [
    "Pieces",
    "cells_of",
    "fitting_spacing_m",
    "nearest_land",
    "places_along",
    "street_pieces",
]

_GRID_M = 0.1
_GAP_M = 1.0
_LEAST_M = 1e-6
_STRAIGHT_M = 5.0
_DIVISIONS = 10_000
_SPACING_M = (20.0, 200.0)


@dataclass(frozen=True)
class Pieces:
    """Straight pieces of street, one array entry a piece.

    Parameters
    ----------
    edge
        The edge of the network that it is a piece of.
    from_m, to_m
        Where it begins and ends, in metres along the edge.
    start, end
        x, y of its ends.
    """

    edge: NDArray[np.int64]
    from_m: NDArray[np.float64]
    to_m: NDArray[np.float64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.edge)

    def of(self, rows: NDArray[Any]) -> Pieces:
        """Return some of the pieces."""
        return Pieces(
            self.edge[rows], self.from_m[rows], self.to_m[rows], self.start[rows], self.end[rows]
        )

    def places(self, share: float) -> Places:
        """Return places on the network, a share of the way along each piece."""
        along_m = self.from_m + share * (self.to_m - self.from_m)
        count = len(self)
        return Places(self.edge, along_m, np.full(count, -1), np.zeros(count))

    def nodes(self, network: Network) -> tuple[Places, Places]:
        """Return the nodes at which pieces begin and end, places inside edges where there is none.

        From a node all of its streets may be taken, from a place within an edge only that edge.
        """
        edges, count = network.edges, len(self)
        first = self.from_m <= _LEAST_M
        last = self.to_m >= edges.metres[self.edge] - _LEAST_M
        ends = ((first, edges.start, self.from_m), (last, edges.end, self.to_m))
        before, after = (
            Places(
                np.where(at_node, -1, self.edge),
                along_m,
                np.where(at_node, node[self.edge], -1),
                np.zeros(count),
            )
            for at_node, node, along_m in ends
        )
        return before, after


def fitting_spacing_m(network: Network) -> float:
    """Return a spacing that divides a network some thousand times: from 20 to 200 m."""
    return float(np.clip(network.edges.metres.sum() / _DIVISIONS, *_SPACING_M))


def street_pieces(network: Network, cuts: Places) -> Pieces:
    """Cut streets where they bend by more than five metres, and at some places on them."""
    counts = network.last - network.first + 1
    edge = np.repeat(np.arange(len(counts)), counts)
    begins = np.cumsum(counts) - counts
    corners = network.corners[np.repeat(network.first - begins, counts) + np.arange(len(edge))]
    steps = np.append(0, np.hypot(*np.diff(corners, axis=0).T))
    steps[begins[1:]] = _GAP_M
    along = np.cumsum(steps)  # all edges laid end to end, with a gap between two
    lines = shapely.linestrings(np.column_stack([corners, along]), indices=edge)
    bends = shapely.get_coordinates(
        shapely.simplify(lines, _STRAIGHT_M, preserve_topology=False), include_z=True
    )[:, 2]
    on = cuts.edge >= 0
    cut = along[begins[cuts.edge[on]]] + cuts.along_m[on]
    stops = np.unique(np.concatenate([bends, cut]))

    owner = np.searchsorted(along[begins], stops, side="right") - 1
    real = (owner[1:] == owner[:-1]) & (np.diff(stops) > _LEAST_M)
    xy = np.column_stack([np.interp(stops, along, corners[:, axis]) for axis in (0, 1)])
    from_m = stops - along[begins[owner]]
    before, after = np.append(real, False), np.append(False, real)
    return Pieces(owner[before], from_m[before], from_m[after], xy[before], xy[after])


def nearest_land(
    pieces: Pieces, wanted: NDArray[np.bool_], within_m: float, spacing_m: float
) -> NDArray[Any]:
    """Return the land nearest to pieces, a coverage without gaps.

    Parameters
    ----------
    pieces
        The pieces.
    wanted
        Those whose land matters; others that lie too far to matter have none.
    within_m
        Greatest distance from a piece at which its land matters.
    spacing_m
        Greatest distance between the places along pieces whose cells make up the land.

    Returns
    -------
    numpy.ndarray
        A geometry a piece, true within `within_m` of the pieces wanted, else None.
    """
    land = np.full(len(pieces), None, dtype=object)
    sites, piece, _ = places_along(pieces, spacing_m)
    chosen = wanted[piece]
    if not chosen.any():
        return land
    bound_m = 2 * within_m + spacing_m
    distance_m, _ = KDTree(sites[chosen]).query(sites, distance_upper_bound=bound_m)
    near = np.flatnonzero(np.isfinite(distance_m))
    grid = np.round(sites[near] / _GRID_M).astype(np.int64)
    _, first = np.unique(grid, axis=0, return_index=True)
    kept = near[np.sort(first)]
    cells = cells_of(sites[kept], bound_m)
    starts = np.flatnonzero(np.append(True, np.diff(piece[kept]) > 0))
    parts = np.split(cells, starts[1:])
    land[piece[kept][starts]] = [shapely.coverage_union_all(part) for part in parts]
    return land


def cells_of(sites: NDArray[np.float64], beyond_m: float) -> NDArray[Any]:
    """Return the Voronoi cell of each of some different places, true to a distance about them."""
    low, high = sites.min(axis=0), sites.max(axis=0)
    middle, reach_m = (low + high) / 2, float((high - low).max()) + 2 * beyond_m
    around = np.exp(0.25j * np.pi * np.arange(8)) * 4 * reach_m
    guards = np.column_stack([around.real, around.imag])
    diagram = Voronoi(np.concatenate([sites - middle, guards]))
    regions = [diagram.regions[region] for region in diagram.point_region[: len(sites)]]
    counts = np.array([len(region) for region in regions])
    owner = np.repeat(np.arange(len(sites)), counts)
    corners = diagram.vertices[np.concatenate(regions).astype(np.int64)] + middle
    off = corners - sites[owner]
    order = np.lexsort((np.arctan2(off[:, 1], off[:, 0]), owner))  # cells are convex
    rings = shapely.linearrings(corners[order], indices=owner)
    cells: NDArray[Any] = shapely.polygons(rings)
    return cells


def places_along(
    pieces: Pieces, spacing_m: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Lay places along pieces, in the middle of equal parts that are no longer than the spacing.

    Returns
    -------
    tuple of numpy.ndarray
        x, y of each place, the piece that it lies on, and metres along the piece's edge.
    """
    length = pieces.to_m - pieces.from_m
    parts = np.maximum(np.ceil(length / spacing_m).astype(np.int64), 1)
    piece = np.repeat(np.arange(len(pieces)), parts)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (within + 0.5) / parts[piece]
    xy = pieces.start[piece] + share[:, None] * (pieces.end - pieces.start)[piece]
    return xy, piece, pieces.from_m[piece] + share * length[piece]

"""Areas of polygons within zones, without cutting them where that can be helped.

The area of a piece is an integral along its outline (Green's theorem), and the outline is made of
the polygon's edges within the zone and the zone's edges within the polygon. So all that is needed
is where the edges cross, and which way: from the crossings follows how much of each edge lies
within. Where an edge of one comes within a micrometre of a vertex of the other, as where borders
are shared, the pair is cut by GEOS, and so are pairs with many edges on both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo._rings import Rings, Runs, rings_of, spread
from geo._threads import in_threads, own_copies

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["cut_pieces", "piece_areas"]

_NEAR_M = 1e-6
_PAD_M = 1e-3
_LEAST_M2 = 1e-6
_MOST_HITS = 30
_AT_ONCE = 200_000
_PIECES = 8
_FEW = 200
_RUN = 16
_PAYS = 2


class _Pairs(NamedTuple):
    """Pairs of a zone and a polygon whose boxes meet, in that order; `key` is their one number."""

    zone: NDArray[np.int64]
    row: NDArray[np.int64]
    key: NDArray[np.int64]
    rows: int

    def find(self, zone: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self.key, zone * self.rows + row)


class _Crossings(NamedTuple):
    """Crossings of polygons' edges with zones' edges: where along either, and which way.

    `into_zone` is 1 where the polygon's edge enters the zone and -1 where it leaves; `into_land`
    the same of the zone's edge and the polygon. `rest` and `rest_of_border` are the shares of the
    edges after the crossing.
    """

    pair: NDArray[np.int64]
    edge: NDArray[np.int64]
    border: NDArray[np.int64]
    rest: NDArray[np.float64]
    rest_of_border: NDArray[np.float64]
    into_zone: NDArray[np.float64]
    into_land: NDArray[np.float64]


def piece_areas(
    shapes: NDArray[Any],
    zones: NDArray[Any],
    land: Rings | None = None,
    tree: shapely.STRtree | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return zone, row and m2 of each polygon's part in each zone that its box meets.

    Polygons are valid; `land` and `tree` are the rings and the tree of `shapes` where they are at
    hand. Pairs come zone by zone; those without land in common have 0.
    """
    land = land or rings_of(shapes)
    borders = rings_of(zones, land.origin)
    tree = tree or shapely.STRtree(shapes)
    zone, row = tree.query(_padded(shapely.bounds(zones)))
    pairs = _pairs(zone, row, len(shapes))
    found, by_hand = _crossings(tree, land, borders, pairs)
    crossed = np.zeros(len(pairs.key), dtype=bool)
    crossed[found.pair] = True
    zones = own_copies(zones)
    shapely.prepare(zones)

    m2 = _swept_by_borders(tree, land, borders, pairs, found)
    _add_crossed(m2, land, zones, pairs, found)
    _add_calm(m2, land, zones, pairs, np.flatnonzero(~crossed & ~by_hand))
    _set_cut(m2, shapes, zones, pairs, np.flatnonzero(by_hand))
    return pairs.zone, pairs.row, np.maximum(m2, 0)


def _padded(bounds: NDArray[np.float64]) -> NDArray[Any]:
    low_x, low_y, high_x, high_y = bounds.T
    boxes: NDArray[Any] = shapely.box(
        low_x - _PAD_M, low_y - _PAD_M, high_x + _PAD_M, high_y + _PAD_M
    )
    return boxes


def _pairs(zone: NDArray[np.int64], row: NDArray[np.int64], rows: int) -> _Pairs:
    key = np.sort(zone * rows + row)
    return _Pairs(key // rows, key % rows, key, rows)


def _crossings(
    tree: shapely.STRtree, land: Rings, borders: Rings, pairs: _Pairs
) -> tuple[_Crossings, NDArray[np.bool_]]:
    """Return the crossings, and which pairs must be cut by GEOS, whose crossings are left out."""
    edges = np.flatnonzero(borders.is_edge())
    ends = np.hstack([borders.xy[edges], borders.xy[edges + 1]])
    bounds = np.hstack([np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])])
    border, row = tree.query(_padded(bounds + np.tile(land.origin, 2)))
    meets = ~_beside(ends[border], land.bounds()[row])
    border, row = edges[border[meets]], row[meets]
    pair = pairs.find(borders.owner[borders.ring[border]], row)
    by_hand = np.bincount(pair, minlength=len(pairs.key)) > _MOST_HITS
    few = ~by_hand[pair]
    border, row, pair = border[few], row[few], pair[few]

    batch = np.cumsum(np.diff(land.start)[row]) // _AT_ONCE
    parts = np.split(np.arange(len(row)), np.flatnonzero(np.diff(batch)) + 1)
    is_edge, runs = land.is_edge(), land.runs(_RUN)

    def of_part(part: NDArray[np.int64]) -> tuple[_Crossings, NDArray[np.int64]]:
        run, hit = spread(runs.start[row[part]], np.diff(runs.start)[row[part]])
        hit = part[hit]
        if len(runs.begin) > _PAYS * pairs.rows:
            ends = np.hstack([borders.xy[border[hit]], borders.xy[border[hit] + 1]])
            meets = ~_apart(ends, runs.bounds[run])
            run, hit = run[meets], hit[meets]
        return _crossed(land, is_edge, runs, borders, pair[hit], run, border[hit])

    done = in_threads(of_part, parts)
    by_hand[np.concatenate([near for _, near in done])] = True
    every = [np.concatenate(each) for each in zip(*(found for found, _ in done), strict=True)]
    sure = ~by_hand[every[0]]
    return _Crossings(*(each[sure] for each in every)), by_hand


def _beside(ends: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where a box lies on one side of the line through two ends, and clear of it."""
    step = ends[:, 2:] - ends[:, :2]
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2 - ends[:, :2]
    half = (bounds[:, 2:] - bounds[:, :2]) / 2 + _PAD_M
    away = np.abs(step[:, 0] * middle[:, 1] - step[:, 1] * middle[:, 0])
    return np.asarray(away > np.abs(step[:, 0]) * half[:, 1] + np.abs(step[:, 1]) * half[:, 0])


def _apart(ends: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where a box lies clear of the box about two ends, or to one side of their line."""
    low = np.minimum(ends[:, :2], ends[:, 2:]) - _PAD_M
    high = np.maximum(ends[:, :2], ends[:, 2:]) + _PAD_M
    clear = ((bounds[:, :2] > high) | (bounds[:, 2:] < low)).any(axis=1)
    return np.asarray(clear | _beside(ends, bounds))


def _crossed(
    land: Rings,
    is_edge: NDArray[np.bool_],
    runs: Runs,
    borders: Rings,
    pair: NDArray[np.int64],
    run: NDArray[np.int64],
    border: NDArray[np.int64],
) -> tuple[_Crossings, NDArray[np.int64]]:
    """Return the crossings of borders with the edges of runs, and the pairs too near to tell."""
    from_xy = borders.xy[border]
    along = borders.xy[border + 1] - from_xy
    near = _NEAR_M * np.hypot(along[:, 0], along[:, 1])
    vertex, hit = spread(runs.begin[run], runs.edges[run] + 1)
    off = land.xy[vertex] - from_xy[hit]
    side = along[hit, 0] * off[:, 1] - along[hit, 1] * off[:, 0]
    where = (side > near[hit]).view(np.int8) - (side < -near[hit]).view(np.int8)
    maybe = np.flatnonzero(
        (where[:-1] * where[1:] != 1) & is_edge[vertex[:-1]] & (hit[:-1] == hit[1:])
    )

    edge, hit, clear = vertex[maybe], hit[maybe], where[maybe] * where[maybe + 1] == -1
    before, after, back = side[maybe], side[maybe + 1], -off[maybe]
    step = land.xy[edge + 1] - land.xy[edge]
    one = step[:, 0] * back[:, 1] - step[:, 1] * back[:, 0]
    back += along[hit]
    other = step[:, 0] * back[:, 1] - step[:, 1] * back[:, 0]
    near = _NEAR_M * np.hypot(step[:, 0], step[:, 1])
    low, high = np.minimum(one, other), np.maximum(one, other)
    crosses = clear & (low < -near) & (high > near)
    unsure = ~crosses & (low <= near) & (high >= -near)
    unsure[unsure] = _boxes_meet(land.xy, edge[unsure], borders.xy, border[hit[unsure]])

    touching = pair[hit[unsure]]
    edge, hit, before, after, one, other = (
        each[crosses] for each in (edge, hit, before, after, one, other)
    )
    found = _Crossings(
        pair=pair[hit],
        edge=edge,
        border=border[hit],
        rest=after / (after - before),
        rest_of_border=other / (other - one),
        into_zone=np.sign(after) * borders.turn[borders.ring[border[hit]]],
        into_land=np.sign(other) * land.turn[land.ring[edge]],
    )
    return found, touching


def _boxes_meet(
    xy: NDArray[np.float64],
    edge: NDArray[np.int64],
    other_xy: NDArray[np.float64],
    other: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return where the boxes of edges come within the padding of each other."""
    low, high = np.minimum(xy[edge], xy[edge + 1]), np.maximum(xy[edge], xy[edge + 1])
    other_low = np.minimum(other_xy[other], other_xy[other + 1])
    other_high = np.maximum(other_xy[other], other_xy[other + 1])
    meet = (low <= other_high + _PAD_M) & (other_low <= high + _PAD_M)
    return np.asarray(meet.all(axis=1))


def _swept_by_borders(
    tree: shapely.STRtree, land: Rings, borders: Rings, pairs: _Pairs, found: _Crossings
) -> NDArray[np.float64]:
    """Return the m2 that the zones' edges sweep within the polygons, seen from each polygon."""
    edges = np.flatnonzero(borders.is_edge())
    number, row = tree.query(
        shapely.points(borders.xy[edges] + land.origin), predicate="intersects"
    )
    border = np.concatenate([edges[number], found.border])
    row = np.concatenate([row, pairs.row[found.pair]])
    share = np.concatenate([np.ones(len(number)), found.into_land * found.rest_of_border])
    ring = borders.ring[border]
    pair = pairs.find(borders.owner[ring], row)
    eye = land.xy[land.start[row]]
    (x, y), (next_x, next_y) = (borders.xy[border] - eye).T, (borders.xy[border + 1] - eye).T
    swept = (x * next_y - next_x * y) / 2 * borders.turn[ring] * share
    return np.bincount(pair, weights=swept, minlength=len(pairs.key)).astype(float)


def _add_crossed(
    m2: NDArray[np.float64],
    land: Rings,
    zones: NDArray[Any],
    pairs: _Pairs,
    found: _Crossings,
) -> None:
    """Add what the edges of polygons that cross a zone's border sweep within the zone."""
    if len(found.pair) == 0:
        return
    chosen, place = np.unique(found.pair, return_inverse=True)
    row = pairs.row[chosen]
    vertex, of = spread(land.start[row], np.diff(land.start)[row])
    begin = np.searchsorted(of, np.arange(len(chosen)))
    slot = begin[place] + found.edge - land.start[row[place]]
    turned = np.bincount(slot, found.into_zone, len(vertex))
    within = np.bincount(slot, found.into_zone * found.rest, len(vertex))

    opens = np.flatnonzero(np.append(True, (np.diff(land.ring[vertex]) != 0) | (np.diff(of) != 0)))
    ring = np.searchsorted(opens, slot, side="right") - 1
    order = np.lexsort((-found.rest, slot))
    met, earliest = np.unique(ring[order], return_index=True)
    starts_within = np.zeros(len(opens))
    starts_within[met] = found.into_zone[order[earliest]] < 0
    calm = np.setdiff1d(np.arange(len(opens)), met)
    starts_within[calm] = _within(
        zones, pairs.zone[chosen[of[opens[calm]]]], land.xy[vertex[opens[calm]]] + land.origin
    )
    entered = np.cumsum(turned) - turned
    lengths = np.diff(np.append(opens, len(vertex)))
    within += entered + np.repeat(starts_within - entered[opens], lengths)
    m2[chosen] += np.add.reduceat(within * land.swept[vertex], begin)


def _add_calm(
    m2: NDArray[np.float64],
    land: Rings,
    zones: NDArray[Any],
    pairs: _Pairs,
    chosen: NDArray[np.int64],
) -> None:
    """Add the rings that lie within a zone, of polygons whose edges do not cross its border."""
    rings = np.searchsorted(land.owner, np.arange(pairs.rows + 1))
    row = pairs.row[chosen]
    ring, of = spread(rings[row], np.diff(rings)[row])
    pair = chosen[of]
    inside = _within(zones, pairs.zone[pair], land.xy[land.first[ring]] + land.origin)
    m2 += np.bincount(pair, land.areas_m2()[ring] * inside, len(m2))


def _within(
    zones: NDArray[Any], zone: NDArray[np.int64], xy: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return whether each place lies in the zone named beside it; zones come in rising order."""
    bounds = shapely.bounds(zones)[zone]
    inside = np.asarray(((xy >= bounds[:, :2]) & (xy <= bounds[:, 2:])).all(axis=1))
    near = np.flatnonzero(inside)
    cuts = np.searchsorted(zone[near], np.linspace(0, len(zones), _PIECES + 1)[1:-1])
    inside[near] = np.concatenate(
        in_threads(
            lambda part: shapely.contains_xy(zones[zone[part]], xy[part]), np.split(near, cuts)
        )
    )
    return inside


def _set_cut(
    m2: NDArray[np.float64],
    shapes: NDArray[Any],
    zones: NDArray[Any],
    pairs: _Pairs,
    chosen: NDArray[np.int64],
) -> None:
    """Set the areas of pairs whose borders lie too near, by cutting where that is needed."""
    row, zone = pairs.row[chosen], pairs.zone[chosen]
    whole_m2 = shapely.area(shapes)
    inside = shapely.covers(zones[zone], shapes[row])
    m2[chosen] = np.where(inside, whole_m2[row], 0)
    cut = chosen[~inside]
    last = _left_over(shapes, zones, pairs.row[cut])
    rest, cut = cut[last], np.delete(cut, last)
    m2[cut] = np.concatenate(
        in_threads(
            lambda part: shapely.area(
                shapely.intersection(shapes[pairs.row[part]], zones[pairs.zone[part]])
            ),
            np.array_split(cut, _PIECES),
        )
    )
    elsewhere_m2 = np.bincount(pairs.row, weights=m2, minlength=len(shapes))
    left_m2 = (whole_m2 - elsewhere_m2)[pairs.row[rest]]
    m2[rest] = np.where(left_m2 > _LEAST_M2, left_m2, 0)


def _left_over(
    shapes: NDArray[Any], zones: NDArray[Any], row: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return pairs that need no cutting: of a polygon that zones cover, one part is the rest.

    That holds where zones meet edge to edge without overlap. Elsewhere every part is cut, and so
    are few parts, as finding out would take longer.
    """
    if len(row) < _FEW or not shapely.coverage_is_valid(zones):
        return np.empty(0, dtype=np.int64)
    _, last = np.unique(row[::-1], return_index=True)
    last = len(row) - 1 - last
    together = shapely.coverage_union_all(zones)
    shapely.prepare(together)
    covered: NDArray[np.bool_] = shapely.covers(together, shapes[row[last]])
    return last[covered]


def cut_pieces(
    shapes: NDArray[Any], zones: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Return zone, row and geometry of each polygon's part in each zone that it shares land with.

    Polygons that lie whole in a zone are given as they are.
    """
    if len(shapes) == 0:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, shapes
    zone, row, m2 = piece_areas(shapes, zones)
    shared = m2 > _LEAST_M2
    zone, row, m2 = zone[shared], row[shared], m2[shared]
    pieces = shapes[row]
    cut = np.flatnonzero(shapely.area(pieces) - m2 > _LEAST_M2)
    pieces[cut] = np.concatenate(
        in_threads(
            lambda part: shapely.intersection(pieces[part], zones[zone[part]]),
            np.array_split(cut, _PIECES),
        )
    )
    return zone, row, pieces

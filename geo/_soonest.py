"""Seconds from places on a network to the soonest of sets of other places, many sets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import scipy
import shapely

from geo._boundary import TIE_M
from geo._errors import EmptyError, ValueRangeError
from geo._graph import Graph
from geo._said import said
from geo._threads import in_threads
from geo._ways import Places, placed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._streets import Network
    from geo._types import Group

__all__ = [
    "Direction",
    "Goals",
    "goals_of_types",
    "near_enough",
    "soonest_min",
    "soonest_seconds",
    "travelled",
]

Direction = Literal["to_supply", "from_supply"]
"""Whether people go to the supply, or something comes from it to them."""

_SETS_AT_ONCE = 32
_MANY_SETS = 64
"""Sets at which it pays to prepare the network for many searches."""

_METRES_PER_SECOND = 1 / 3.6
_SECONDS_PER_MINUTE = 60
_NUMBERS_AT_ONCE = 3_000_000


class Goals:
    """Places sought, each with its way to the network, in sets of which the soonest counts.

    Parameters
    ----------
    places
        Where the goals reach the network; those beyond the bound must have left.
    set_of
        Number of each goal's set.
    count
        How many sets there are; one without goals is reached from nowhere.
    access
        Speed of the way to the network in metres a second.
    """

    def __init__(
        self, places: Places, set_of: NDArray[np.int64], count: int, access: float
    ) -> None:
        order = np.argsort(set_of, kind="stable")
        self.places = places.at(order)
        self.set_of = set_of[order]
        self.count = count
        self.wait = self.places.snap_m / access

    def legs(self, network: Network) -> _Legs:
        """Return the ways from the goals to the nodes beside them, the network passed backwards."""
        edges, goal = network.edges, self.places
        mid = goal.edge >= 0
        on, along = goal.edge[mid], goal.along_m[mid]
        pace = edges.seconds[on] / edges.metres[on]
        ahead, against = edges.forward[on], edges.backward[on]
        of_set = np.concatenate(
            [self.set_of[~mid], self.set_of[mid][ahead], self.set_of[mid][against]]
        )
        node = np.concatenate([goal.node[~mid], edges.start[on][ahead], edges.end[on][against]])
        waits = self.wait[mid]
        seconds = np.concatenate(
            [
                self.wait[~mid],
                (waits + along * pace)[ahead],
                (waits + (edges.metres[on] - along) * pace)[against],
            ]
        )
        order = np.lexsort((seconds, node, of_set))
        of_set, node, seconds = of_set[order], node[order], seconds[order]
        fresh = np.append(True, (np.diff(of_set) > 0) | (np.diff(node) > 0))[: len(of_set)]
        return _Legs(of_set[fresh], node[fresh], seconds[fresh])


class _Legs(NamedTuple):
    """The soonest way from a set of goals to a node, sorted by the sets."""

    of_set: NDArray[np.int64]
    node: NDArray[np.int64]
    seconds: NDArray[np.float64]

    def of(self, part: NDArray[np.int64]) -> _Legs:
        """Return those of some sets that follow each other, numbered from 0."""
        begin, end = np.searchsorted(self.of_set, [part[0], part[-1] + 1])
        here = slice(begin, end)
        return _Legs(self.of_set[here] - part[0], self.node[here], self.seconds[here])


def soonest_seconds(
    network: Network, start: Places, goals: Goals, dtype: type[np.floating] = np.float64
) -> NDArray[Any]:
    """Return seconds from each place (column) to the soonest goal of each set (row).

    The goals' ways to the network count, those of the places do not. Infinite where no way leads.
    """
    nodes, legs = len(network.nodes), goals.legs(network)
    at_once = max(1, min(_SETS_AT_ONCE, _NUMBERS_AT_ONCE // nodes))
    parts = np.array_split(np.arange(goals.count), -(-goals.count // at_once))
    edges = network.edges
    mid = start.edge >= 0
    on, along = start.edge[mid], start.along_m[mid]
    pace = edges.seconds[on] / edges.metres[on]
    ahead = np.where(edges.forward[on], (edges.metres[on] - along) * pace, np.inf)
    back = np.where(edges.backward[on], along * pace, np.inf)
    many = goals.count >= _MANY_SETS
    row = network.hierarchy_back.row if many else np.arange(nodes)
    at_node, head, tail = row[start.node[~mid]], row[edges.end[on]], row[edges.start[on]]
    search = _swept if many else _searched
    found = np.empty((goals.count, len(start.edge)), dtype)

    def fill(part: NDArray[np.int64]) -> None:
        seconds = search(network, legs.of(part), len(part))
        rows = found[part[0] : part[-1] + 1]
        if mid.any():
            ways = np.minimum(seconds[head] + ahead[:, None], seconds[tail] + back[:, None])
            rows[:, mid] = ways.T
            rows[:, ~mid] = seconds[at_node].T
        else:
            rows[:] = seconds[at_node].T

    in_threads(fill, parts)
    _join_same_edge(network, start, goals, found)
    return found


def _searched(network: Network, legs: _Legs, count: int) -> NDArray[np.float64]:
    """Return seconds from each node (row) to each set (column), a search a set."""
    back, nodes = network.graph_back, len(network.nodes)
    with_sets = Graph(
        seconds=np.append(back.seconds, legs.seconds),
        metres=np.append(back.metres, np.zeros(len(legs.seconds))),
        heads=np.append(back.heads, legs.node),
        ends=np.append(
            back.ends, back.ends[-1] + np.cumsum(np.bincount(legs.of_set, minlength=count))
        ),
    )
    graph = with_sets.matrix(with_sets.seconds)
    soonest = scipy.sparse.csgraph.dijkstra(graph, indices=nodes + np.arange(count))
    return np.asarray(soonest[:, :nodes].T)


def _swept(network: Network, legs: _Legs, count: int) -> NDArray[np.float64]:
    """Return the same by the network's hierarchy, the nodes in its order."""
    return network.hierarchy_back.seconds(count, legs.of_set, legs.node, legs.seconds)


def _join_same_edge(network: Network, start: Places, goals: Goals, found: NDArray[Any]) -> None:
    """Let places reach goals on their own edge without leaving it."""
    goal, edges = goals.places, network.edges
    placed = np.flatnonzero(start.edge >= 0)
    placed = placed[np.argsort(start.edge[placed], kind="stable")]
    sought = np.flatnonzero(goal.edge >= 0)
    first = np.searchsorted(start.edge[placed], goal.edge[sought], side="left")
    counts = np.searchsorted(start.edge[placed], goal.edge[sought], side="right") - first
    one = np.repeat(sought, counts)
    within = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    place = placed[np.repeat(first, counts) + within]
    on = goal.edge[one]
    way = goal.along_m[one] - start.along_m[place]
    allowed = np.where(way > 0, edges.forward[on], edges.backward[on]) | (np.abs(way) <= TIE_M)
    one, place, on, way = one[allowed], place[allowed], on[allowed], way[allowed]
    seconds = goals.wait[one] + np.abs(way) * (edges.seconds[on] / edges.metres[on])
    np.minimum.at(found, (goals.set_of[one], place), seconds.astype(found.dtype))


def soonest_min(
    network: Network,
    start: Places,
    supply_xy: NDArray[np.float64],
    set_of: NDArray[np.int64],
    max_snap_m: float,
    access_kmh: float,
) -> NDArray[np.float64]:
    """Return minutes from places to the soonest of each set of supply, for each draw of its places.

    Parameters
    ----------
    network
        The network.
    start
        The places.
    supply_xy
        x, y of the supply: features, draws, 2. Some feature must lie near enough in each call.
    set_of
        Number of each feature's set.
    max_snap_m, access_kmh
        Bound and speed of the ways to and from the network.

    Returns
    -------
    numpy.ndarray
        Minutes, infinite where no way leads: draws, sets, places.
    """
    access = access_kmh * _METRES_PER_SECOND
    draws, count = supply_xy.shape[1], int(set_of.max()) + 1
    goal = near_enough(placed(network, shapely.points(supply_xy.reshape(-1, 2))), max_snap_m)
    numbers = (np.arange(draws) * count + set_of[:, None]).ravel()
    near = goal.snap_m <= max_snap_m
    goals = Goals(goal.at(near), numbers[near], draws * count, access)
    seconds = soonest_seconds(network, start, goals)
    seconds += start.snap_m / access
    seconds[:, start.snap_m > max_snap_m] = np.inf
    return np.asarray(seconds.reshape(draws, count, -1) / _SECONDS_PER_MINUTE)


def travelled(network: Network, direction: Direction) -> Network:
    """Return the network whose ways to the supply are those that are meant.

    Raises
    ------
    ValueRangeError
        The direction is neither.
    """
    if direction not in ("to_supply", "from_supply"):
        raise ValueRangeError(
            said(
                "expected `direction` to be to_supply or from_supply, got `{direction}`: "
                "choose one",
                direction=direction,
            )
        )
    if direction == "to_supply":
        return network
    return network.backwards


def near_enough(goal: Places, max_snap_m: float) -> Places:
    """Return the places of supply; refuse where none lies near enough to the network."""
    closest = float(goal.snap_m.min())
    if closest > max_snap_m:
        raise EmptyError(
            said(
                "`supply`: expected at least one within {max_snap_m:g} m of the network, the "
                "closest lies {closest:.0f} m away: raise `max_snap_m`, or check both "
                "layers' area",
                max_snap_m=max_snap_m,
                closest=closest,
            )
        )
    return goal


def goals_of_types(goal: Places, groups: list[Group], max_snap_m: float, access: float) -> Goals:
    """Return the supply near enough to the network, a set a type."""
    set_of = np.empty(len(goal.edge), dtype=np.int64)
    for number, group in enumerate(groups):
        set_of[group.rows] = number
    near = goal.snap_m <= max_snap_m
    return Goals(goal.at(near), set_of[near], len(groups), access)

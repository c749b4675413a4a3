"""Roads as a network that can be routed: cut at every junction, where edges share the vertex.

A junction is a node that two roads share, or one road twice: a crossing without a common node (a
bridge) joins nothing. Edges run as they may be passed: a road open against its drawing only is
turned round.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

from layers.osm.names import english_name, russian_name
from layers.osm.reader import WGS84
from layers.vocabulary import ONEWAY, SPEED_KMH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.osm.reader import Way

__all__ = ["direction", "speed_kmh", "streets"]

_KMH_PER_MPH: Final = 1.609344
_SPEED: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?")
_FORWARD: Final = ("yes", "true", "1")
_BACKWARD: Final = ("-1", "reverse")
_ROUND: Final = ("roundabout", "circular")


def streets(
    roads: Sequence[Way], crs: Any, words: Mapping[str, float], within: shapely.Geometry | None
) -> gpd.GeoDataFrame:
    """Make edges of roads.

    Parameters
    ----------
    roads
        Stretches of road with the numbers of their nodes.
    crs
        The measuring CRS.
    words
        Speeds in km/h of the words that `maxspeed` may hold.
    within
        Only edges that touch this area, in the measuring CRS; None keeps all.

    Returns
    -------
    geopandas.GeoDataFrame
        One edge a row: `id`, `street_id`, `name_en`, `name_ru`, `road_class`, `speed_kmh`,
        `oneway` (yes: in the direction drawn; no), `length_m`.
    """
    numbers, uses = np.unique(
        np.concatenate([one.nodes for one in roads] or [np.zeros(0, dtype=np.int64)]),
        return_counts=True,
    )
    shared = set(numbers[uses > 1].tolist())
    forward = Transformer.from_crs(WGS84, crs, always_xy=True)
    rows: dict[str, list[Any]] = {
        name: []
        for name in ("id", "street_id", "name_en", "name_ru", "road_class", SPEED_KMH, ONEWAY)
    }
    lines = []
    parts: dict[str, int] = {}
    for road in roads:
        way = direction(road.tags, oneway=bool(road.rule.says.get("oneway", False)))
        places = np.column_stack(forward.transform(*road.places.T)).round(2)
        cuts = [place for place, node in enumerate(road.nodes.tolist()) if node in shared]
        ends = sorted({0, *cuts, len(places) - 1})
        speed = speed_kmh(road.tags.get("maxspeed", ""), words) or road.rule.says["speed_kmh"]
        for start, end in pairwise(ends):
            corners = places[start : end + 1]
            parts[road.id] = parts.get(road.id, 0) + 1
            lines.append(shapely.linestrings(corners[::-1] if way == -1 else corners))
            rows["id"].append(f"{road.id.replace('/', '_')}-{parts[road.id]:02d}")
            rows["street_id"].append(road.id)
            rows["name_en"].append(english_name(road.tags))
            rows["name_ru"].append(russian_name(road.tags))
            rows["road_class"].append(road.rule.says["class"])
            rows[SPEED_KMH].append(max(1, round(speed)))
            rows[ONEWAY].append("yes" if way else "no")
    frame = gpd.GeoDataFrame(rows, geometry=np.array(lines, dtype=object), crs=crs)
    frame["length_m"] = frame.length.round(1)
    frame = frame[frame.length > 0]
    if within is not None:
        shapely.prepare(within)
        frame = frame[shapely.intersects(within, frame.geometry.to_numpy())]
    return frame.reset_index(drop=True)


def direction(tags: Mapping[str, str], *, oneway: bool = False) -> int:
    """Say which way a road may be passed: 1 as drawn only, -1 against it only, 0 both.

    Examples
    --------
    >>> direction({"oneway": "-1"}), direction({"junction": "roundabout"}), direction({})
    (-1, 1, 0)
    >>> direction({"oneway": "no"}, oneway=True)
    0
    """
    said = tags.get("oneway", "").strip().lower()
    if said in _FORWARD:
        return 1
    if said in _BACKWARD:
        return -1
    return int(not said and (oneway or tags.get("junction") in _ROUND))


def speed_kmh(said: str, words: Mapping[str, float]) -> float | None:
    """Read `maxspeed`: km/h, mph, a word of the table, or the least of several; None if unknown.

    Examples
    --------
    >>> speed_kmh("60", {}), speed_kmh("30 mph", {}), speed_kmh("RU:urban", {"RU:urban": 60})
    (60.0, 48.28032, 60.0)
    >>> speed_kmh("60;40", {}), speed_kmh("signals", {}) is None
    (40.0, True)
    """
    speeds = []
    for part in said.split(";"):
        text = part.strip()
        match = _SPEED.fullmatch(text.lower())
        if text in words:
            speeds.append(float(words[text]))
        elif match:
            speeds.append(float(match[1]) * (_KMH_PER_MPH if match[2] == "mph" else 1))
    return min((one for one in speeds if one > 0), default=None)

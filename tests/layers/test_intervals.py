"""Every figure of coverage and proximity has an interval where supply has a precision.

What has none is named here, with the reason: whatever is published without one fails otherwise.
"""

from __future__ import annotations

import pandas as pd
import pytest

from layers import statistics as stats

KEYS = frozenset({"radius_m", "minutes", "rank", "apart", "part", "least_share"})
"""What was asked for, and ranks."""

DEMAND = "of the demand alone, which stays"
STREETS = "of the streets alone"
SUPPLY = "counts supply, wherever it stands"
TEST = "a significance: it says itself how sure the figure is"
DISTRICT = "a unit is counted whole in the district of its place, by the plan and not by chance"
STATED = "a choice made at the places stated, whose effects have the interval"
OTHER_METHOD = "the method not asked for, worked out once to compare with the one that was"

WITHOUT = {
    "*": {"total": DEMAND, "capacity": SUPPLY, "parks": SUPPLY, "sites": SUPPLY, "places": SUPPLY},
    "overlap": {"total_ha": "of the zones alone"},
    "capacity": {
        "nearest_first_m": OTHER_METHOD,
        "least_cost_m": OTHER_METHOD,
        "Mean way, least total distance": OTHER_METHOD,
    },
    "norms": {
        "passes": "the column `sure` says whether it holds over the interval",
        "sure": "is drawn from the interval",
        "units": DISTRICT,
        "units_required": DEMAND,
        "short_units": DISTRICT,
        "ha": DISTRICT,
        "ha_required": DEMAND,
        "short_ha": DISTRICT,
        "Norms met, of all districts and types": "counts `passes`; `sure` says which may change",
        "Units lacking, in all": DISTRICT,
        "Hectares lacking, in all": DISTRICT,
    },
    "allocation": {
        "area_ha": "the outline of the zone is drawn for the places stated",
        "distance_p90_m": "its mean has the interval",
    },
    "proximity": {
        "ties": STATED,
        "network_m": "the length of the soonest way, whose time has the interval",
        "snap_m": DEMAND,
    },
    "k_nearest": {"ties": STATED},
    "network_parts": dict.fromkeys(
        [
            "length_km",
            "share",
            "nodes",
            "one_way_km",
            "places_using",
            "people_using",
            "snap_median_m",
            "snap_greatest_m",
            "Parts of the network",
            "Length in the largest part",
            "People too far from the streets",
        ],
        STREETS,
    ),
    "mending": {
        "near_m": STATED,
        "place_lat": STATED,
        "place_lon": STATED,
        "Pairs below par": "the list of pairs is that of the places stated",
    },
    "colocation": {
        "neighbours": SUPPLY,
        "nearest": "its quotient has the interval",
        "p": TEST,
        "Pairs of types that sit together or apart with p up to 0.05": TEST,
    },
    "clustering": {
        "z": TEST,
        "p": TEST,
        "expected_m": "of the number of places and the area of study alone",
        "area_km2": "of the area of study alone",
    },
    "hotspots": dict.fromkeys(
        [
            "features",
            "features_share",
            "people",
            "people_share",
            "value_mean",
            "In hot spots, 95 % or surer",
            "In cold spots, 95 % or surer",
            "Moran's I, 0 where nothing gathers",
        ],
        TEST,
    ),
}

MEASURES = [one for one in stats.MEASURES.values() if one.family in {"coverage", "proximity"}]


@pytest.fixture(scope="module", params=MEASURES, ids=lambda one: one.id)
def drawn(request, small_edition):
    layers = {role.name: role.layers[0] for role in request.param.roles}
    return request.param.id, stats.edition_statistic(
        small_edition, request.param.id, layers, {}, draws=8
    )


def test_every_figure_has_an_interval_or_a_reason(drawn):
    measure, found = drawn
    rows = found.rows
    numbers = [
        name
        for name in rows.columns
        if pd.api.types.is_numeric_dtype(rows[name]) and not name.endswith(("_low", "_high"))
    ]
    low = {name: f"{name_of_ends(name, rows)}_low" for name in numbers}
    bare = {name for name in numbers if low[name] not in rows and name not in KEYS}
    bare |= {one.label for one in found.headlines if one.figure.low is None}
    published = {*numbers, *(one.label for one in found.headlines)}
    reasons = {**WITHOUT["*"], **WITHOUT.get(measure, {})}
    assert not bare - reasons.keys()
    assert not (published - bare) & WITHOUT.get(measure, {}).keys(), "has an interval: no reason"
    unknown = [
        name
        for name in numbers
        if low[name] in rows and rows[name].notna().any() and rows[low[name]].isna().all()
        if not name.endswith("_min")  # some draws of the small edition lie far from its one street
    ]
    assert not unknown


def name_of_ends(name, rows):
    """Give the name of a figure's interval: that of the share of people served is shorter."""
    return "share" if name == "served_share" and "share" not in rows else name

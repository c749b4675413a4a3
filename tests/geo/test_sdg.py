import math

import pandas as pd
import pytest

from geo import ValueRangeError, build_network
from geo.sdg import land_consumption, open_space_access, open_space_share
from tests.geo.made import boxes, dots, streets


def test_land_consumption_by_hand():
    found = land_consumption(400, 500, past_people=100_000, present_people=110_000, years=5)
    assert found.land_rate == pytest.approx(0.05)
    assert found.population_rate == pytest.approx(math.log(1.1) / 5)
    assert found.ratio == pytest.approx(0.25 / math.log(1.1))
    assert found.past_m2_per_head == pytest.approx(40)
    assert found.present_m2_per_head == pytest.approx(500 / 11)
    assert found.land_change == pytest.approx(0.25)


def test_without_growth_or_people_there_is_no_ratio():
    still = land_consumption(4, 5, past_people=10, present_people=10, years=5)
    assert math.isnan(still.ratio)
    unknown = land_consumption(4, 5, past_people=None, present_people=10, years=5)
    assert math.isnan(unknown.population_rate)
    assert math.isnan(unknown.ratio)
    assert unknown.land_rate == pytest.approx(0.05)


@pytest.mark.parametrize(
    "change", [{"past_ha": 0}, {"years": -1}, {"past_people": float("nan")}, {"present_people": 0}]
)
def test_numbers_that_cannot_be_are_refused(change):
    words = {"past_ha": 4, "present_ha": 5, "past_people": 9, "present_people": 9, "years": 5}
    words |= change
    with pytest.raises(ValueRangeError, match=f"above zero, got .*{next(iter(change))}"):
        land_consumption(words.pop("past_ha"), words.pop("present_ha"), **words)


def test_open_space_by_hand():
    areas = pd.DataFrame(
        {
            "zone": ["a", "a", "a", "a", "b"],
            "class": ["homes", "road", "green", "field", "field"],
            "area_ha": [50.0, 30.0, 20.0, 99.0, 7.0],
        }
    )
    found = open_space_share(areas, built=["homes"], streets=["road"], open_space=["green"])
    assert found["open_share"].iloc[0] == pytest.approx(0.5)
    assert found["built_ha"].tolist() == [100, 0]
    assert pd.isna(found["open_share"].iloc[1])
    with pytest.raises(ValueRangeError, match=r"\['road'\] are of two kinds"):
        open_space_share(areas, built=["road"], streets=["road"], open_space=[])


def test_a_walk_over_streets_is_longer_than_the_straight_line():
    # one street east, then north; the green lies north of the home
    network = build_network(streets([[(0, 0), (500, 0)], [(500, 0), (500, 300)]]), speed_kmh=5)
    homes = dots([(0, 0), (450, 0), (490, 310), (5000, 0)], people=[8, 4, 2, 1])
    green = boxes([(0, 300, 500, 320)])
    zones = boxes([(-10, -10, 600, 400), (4000, -10, 6000, 10), (8000, 0, 8001, 1)], id=list("wex"))
    found = open_space_access(homes, green, zones, weight="people", network=network)
    assert found["total"].tolist() == [14, 1, 0]
    assert found["served"].tolist() == [14, 0, 0]
    # 450 to 500, then 300 north: 350 m; from (0, 0) it is 800 m; who lives within is there
    assert found["walk_served"].tolist() == [6, 0, 0]
    assert found["served_share"].iloc[0] == 1
    assert pd.isna(found["served_share"].iloc[2])
    plain = open_space_access(homes, green, zones, weight="people")
    assert plain["walk_served"].isna().all()
    with pytest.raises(ValueRangeError, match="expected `reach_m` above zero, got 0"):
        open_space_access(homes, green, zones, reach_m=0)


def test_streets_that_reach_nobody_leave_nobody_within_a_walk():
    network = build_network(streets([[(90_000, 0), (90_500, 0)]]), speed_kmh=5)
    homes, green = dots([(0, 0)]), boxes([(100, 0, 200, 100)])
    found = open_space_access(homes, green, boxes([(-9, -9, 9, 9)], id=[1]), network=network)
    assert found[["served", "walk_served"]].values.tolist() == [[1, 0]]

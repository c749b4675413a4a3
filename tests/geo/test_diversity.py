import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import UNCLASSIFIED, ColumnError, CrsError, ValueRangeError, area_by_class, class_mix
from geo.diversity import area_per_head, people_in_zones
from tests.geo.made import boxes, dots, mosaic


def areas_of(**zones):
    rows = [(zone, kind, ha) for zone, of in zones.items() for kind, ha in of.items()]
    return pd.DataFrame(rows, columns=["zone", "class", "area_ha"])


def test_the_mix_by_hand():
    areas = areas_of(
        one={"a": 5.0, "b": 0.0},
        half={"a": 2.0, "b": 2.0, UNCLASSIFIED: 90.0},
        uneven={"a": 3.0, "b": 1.0},
        none={UNCLASSIFIED: 4.0},
    )
    mix = class_mix(areas, classes_possible=4).set_index("zone")
    uneven = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
    assert mix["mix_present"].tolist()[:3] == pytest.approx([0, 1, uneven / np.log(2)])
    assert mix["mix_possible"].tolist()[:3] == pytest.approx([0, 0.5, uneven / np.log(4)])
    assert mix["classes_present"].tolist() == [1, 2, 2, 0]
    assert mix.loc["none", ["mix_present", "mix_possible"]].isna().all()
    assert not np.signbit(mix["mix_present"].iloc[0])


def test_diversity_is_that_of_scikit_bio():
    """Hold to scikit-bio 0.7.4, `skbio.diversity.alpha`, on the counts 41, 23, 12, 7, 1.

    `pielou_e`, `dominance`, `simpson`, and `hill` of the orders 0, 1 and 2.
    """
    hectares = {"a": 41.0, "b": 23.0, "c": 12.0, "d": 7.0, "e": 1.0}
    row = class_mix(areas_of(z=hectares), classes_possible=5).iloc[0]
    golden = {
        "mix_present": 0.7720496240626982,
        "mix_possible": 0.7720496240626982,
        "hhi": 0.340702947845805,
        "simpson": 0.659297052154195,
        "hill_0": 5.0,
        "hill_1": 3.4644917308085854,
        "hill_2": 2.9351081530782026,
    }
    assert row[list(golden)].to_dict() == pytest.approx(golden, rel=1e-12)


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=8).filter(lambda areas: sum(areas) > 1e-3),
    st.integers(8, 12),
)
def test_the_mix_lies_between_nothing_and_one(hectares, possible):
    areas = areas_of(z={f"c{n}": area for n, area in enumerate(hectares)})
    mix = class_mix(areas, classes_possible=possible).iloc[0]
    assert -1e-12 <= mix["mix_possible"] <= mix["mix_present"] + 1e-12
    assert mix["mix_present"] <= 1 + 1e-12


def test_a_mix_that_cannot_be_is_refused():
    areas = areas_of(z={"a": 1.0, "b": 1.0})
    with pytest.raises(ValueRangeError, match="at least 2, which a zone holds, got 1"):
        class_mix(areas, classes_possible=1)
    with pytest.raises(ColumnError, match=r"\['area_ha'\] are missing"):
        class_mix(areas.drop(columns="area_ha"), classes_possible=3)
    with pytest.raises(ValueRangeError, match=r"-1\.0"):
        class_mix(areas_of(z={"a": -1.0}), classes_possible=3)


def test_concentration_and_diversity_by_hand():
    # shares 0.5, 0.25, 0.25: HHI 0.375; H = 0.5 ln 2 + 0.5 ln 4 = 1.5 ln 2
    mix = class_mix(areas_of(z={"a": 2.0, "b": 1.0, "c": 1.0, "d": 0.0}), classes_possible=4)
    row = mix.iloc[0]
    assert row["hhi"] == pytest.approx(0.375)
    assert row["simpson"] == pytest.approx(0.625)
    assert (row["hill_0"], row["hill_2"]) == (3, pytest.approx(1 / 0.375))
    assert row["hill_1"] == pytest.approx(2**1.5)
    assert row["mix_present"] == pytest.approx(1.5 * np.log(2) / np.log(3))


def test_a_zone_without_known_land_has_no_mix():
    row = class_mix(areas_of(z={UNCLASSIFIED: 4.0}), classes_possible=4).iloc[0]
    assert row["hill_0"] == 0
    assert row[["hhi", "simpson", "hill_1", "hill_2"]].isna().all()


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=8).filter(lambda areas: sum(areas) > 1e-3),
    st.randoms(use_true_random=False),
)
def test_diversity_by_its_identities(hectares, random):
    areas = areas_of(z={f"c{n}": area for n, area in enumerate(hectares)})
    row = class_mix(areas, classes_possible=8).iloc[0]
    assert not row.isna().any()
    assert 1 - 1e-9 <= row["hill_2"] <= row["hill_1"] + 1e-9 <= row["hill_0"] + 2e-9
    assert row["hhi"] + row["simpson"] == pytest.approx(1)
    assert row["hhi"] * row["hill_2"] == pytest.approx(1)
    order = list(range(len(areas)))
    random.shuffle(order)
    again = class_mix(areas.iloc[order], classes_possible=8).iloc[0]
    assert again.drop("zone").astype(float).to_numpy() == pytest.approx(
        row.drop("zone").astype(float).to_numpy()
    )


def test_land_a_head_by_hand():
    areas = areas_of(town={"wood": 6.0, "field": 0.0}, empty={"wood": 9.0})
    rows = area_per_head(areas, pd.Series({"empty": 0, "town": 300}))
    assert rows["m2_per_head"].tolist()[:2] == [200, 0]
    assert np.isnan(rows["m2_per_head"].iloc[2])
    assert rows["people"].tolist() == [300, 300, 0]


def test_people_count_in_each_zone_that_holds_them():
    homes = dots([(10, 10), (50, 10), (90, 10), (500, 10)], people=[1, 2, 4, 8])
    zones = boxes([(0, 0, 60, 20), (40, 0, 100, 20), (200, 0, 300, 20)], id=["w", "e", "far"])
    found = people_in_zones(homes, zones, weight="people")
    assert found.to_dict() == {"w": 3, "e": 6, "far": 0}
    assert people_in_zones(homes, zones).to_dict() == {"w": 2, "e": 2, "far": 0}


def test_people_who_cannot_be_counted_are_refused():
    areas = areas_of(a={"x": 1.0}, b={"x": 1.0})
    with pytest.raises(ColumnError, match=r"got none for \['b'\]: count the people"):
        area_per_head(areas, pd.Series({"a": 5}))
    with pytest.raises(ValueRangeError, match=r"`people`.*-5"):
        area_per_head(areas, pd.Series({"a": -5, "b": 1}))
    zone = boxes([(0, 0, 9, 9)], id=[1])
    with pytest.raises(ValueRangeError, match=r"`demand`.*nan"):
        people_in_zones(dots([(0, 0)], people=[np.nan]), zone, weight="people")
    with pytest.raises(CrsError, match="expected one CRS"):
        people_in_zones(dots([(0, 0)]), zone.to_crs(28415))
    with pytest.raises(ValueRangeError, match="repeated are"):
        people_in_zones(dots([(0, 0)]), pd.concat([zone, zone]))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_mix_of_measured_land_does_not_depend_on_its_order(seed):
    land, zones = mosaic(30, 2000, seed), mosaic(3, 2000, seed + 1)
    order = np.random.default_rng(seed).permutation(len(land))
    one, other = (
        class_mix(area_by_class(each, zones, class_column="use"), classes_possible=4)
        for each in (land, land.iloc[order])
    )
    pd.testing.assert_frame_equal(one, other, rtol=1e-7)

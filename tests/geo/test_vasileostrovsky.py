"""Coverage of a real district by its services, against distances measured one by one."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import ALL_TYPES, served

FILE = Path(__file__).parents[3] / "shared/data/other/spb_vasileostrovsky_objectnat.gpkg"
RADII = (100, 300, 500, 1000)

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the data of Vasilyevsky island are not on this machine"
)


@pytest.mark.parametrize(
    ("layer", "by"), [("services", "city_service_type"), ("trees", "leaf_type")]
)
def test_coverage_is_what_brute_force_gives(layer, by):
    buildings = gpd.read_file(FILE, layer="buildings")
    supply = gpd.read_file(FILE, layer=layer).fillna({by: "unknown"})
    weight = "population_balanced"
    buildings = buildings[buildings[weight].notna()]
    rows = served(buildings, supply, by=by, radii_m=RADII, weight=weight)
    points = shapely.centroid(np.asarray(buildings.geometry.array))
    for kind, members in [*supply.groupby(by), (ALL_TYPES, supply)]:
        shapes = np.asarray(members.geometry.array)
        distance_m = shapely.distance(points[:, None], shapes).min(axis=1)
        one = rows[rows["by"] == kind].set_index("radius_m")
        for radius_m in RADII:
            people = buildings[weight][distance_m <= radius_m].sum()
            assert one.loc[radius_m, "served"] == pytest.approx(people, rel=1e-12)
            buffers = shapely.union_all(shapely.buffer(shapes, radius_m, quad_segs=64))
            assert one.loc[radius_m, "area_ha"] == pytest.approx(buffers.area / 1e4, rel=2e-3)
    assert (rows["served"] + rows["uncovered"] == rows["total"]).all()

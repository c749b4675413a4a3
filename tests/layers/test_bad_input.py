"""What measures say of input that gives no answer: columns left open, places that do not meet."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import CRS

from geo import ColumnError, EmptyError
from layers.edition import Raster
from layers.inputs import Input, RasterInput
from layers.statistics import measure_of
from layers.wording import told

UTM = CRS.from_epsg(32645)
X, Y = 370_000, 6_256_000


def layer(name, *shapes, **columns):
    return Input(gpd.GeoDataFrame(columns, geometry=list(shapes), crs=UTM), name, "ab")


HOMES = layer("homes", shapely.Point(X, Y), shapely.Point(X + 900, Y), people=[3, 4])
CLINIC = layer("clinic", shapely.Point(X + 100, Y))
FAR = layer("far streets", shapely.LineString([(X + 50_000, Y), (X + 51_000, Y)]))
USES = layer("woods", shapely.box(X, Y, X + 500, Y + 500), use=["wood"])
SQUARE = layer("zones", shapely.box(X, Y, X + 900, Y + 900))
RASTER = RasterInput(
    Raster(np.ones((3, 3), "uint8"), Affine(300, 0, X, 0, -300, Y + 900), UTM, None, {}),
    "cover.tif",
    "cd",
)


@pytest.mark.parametrize("measure", ["landuse", "mix", "landuse_overlaps", "sdg_11_7_1"])
def test_a_column_of_classes_left_open_is_asked_for(measure):
    asked = {"uses": USES, "zones": SQUARE, "demand": HOMES}
    roles = {role.name for role in measure_of(measure).roles}
    with pytest.raises(
        ColumnError, match=r"`woods`: .* \(`--class`: .*name one of \['use'\]"
    ) as no:
        measure_of(measure).compute({name: one for name, one in asked.items() if name in roles})
    assert "`--class`: Столбец классов" in told(no.value, "ru")


@pytest.mark.parametrize("measure", ["gravity", "opportunities", "two_step", "capacity"])
def test_streets_that_reach_nobody_say_how_far_off_they_are(measure):
    roles = {"demand": HOMES, "supply": CLINIC, "network": FAR}
    with pytest.raises(EmptyError, match=r"`far streets`: .*lies 49100 m .* 49900 m, 1000 m is"):
        measure_of(measure).compute(roles, {"mode": "foot"})


@pytest.mark.parametrize("measure", ["k_nearest", "od_matrix"])
def test_places_beyond_the_streets_are_refused(measure):
    roles = {"origins": HOMES, "targets": CLINIC, "network": FAR}
    with pytest.raises(EmptyError, match="expected streets that lead from some of `homes`"):
        measure_of(measure).compute(roles, {"mode": "foot"})


def test_an_empty_table_says_why():
    roles = {"origins": CLINIC, "targets": HOMES}
    found = measure_of("od_matrix").compute(roles, {"within_m": 1.0})
    assert found.rows.empty
    assert any("No pair lies within the bound" in one for one in found.notes)


def test_a_zone_without_people_is_named():
    zones = layer(
        "zones",
        shapely.box(X - 9, Y - 9, X + 999, Y + 9),
        shapely.box(X + 90_000, Y, X + 91_000, Y + 9),
        id=["here", "nowhere"],
    )
    roles = {"demand": HOMES, "supply": CLINIC, "zones": zones}
    found = measure_of("coverage").compute(roles, {"radii_m": (500.0,)})
    assert "In some zones there is nobody, so there are no shares: ['nowhere']." in found.notes
    whole = measure_of("coverage").compute(roles | {"zones": None}, {"radii_m": (500.0,)})
    assert not any("nobody" in one for one in whole.notes)


@pytest.mark.parametrize("measure", ["landcover", "landscape", "zonal"])
def test_zones_of_another_place_than_the_raster_are_told_so(measure):
    away = Input(gpd.GeoDataFrame(geometry=[shapely.box(6, 46, 7, 47)], crs=4326), "alps", "ef")
    name = "values" if measure == "zonal" else "cover"
    with pytest.raises(
        EmptyError, match=r"got zones about 46\.5 N 6\.5 E, .*about 56\.4 N 84\.9 E"
    ):
        measure_of(measure).compute({"zones": away, name: RASTER})

"""Green areas of a file: the land use of an edition that has no extract."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers import FileError, open_edition
from layers.building import Request, build_edition
from layers.p10 import with_p10
from layers.statistics import edition_statistic

CRS = "EPSG:32645"
X, Y = 371_000, 6_257_000


def square(x, y, side):
    return shapely.box(X + x, Y + y, X + x + side, Y + y + side)


@pytest.fixture
def files(tmp_path):
    area = gpd.GeoDataFrame({"name": ["Остров"]}, geometry=[square(0, 0, 1000)], crs=CRS)
    area.to_file(tmp_path / "area.gpkg")
    bow = shapely.Polygon([(X, Y), (X + 200, Y + 200), (X + 200, Y), (X, Y + 200)])
    shapes = [square(500, 500, 300), square(600, 600, 300), bow, square(900, 900, 400)]
    green = gpd.GeoDataFrame({"leaf": ["a", None, "b", "c"]}, geometry=shapes, crs=CRS)
    green.to_file(tmp_path / "green.gpkg")
    square_of = gpd.GeoDataFrame({"x": [1]}, geometry=[shapely.Point(X, Y)], crs=CRS)
    square_of.to_file(tmp_path / "points.gpkg")
    return tmp_path


def test_green_is_a_class_once_and_the_rest_is_not_mapped(files):
    """9 + 9 - 4 ha of the two that overlap, 2 of the bow mended, 1 within the border: 17 of 100."""
    built = build_edition(
        Request(
            files / "e",
            area=(str(files / "area.gpkg"),),
            green=str(files / "green.gpkg"),
            base=str(open_edition().root),
            crs=CRS,
        )
    )
    rows = edition_statistic(built, "landuse", {"zones": "municipalities"}).rows
    areas = dict(zip(rows["class"], rows["area_ha"], strict=True))
    assert areas["recreation_green"] == pytest.approx(17, abs=0.001)
    assert areas["unmapped"] == pytest.approx(83, abs=0.001)
    assert set(built.frame("landuse")["basis"]) == {"file", "rest"}
    record = built.record("landuse")
    assert "green.gpkg" in record.source("ru")
    assert record.licence == "not stated"
    assert record.note("ru").startswith("Зелёные насаждения из файла")
    assert (built.raster("landcover").array > 0).any()


def test_green_without_polygons_or_beside_an_extract_is_refused(files):
    area = (str(files / "area.gpkg"),)
    base = str(open_edition().root)
    with pytest.raises(FileError, match=r"polygons of green areas in `points.gpkg`; none came"):
        build_edition(Request(files / "e", area=area, green=str(files / "points.gpkg"), base=base))
    with pytest.raises(FileError, match="green areas of one source"):
        build_edition(Request(files / "f", osm="a.osm.pbf", area=area, green="b.gpkg"))


def test_codes_of_the_boundaries_become_the_oktmo_of_parks(files):
    """The square of the area has a code: each park within it takes it, as Order P10 wants it."""
    area = gpd.read_file(files / "area.gpkg").assign(oktmo=["69701000"])
    area.to_file(files / "coded.gpkg")
    base = str(open_edition().root)
    built = build_edition(
        Request(files / "e", area=(str(files / "coded.gpkg"),), base=base, crs=CRS)
    )
    assert built.frame("municipalities")["oktmo"].tolist() == ["69701000"]
    parks = gpd.GeoDataFrame(
        {"id": ["a", "b"], "park_type": ["sport", "sport"]},
        geometry=[square(100, 100, 50), square(5000, 0, 50)],
        crs=CRS,
    )
    assert with_p10(parks, built.frame("municipalities"))["OKTMO"].tolist() == ["69701000", None]
    strange = area.assign(oktmo=["Томск"])
    strange.to_file(files / "strange.gpkg")
    asked = Request(files / "f", area=(str(files / "strange.gpkg"),), base=base, crs=CRS)
    assert "oktmo" not in build_edition(asked).frame("municipalities")

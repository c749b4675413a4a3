"""The terminal's sources: what a server offers, and a layer of it brought in."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest

from tests import served_layers as served
from tests.servers import SECRET, SECRET_IN_URL

pytestmark = pytest.mark.xdist_group("servers")


def test_tables_of_a_database_are_listed(run, postgis):
    code, out, err = run("sources", postgis)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == ["name", "title", "geometry", "crs"]
    assert "public.parks    Парки <i>и скверы</i>  POLYGON   EPSG:32645" in out
    assert SECRET_IN_URL not in out


def test_layers_of_a_web_server_are_listed_as_json(run, mapserver):
    code, out, _err = run("sources", f"{mapserver}/ogc/ogcapi", "--json")
    assert code == 0
    assert json.loads(out)[0] == {
        "name": "parks",
        "title": "Парки <i>и скверы</i>",
        "geometry": None,
        "crs": None,
    }


@pytest.mark.parametrize("kind", ["postgis", "wfs", "ogcapi"])
def test_a_layer_is_brought_in_by_address(run, request, tmp_path, kind):
    address = {
        "postgis": lambda: f"{request.getfixturevalue('postgis')}#public.parks",
        "wfs": lambda: f"{request.getfixturevalue('mapserver')}/ogc#parks",
        "ogcapi": lambda: f"{request.getfixturevalue('mapserver')}/ogc/ogcapi#parks",
    }[kind]()
    path = tmp_path / "in.gpkg"
    code, out, err = run("import", address, "-o", path)
    assert (code, err) == (0, "")
    assert f"{served.COUNT} Polygon" in out
    assert SECRET_IN_URL not in out
    assert served.distance_m(gpd.read_file(path)) < 0.2


def test_what_cannot_be_read_is_said_and_leaves_no_file(run, postgis, tmp_path):
    path = tmp_path / "in.gpkg"
    code, out, err = run("import", f"{postgis}#public.notes", "-o", path)
    assert (code, out) == (2, "")
    assert "Expected a layer of `postgresql://127.0.0.1:" in err
    assert SECRET not in err
    assert not list(tmp_path.iterdir())

"""Layers brought in by address on the Data page, run through the router: asked, chosen, taken."""

from __future__ import annotations

import json

import pytest

from tests import served_layers as served
from tests.servers import SECRET, SECRET_IN_URL, answering, reply
from tests.ui.reading import bodies, opened, well
from ui import keys

pytestmark = pytest.mark.xdist_group("servers")


def asked(address, user="", password="", lang="ru"):
    """Write an address on the page, and press the button."""
    app = opened("data", lang, layer="+")
    app.text_input(key="bring-address").set_value(address)
    app.text_input(key="bring-user").set_value(user)
    app.text_input(key="bring-password").set_value(password)
    return well(app.button(key="bring-ask").click().run())


def everything(app):
    """Give all that the browser is sent or holds of a run."""
    values = [one.value for one in app.text_input]
    return " ".join([bodies(app), str(values), str(app.main), str(dict(app.query_params))])


def test_a_table_of_a_database_is_chosen_seen_and_taken(postgis):
    app = asked(postgis)
    assert app.text_input(key="bring-address").value == f"postgresql://{postgis.partition('@')[2]}"
    offered = app.selectbox(key="bring-offer")
    assert offered.value is None
    assert "public.parks · Парки <i>и скверы</i> · POLYGON · EPSG:32645" in offered.options
    app = well(offered.set_value("public.parks").run())
    assert f"полигоны: {served.COUNT}" in bodies(app)
    assert "так указано на сервере" in bodies(app)
    assert SECRET not in everything(app)
    assert SECRET_IN_URL not in everything(app)
    app = well(app.button(key="bring-take").click().run())
    assert app.query_params[keys.LAYER] == next(iter(app.session_state[keys.OWN]))
    assert SECRET not in everything(app)


def test_name_and_password_have_boxes_that_are_emptied(postgis):
    bare = f"postgresql://{postgis.partition('@')[2]}"
    app = asked(bare, "atlas", SECRET)
    assert len(app.selectbox(key="bring-offer").options) == 7
    assert [app.text_input(key=f"bring-{one}").value for one in ("user", "password")] == ["", ""]
    again = well(app.button(key="bring-ask").click().run())
    assert len(again.selectbox(key="bring-offer").options) == 7


def test_the_only_layer_of_a_service_is_chosen_at_once(mapserver):
    app = asked(f"{mapserver}/sk42?service=WFS", lang="en")
    assert app.selectbox(key="bring-offer").value == "ms:zones"
    assert f"polygons: {served.COUNT}" in bodies(app)


def test_a_change_of_the_columns_asks_no_server_again():
    questions = []
    place = {"type": "Point", "coordinates": [84.95, 56.48]}
    feature = {"type": "Feature", "geometry": place, "properties": {"a": "x", "b": "y"}}

    def answer(request):
        questions.append(request.path)
        body = {"collections": [{"id": "p"}]}
        if "/items" in request.path:
            body = {"type": "FeatureCollection", "features": [feature]}
        reply(request, json.dumps(body).encode(), "application/json")

    with answering(answer) as address:
        app = asked(address)
        before = len(questions)
        field = next(one for one in app.selectbox if one.key.startswith("bring-field-name"))
        well(field.set_value("b").run())
    assert len(questions) == before


@pytest.mark.parametrize("address", ["file:///etc/passwd", "parks.gpkg", ""])
def test_what_is_no_address_is_refused(address):
    app = asked(address)
    assert "Адрес не читается" in bodies(app)
    assert "Ожидался адрес, который начинается с `https://`" in bodies(app)
    assert not any(one.key == "bring-offer" for one in app.selectbox)


def test_what_the_server_does_is_said_and_another_address_may_follow(postgis):
    wrong = postgis.replace(SECRET_IN_URL, "not-it")
    app = asked(wrong)
    assert "password authentication failed" in bodies(app)
    assert "not-it" not in everything(app)
    app.text_input(key="bring-address").set_value(postgis)
    app = well(app.button(key="bring-ask").click().run())
    app = well(app.selectbox(key="bring-offer").set_value("public.empty").run())
    assert "Слой нельзя взять в таком виде" in bodies(app)
    assert "в `public.empty` там нет объектов" in bodies(app)

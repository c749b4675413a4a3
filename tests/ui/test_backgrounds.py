"""Backgrounds under the map, run through the router, and the route that relays their tiles."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.layers.test_remote_pictures import picture
from tests.servers import answering, reply
from tests.ui.reading import bodies, opened, well
from ui import backgrounds, keys, routes


@pytest.fixture
def tiles():
    """Serve tiles of one colour; give the template of their address, and what was asked."""
    asked = []

    def answer(request):
        asked.append(request.path)
        if "/none/" in request.path:
            reply(request, b"", "text/plain", 404)
        elif "/gone/" in request.path:
            reply(request, b"<svg onload='alert(1)'/>", "image/svg+xml")
        else:
            reply(request, picture(), "image/png")

    with answering(answer) as address:
        yield f"{address}/{{z}}/{{x}}/{{y}}.png?key=hidden-key", asked


def added(template, lang="ru"):
    app = opened("map", lang)
    app = well(app.button(key="background-add").click().run())
    app.text_input(key="background-address").set_value(template)
    app = well(app.button(key="background-ask").click().run())
    return well(app.button(key="background-take").click().run())


def own(app):
    return app.session_state[keys.BACKGROUNDS]


def asked_of(shown, z=1, x=0, y=0):
    client = TestClient(Starlette(routes=routes.ROUTES))
    return client.get(f"{backgrounds.ADDRESS}{shown.word}/{z}/{x}/{y}")


def test_a_background_is_added_switched_and_taken_off(tiles):
    template, asked = tiles
    app = added(template)
    [shown] = own(app)
    assert asked == []
    assert shown.title == template.partition("?")[0]
    box = f"on-background-{shown.word}"
    assert app.checkbox(key=box).value
    assert not well(app.checkbox(key=box).uncheck().run()).checkbox(key=box).value
    app = well(app.button(key=f"drop-background-{shown.word}").click().run())
    assert own(app) == ()
    assert "hidden-key" not in bodies(app) + str(app.main) + str(dict(app.query_params))


def test_its_tiles_come_through_our_own_server_once(tiles):
    template, asked = tiles
    [shown] = own(added(template))
    answers = [asked_of(shown) for _ in range(2)]
    assert asked == ["/1/0/0.png?key=hidden-key"]
    for one in answers:
        assert (one.status_code, one.headers["content-type"]) == (200, "image/png")
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["cache-control"] == "private, max-age=3600"
        assert one.content == picture()


def test_what_is_not_registered_is_not_fetched(tiles):
    _template, asked = tiles
    made_up = backgrounds.Shown("made-up", "", "")
    assert asked_of(made_up).status_code == 404
    assert asked == []


def test_a_server_that_sends_no_picture_is_answered_for(tiles):
    template, _asked = tiles
    [shown] = own(added(template.replace("/{z}", "/gone/{z}")))
    answer = asked_of(shown)
    assert (answer.status_code, answer.headers["content-type"][:10]) == (502, "text/plain")
    assert "asked for PNG, JPEG or WebP" in answer.text
    assert "svg" not in answer.text.replace("image/svg+xml", "")
    assert "hidden-key" not in answer.text
    assert asked_of(shown, z=1, x=5).status_code == 502


def test_a_tile_that_its_server_does_not_have_is_no_fault(tiles):
    """MapLibre draws nothing there, and raises no alarm."""
    template, _asked = tiles
    [shown] = own(added(template.replace("/{z}", "/none/{z}")))
    assert asked_of(shown).status_code == 404


def test_more_than_the_most_are_not_added(tiles, monkeypatch):
    template, _asked = tiles
    monkeypatch.setattr(backgrounds, "_MOST", 1)
    app = well(added(template).button(key="background-add").click().run())
    assert "больше не добавить" in bodies(app)
    assert not any(one.key == "background-ask" for one in app.button)

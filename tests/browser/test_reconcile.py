"""The map brought from sheet to sheet, on a stand-in that writes down what is asked of it."""

from __future__ import annotations

import pytest

from tests.browser.serving import ROOT

ORIGIN = "http://127.0.0.1"
MODULE = ROOT / "ui" / "map" / "reconcile.js"
STAND_IN = """
async sheets => {
  const {reconcile} = await import('/reconcile.js');
  const sources = new Map(), layers = new Map(), calls = [];
  const noting = (id, source) => ({
    setData: (data) => calls.push(['setData', id, data]),
    setTiles: (tiles) => calls.push(['setTiles', id, ...tiles]),
    source,
  });
  const done = {
    addSource: (id, source) => sources.set(id, noting(id, source)),
    removeSource: (id) => sources.delete(id),
    addLayer: (layer) => layers.set(layer.id, layer),
    removeLayer: (id) => layers.delete(id),
    moveLayer: () => undefined,
    setPaintProperty: () => undefined,
  };
  const map = {
    getSource: (id) => sources.get(id),
    getStyle: () => ({layers: [...layers.values()]}),
    getLayersOrder: () => [...layers.keys()].toReversed(),
  };
  for (const [name, act] of Object.entries(done)) {
    map[name] = (...words) => {
      calls.push([name, ...words.map((one) => one?.id ?? one).filter((one) => one !== undefined)]);
      act(...words);
    };
  }
  reconcile(map, null, sheets[0]);
  calls.length = 0;
  reconcile(map, sheets[0], sheets[1]);
  return calls;
}
"""


def sheet(sources: dict, **paint: str) -> dict:
    layers = [{"id": f"{one}-fill", "type": "fill", "source": one} for one in sources]
    layers[0]["paint"] = paint
    return {"sources": sources, "layers": layers}


def tiles(address: str, maxzoom: int = 14) -> dict:
    return {"type": "vector", "tiles": [address], "maxzoom": maxzoom}


def shapes(data: str, **more) -> dict:
    return {"type": "geojson", "data": data, **more}


@pytest.fixture
def asked(window):
    """Give what a map at one sheet is asked for to come to another."""

    def answer(route):
        is_module = route.request.url.endswith(".js")
        text = MODULE.read_text(encoding="utf-8") if is_module else "<!doctype html>"
        kind = "text/javascript" if is_module else "text/html"
        route.fulfill(body=text, content_type=kind)

    page = window.new_page()
    page.route(f"{ORIGIN}/**", answer)
    page.goto(f"{ORIGIN}/")
    yield lambda before, after: page.evaluate(STAND_IN, [before, after])
    page.close()


def test_sources_of_the_same_make_keep_their_layers(asked):
    before = sheet({"cells": tiles("/cells/1/{z}/{x}/{y}"), "parks": shapes("/parks/1")})
    after = sheet({"cells": tiles("/cells/2/{z}/{x}/{y}"), "parks": shapes("/parks/2")})
    assert asked(before, after) == [
        ["setTiles", "cells", ORIGIN + "/cells/2/{z}/{x}/{y}"],
        ["setData", "parks", f"{ORIGIN}/parks/2"],
    ]
    assert asked(after, after) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (tiles("/1"), tiles("/1", maxzoom=12)),
        (tiles("/1"), shapes("/1")),
        (shapes("/1"), shapes("/1", cluster=True)),
    ],
)
def test_a_source_of_another_make_is_drawn_anew(asked, was, becomes):
    calls = asked(sheet({"cells": was}), sheet({"cells": becomes}))
    assert [call[:2] for call in calls] == [
        ["removeLayer", "cells-fill"],
        ["removeSource", "cells"],
        ["addSource", "cells"],
        ["addLayer", "cells-fill"],
    ]


def test_of_a_layer_only_what_differs_is_set(asked):
    cells = {"cells": tiles("/1")}
    calls = asked(
        sheet(cells, colour="red", edge="blue"), sheet(cells, colour="green", edge="blue")
    )
    assert calls == [["setPaintProperty", "cells-fill", "colour", "green"]]

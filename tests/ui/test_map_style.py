"""The catalogue's symbology in MapLibre's words, and the specification of the map."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers import Style, StyleClass, Words
from layers.vocabulary import PARK_TYPES
from ui.map import WORDS, MapSpec, map_words
from ui.map.overlays import UNSERVED, reach_layers, served_colours, served_layers
from ui.map.style import (
    INK,
    drawing_order,
    icons,
    maplibre_layers,
    patterns,
)

VIEW = {"zoom": 10, "lon": 85, "lat": 56}


@pytest.fixture
def parks(small_edition):
    return small_edition.record("parks")


def drawn(record, part, **options):
    """Give the layer `<record id>-<part>`."""
    layers = maplibre_layers(record, record.id, options.pop("lang", "en"), **options)
    (layer,) = [one for one in layers if one["id"] == f"{record.id}-{part}"]
    return layer


def parts_of(record, **options):
    layers = maplibre_layers(record, record.id, "en", **options)
    return [one["id"].removeprefix(f"{record.id}-") for one in layers]


def styled(record, *classes, **style):
    """Give the record with another style."""
    return replace(record, style=Style(classes=classes, **style))


def one_class(**look):
    return StyleClass(value=look.pop("value", ""), titles=Words("One", "Один"), **look)


def test_a_park_is_fill_hatch_outline_selection_name_and_icon(parks):
    assert parts_of(parks) == ["fill", "hatch", "line", "selected", "label", "icon"]
    layers = maplibre_layers(parks, "p", "en")
    assert [one["source"] for one in layers] == ["p"] * 4 + ["p-points"] * 2
    assert {one["metadata"]["record"] for one in layers} == {"parks"}


def test_colours_are_chosen_by_the_class(parks):
    colour = drawn(parks, "fill")["paint"]["fill-color"]
    assert colour[:2] == ["match", ["get", "park_type"]]
    chosen = dict(zip(colour[2:-1:2], colour[3:-1:2], strict=True))
    assert tuple(chosen) == PARK_TYPES
    assert chosen["medical"] == "#E41A1C"
    assert drawn(parks, "fill")["paint"]["fill-opacity"] == 0.5


def test_only_hatched_classes_are_hatched_and_their_patterns_are_made(parks):
    hatch = drawn(parks, "hatch")
    assert "sport" not in hatch["filter"][2][1]
    used = set(hatch["paint"]["fill-pattern"][3::2])
    made = {one["id"]: one for one in patterns(parks)}
    assert used <= made.keys()
    assert made["hatch-plus-E41A1C"] == {
        "id": "hatch-plus-E41A1C",
        "kind": "plus",
        "color": "#E41A1C",
    }
    assert len(made) == 5


def test_icons_are_discs_with_a_ring_in_the_class_s_colour(parks):
    made = {one["id"]: one for one in icons(parks)}
    used = set(drawn(parks, "icon")["layout"]["icon-image"][3:-1:2])
    assert used == made.keys()
    assert made["icon-hospital-E41A1C"] == {
        "id": "icon-hospital-E41A1C",
        "svg": "hospital",
        "ring": "#E41A1C",
        "glyph": INK,
        "shape": "disc",
    }


def test_a_model_is_a_double_line_and_what_is_not_built_is_dashed(parks):
    paint = drawn(parks, "line")["paint"]
    assert paint["line-gap-width"] == ["case", ["==", ["get", "outline"], "model"], 1.6, 0]
    test, dashed, whole = paint["line-dasharray"][1:]
    assert test == ["in", ["get", "status"], ["literal", ["planned", "concept"]]]
    assert dashed[1] != whole[1] == [1, 0]


def test_switches_change_values_and_never_the_list(parks):
    everything = maplibre_layers(parks, "parks", "en")
    for options in ({"visible": False}, {"classes_on": {"sport"}}, {"classes_on": set()}):
        assert parts_of(parks, **options) == parts_of(parks)
    assert all(one["layout"]["visibility"] == "visible" for one in everything)
    for options in ({"visible": False}, {"classes_on": set()}):
        assert drawn(parks, "fill", **options)["layout"]["visibility"] == "none"
    some = drawn(parks, "fill", classes_on={"sport", "medical"})
    assert some["filter"] == ["in", ["get", "park_type"], ["literal", ["medical", "sport"]]]
    assert drawn(parks, "hatch", classes_on={"sport"})["layout"]["visibility"] == "none"


def test_the_selection_is_a_filter(parks):
    assert ["==", ["get", "id"], "park_1"] in drawn(parks, "selected", selected="park_1")["filter"]
    assert ["==", ["get", "id"], ""] in drawn(parks, "selected")["filter"]
    assert drawn(parks, "selected")["paint"]["line-color"] == INK


def test_labels_are_in_the_language_asked_for(parks):
    assert drawn(parks, "label", lang="ru")["layout"]["text-field"] == ["get", "name_ru"]
    assert drawn(parks, "label", lang="en")["layout"]["text-field"] == ["get", "name_en"]


def test_sites_lose_their_name_with_their_icon(small_edition):
    sites = small_edition.record("sites")
    assert parts_of(sites) == ["selected", "icon"]
    icon = drawn(sites, "icon", lang="ru")
    assert icon["layout"]["icon-allow-overlap"] is False
    assert icon["layout"]["text-optional"] is True
    assert icon["layout"]["text-field"][-1] == ["get", "name_ru"]
    assert icon["source"] == "sites"


def test_points_without_an_icon_are_dots_with_names(small_edition):
    settlements = small_edition.record("settlements")
    bare = replace(settlements, style=replace(settlements.style, classes=(one_class(fill=INK),)))
    assert parts_of(bare) == ["selected", "dot", "label"]
    label = drawn(bare, "label")["layout"]
    people = ["coalesce", ["get", "population"], 0]
    assert label["symbol-sort-key"] == ["-", 0, people]
    assert label["text-size"][:2] == ["step", people]


def test_lines_have_a_layer_for_each_class_and_a_casing(small_edition):
    streets = styled(
        small_edition.record("streets"),
        one_class(value="primary", fill="#FFFFFF", line="#B8B0A5", line_width=2.0),
        one_class(value="track", line="#B8B0A5", dash=(3.0, 2.0)),
        column="road_class",
        label="name",
    )
    assert parts_of(streets) == [
        "casing-primary",
        "line-track",
        "line-primary",
        "selected",
        "label",
    ]
    track = drawn(streets, "line-track")
    assert track["paint"]["line-dasharray"] == [3.0, 2.0]
    assert track["filter"] == ["in", ["get", "road_class"], ["literal", ["track"]]]
    width = drawn(streets, "line-primary")["paint"]["line-width"]
    casing = drawn(streets, "casing-primary")["paint"]["line-width"]
    assert width[:3] == ["interpolate", ["exponential", 1.5], ["zoom"]]
    assert dict(zip(width[3::2], width[4::2], strict=True))[12] == 2.0
    assert all(wide > thin for wide, thin in zip(casing[4::2], width[4::2], strict=True))
    assert drawn(streets, "label")["layout"]["symbol-placement"] == "line"


def test_dashed_borders_are_drawn_from_the_edges(small_edition):
    zones = styled(
        small_edition.record("municipalities"), one_class(line="#90A4AE", dash=(4.0, 2.0))
    )
    border = drawn(zones, "line")
    assert border["source"] == "municipalities-edges"
    assert border["paint"]["line-dasharray"] == [4.0, 2.0]
    assert "filter" not in border


def test_zooms_of_the_style_hold_for_every_layer(parks):
    near = replace(parks, style=replace(parks.style, min_zoom=11.0, max_zoom=16.0))
    for layer in maplibre_layers(near, "parks", "en"):
        assert layer["minzoom"] == 11.0
        assert layer["maxzoom"] == 16.0
    assert "minzoom" not in drawn(parks, "fill")
    assert "maxzoom" not in drawn(parks, "fill")


def test_features_without_a_value_belong_to_the_class_of_empty_text(small_edition):
    sites = styled(
        small_edition.record("sites"),
        one_class(value="nuclear", fill="#FFFFFF", icon="danger"),
        one_class(value="", fill="#FFFFFF", icon="circle"),
        column="cluster",
    )
    value = ["coalesce", ["get", "cluster"], ""]
    assert drawn(sites, "icon")["filter"] == ["in", value, ["literal", ["nuclear", ""]]]
    assert drawn(sites, "icon")["layout"]["icon-image"][:2] == ["match", value]


def test_codes_of_rasters_and_texts_from_switches_mean_the_same(small_edition):
    coded = styled(
        small_edition.record("landuse"),
        one_class(value=1, fill="#DDE8D3"),
        one_class(value=2, fill="#C9DDE8"),
        column="landuse_class",
    )
    assert drawn(coded, "fill", classes_on={"2"})["filter"][2] == ["literal", [2]]


def test_names_lie_under_icons_and_shading_under_lines(small_edition):
    over = [
        layer
        for name in ("parks", "sites", "streets", "municipalities")
        for layer in maplibre_layers(small_edition.record(name), name, "en")
    ]
    order = [one["id"] for one in drawing_order([*over, *served_layers("served", [500])])]
    assert order.index("parks-line") < order.index("parks-selected") < order.index("parks-label")
    assert order.index("parks-label") < order.index("sites-icon") < order.index("parks-icon")
    assert order[-1] == "parks-icon"
    assert order.index("municipalities-fill") < order.index("served-fill")
    assert order.index("served-fill") < order.index("streets-line-primary")
    assert order.index("streets-line-primary") < order.index("parks-fill")
    assert sorted(order) == sorted([one["id"] for one in over] + ["served-fill"])


def test_rings_name_their_radius_in_the_language():
    label = reach_layers("reach", "ru", "км", colour="#E41A1C")[-1]
    assert label["layout"]["text-field"][-1] == "км"
    assert label["layout"]["text-field"][1][-1]["locale"] == "ru"
    assert label["paint"]["text-color"] == "#E41A1C"


def test_shading_has_a_colour_for_each_radius_and_one_beyond():
    radii = [500, 1000, 2000, 3000, 5000, 8000, 9000, 10000]
    colours = served_colours(radii)
    assert len(set(colours.values())) == len(radii)
    assert colours[500] == "#2166AC"
    (layer,) = served_layers("served", radii, visible=False)
    assert layer["paint"]["fill-color"][-1] == UNSERVED
    assert layer["layout"]["visibility"] == "none"


def test_words_are_complete_in_both_languages():
    english, russian = map_words("en"), map_words("ru")
    assert english.keys() == russian.keys() == WORDS
    assert all(english[name] != russian[name] for name in WORDS)


def test_a_specification_that_does_not_hold_together_is_refused():
    layer = {"id": "a", "type": "fill", "source": "nowhere"}
    with pytest.raises(ValueError, match="hold together") as caught:
        MapSpec(view=VIEW, layers=[layer, layer], words={"km": "km"})
    for fault in ("from `nowhere`", "layer `a` comes twice", "`words` lacks failed, keys"):
        assert fault in str(caught.value)


def test_a_sheet_has_everything_but_the_run():
    vector = {"type": "vector", "tiles": ["/tiles/a/{z}/{x}/{y}.mvt"]}
    layers = [
        {"id": "a", "type": "fill", "source": "tiles"},
        {"id": "b", "type": "fill", "source": "data"},
        {"id": "c", "type": "background"},
    ]
    sources = {"tiles": vector, "data": {"type": "geojson", "data": "/data/b.geojson"}}
    sheets = [
        MapSpec(view=VIEW, sources=sources, layers=layers, lang="ru", nonce=n, fly=fly).sheet()
        for n, fly in ((1, None), (2, {"key": 1, "center": [85, 56]}))
    ]
    assert sheets[0] == sheets[1]
    assert [one.get("source-layer") for one in sheets[0]["layers"]] == ["atlas", None, None]
    assert "source-layer" not in layers[0]
    assert sheets[0]["words"]["km"] == "км"

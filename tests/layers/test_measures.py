"""Every measure that is declared: its words, its columns, its function, on the small edition."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import replace

import geopandas as gpd
import pytest

from geo import SHARE, ValueRangeError
from layers import statistics as stats
from layers.measure import EMPTY, FAMILIES, FILLED, NOTHING, Measure, Setting
from layers.wording import note, translator

MEASURES = list(stats.MEASURES.values())
LATIN_WORD = re.compile(r"[A-Za-z]{4,}")


@pytest.fixture(params=MEASURES, ids=lambda one: one.id)
def measure(request) -> Measure:
    return request.param


@pytest.fixture(scope="session")
def computed(small_edition):
    """Give each measure's statistic on the small edition, optional roles filled too."""
    held = {}

    def compute(measure: Measure, **settings):
        key = (measure.id, *sorted(settings.items()))
        if key not in held:
            layers = {role.name: role.layers[0] for role in measure.roles}
            held[key] = stats.edition_statistic(
                small_edition, measure.id, layers, settings, draws=5
            )
        return held[key]

    return compute


def words_of(measure: Measure):
    yield from (measure.title, measure.lead)
    yield from (one.title for part in (measure.roles, measure.columns) for one in part)
    yield from (one.title for one in measure.charts)
    for setting in measure.settings:
        yield setting.title
        yield from (one.title for part in (setting.choices, setting.columns) for one in part)
    if measure.look is not None:
        yield from (one.title for one in (measure.look, measure.look.instead) if one)


def test_a_measure_is_declared_whole(measure):
    assert measure.family in FAMILIES
    assert re.fullmatch("[a-z0-9_]+", measure.id)
    accepted = inspect.signature(measure.function).parameters
    wanted = {one.name for one in (*measure.roles, *measure.settings)} | {"crs", "stated"}
    wanted |= {"draws", "seed"} if measure.drawn else set()
    assert set(accepted) == wanted
    options = [one.name for one in measure.roles] + [one.option for one in measure.settings]
    assert len(set(options)) == len(options)
    for setting in measure.settings:
        assert setting.kind != "column" or setting.of in {one.name for one in measure.roles}
        if setting.kind == "choice":
            assert setting.default in {one.value for one in setting.choices}


def test_a_setting_hangs_on_choices_and_roles_that_there_are(measure):
    known = {role.name: {FILLED, EMPTY} for role in measure.roles}
    for setting in measure.settings:
        for name, values in setting.applies:
            assert set(values) <= known[name], f"{setting.name}: {name}"
        known[setting.name] = {one.value for one in setting.choices}


def test_a_column_is_called_the_same_everywhere():
    titles = {}
    for measure in MEASURES:
        for column in measure.columns:
            titles.setdefault((column.name, column.share), set()).add(column.title)
    assert not {name: found for name, found in titles.items() if len(found) > 1}


def test_a_measure_speaks_russian(measure):
    say = translator("ru")
    for word in filter(None, words_of(measure)):
        assert say(word) != word, word


def test_a_measure_computes_on_the_small_edition(measure, computed):
    found = computed(measure)
    assert len(found.rows) > 0
    assert set(found.rows.columns) <= {one.name for one in measure.columns}
    for chart in measure.charts:
        named = {chart.category, chart.value, chart.series, chart.low, chart.high, chart.against}
        assert named - {""} <= {one.name for one in measure.columns}
    json.dumps(found.as_dict(), allow_nan=False)
    assert found.method.formula
    assert found.method.layers


def test_a_method_card_speaks_russian(measure, computed):
    found = computed(measure)
    card = [found.method.formula, *found.method.parameters, *found.notes]
    card += [one.label for one in found.headlines]
    card += [one.figure.unit for one in found.headlines if one.figure.unit != SHARE]
    for word in card:
        assert note(word, "ru") != word or not LATIN_WORD.search(word), word


def test_a_headline_that_is_a_share_has_its_unit(measure, computed):
    for one in computed(measure).headlines:
        named = re.search(r"^(their )?share\b|share of|to the share", one.label.lower())
        assert not named or one.figure.unit == SHARE, one.label
        assert one.figure.unit != SHARE or -1 <= one.figure.value <= 1, one.label


def test_a_layer_to_draw_has_its_look(measure, computed, small_edition):
    layer = computed(measure).layer
    assert (layer is None) == (measure.look is None)
    if layer is None:
        return
    assert isinstance(layer, gpd.GeoDataFrame)
    assert layer.crs == small_edition.crs
    assert not (layer.geometry.isna() | layer.geometry.is_empty).any()
    assert measure.look.of(layer).column in {"", *layer.columns}


def test_an_interval_holds_its_figure(measure, computed):
    rows = computed(measure).rows
    for low in [name for name in rows.columns if name.endswith("_low")]:
        value, high = low.removesuffix("_low"), low.removesuffix("_low") + "_high"
        value = "served_share" if value == "share" and "share" not in rows else value
        known = rows[rows[low].notna()]
        assert (known[low] <= known[value] + 1e-9).all()
        assert (known[value] <= known[high] + 1e-9).all()


def test_the_same_call_gives_the_same_answer(measure, computed, small_edition):
    layers = {role.name: role.layers[0] for role in measure.roles}
    again = stats.edition_statistic(small_edition, measure.id, layers, {}, draws=5)
    assert again.rows.equals(computed(measure).rows)


def test_what_cannot_be_asked_is_refused(small_edition):
    with pytest.raises(ValueRangeError, match=r"expected a measure among .*`beauty`"):
        stats.edition_statistic(small_edition, "beauty")
    with pytest.raises(ValueRangeError, match=r"settings among .*got \['colour'\]"):
        stats.edition_statistic(small_edition, "coverage", settings={"colour": "red"})
    with pytest.raises(
        ValueRangeError, match=r"`coverage`: expected inputs \['supply'\], got none"
    ):
        stats.measure_of("coverage").compute({"demand": object()})
    with pytest.raises(ValueRangeError, match=r"expected `edges` among .*got `round`"):
        stats.edition_statistic(small_edition, "landcover", settings={"edges": "round"})
    with pytest.raises(ValueRangeError, match="expected one radius or more"):
        stats.edition_statistic(small_edition, "coverage", settings={"radii_m": (500, 0)})


def test_a_number_out_of_bounds_is_refused():
    setting = Setting("minutes", "Minutes", "numbers", (10.0,), least=1, most=120)
    measure = replace(stats.measure_of("landuse"), roles=(), settings=(setting,))
    with pytest.raises(ValueRangeError, match="expected `minutes` from 1 to 120, got 500"):
        measure.compute({}, {"minutes": (5.0, 500.0)})


def test_an_optional_role_is_left_out_by_name(small_edition):
    with_streets = stats.edition_statistic(small_edition, "proximity", draws=0)
    without = stats.edition_statistic(small_edition, "proximity", {"network": NOTHING}, draws=0)
    assert with_streets.rows["time_min"].notna().any()
    assert without.rows["time_min"].isna().all()

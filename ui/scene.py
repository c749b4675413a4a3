"""What the map shows in this run: sources, layers in drawing order, images, what can be clicked.

Everything comes from the edition's records and a few plain values of the session, so a link shows
a colleague the same scene.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.coverage import ALL_TYPES
from layers.own import is_own
from layers.vocabulary import OWN
from ui import legend, routes
from ui.i18n import _, lang
from ui.map import MapSpec
from ui.map import style as symbols
from ui.map.overlays import reach_layers, served_layers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers import Edition, LayerRecord
    from ui.backgrounds import Shown as Background

__all__ = ["CLICKABLE_GROUPS", "Selection", "Shade", "compose", "sources_of"]

CLICKABLE_GROUPS = ("parks", "clusters")
GROUP_ORDER = ("base", "statistics", OWN, "clusters", "parks")


@dataclass(frozen=True, slots=True)
class Selection:
    """The selected feature: its layer and its id."""

    layer_id: str
    feature_id: str


@dataclass(frozen=True, slots=True)
class Shade:
    """What lies over the base: `none`, `served` or `municipalities`; colours by zone id."""

    kind: str = "none"
    chosen: str = ALL_TYPES
    radii_m: tuple[int, ...] = ()
    colours: Mapping[str, str] | None = None


def compose(
    edition: Edition,
    shown: Mapping[str, set[str] | bool],
    selection: Selection | None,
    shade: Shade,
    radius_m: int,
    *,
    beneath: Sequence[Background] = (),
    fly: dict[str, Any] | None,
    nonce: int,
) -> MapSpec:
    """Compose the scene.

    Parameters
    ----------
    edition
        The edition on the map.
    shown
        What the legend says is on: class values for split layers, else yes or no.
    selection
        The feature to outline and to draw its reach around, or None.
    shade
        What lies over the base.
    radius_m
        Radius of the ring around the selection.
    beneath
        Backgrounds that are on, over the base's surfaces; the first lies on top of the others.
    fly
        A camera move, once for each key.
    nonce
        The number of this run.
    """
    records = sorted(legend.drawable(edition), key=lambda one: GROUP_ORDER.index(_rank(one.group)))
    sources: dict[str, Any] = {}
    layers: list[dict[str, Any]] = []
    over: list[dict[str, Any]] = []
    for record in records:
        on = shown.get(record.id, False)
        if record.group not in CLICKABLE_GROUPS and not on:
            continue
        sources |= sources_of(edition, record.id)
        chosen = selection.feature_id if selection and selection.layer_id == record.id else None
        drawn = symbols.maplibre_layers(
            record,
            record.id,
            lang(),
            visible=bool(on),
            classes_on=on if isinstance(on, set) else None,
            selected=chosen,
        )
        (over if record.group in CLICKABLE_GROUPS else layers).extend(drawn)
    layers += _shaded(edition, shade, sources)
    if selection and selection.layer_id in {one.id for one in records}:
        source = "reach"
        sources[source] = routes.reach_source(
            edition, selection.layer_id, selection.feature_id, [radius_m]
        )
        over = reach_layers(source, lang(), _("km")) + over
    sources |= {one.name: one.source for one in beneath}
    grounds = [one.layer for one in reversed(beneath)]
    layers = symbols.drawing_order(grounds + layers + over)
    clickable = [
        layer["id"]
        for layer in layers
        if layer.get("metadata", {}).get("record") in _clickable(edition)
        and layer["id"].rpartition("-")[2] in {"fill", "icon", "dot"}
    ]
    view = edition.view
    return MapSpec(
        view={"zoom": view.zoom, "lon": view.lon, "lat": view.lat},
        sources=sources,
        layers=layers,
        icons=_unique(image for record in records for image in symbols.icons(record)),
        patterns=_unique(image for record in records for image in symbols.patterns(record)),
        clickable=clickable,
        hover=[*clickable, *(one["id"] for one in layers if _tells(one["id"]))],
        lang=lang(),
        attribution=" · ".join(
            line
            for line in (*(one.attribution for one in beneath), _attribution(records, shown))
            if line
        ),
        fly=fly,
        nonce=nonce,
    )


@lru_cache(maxsize=64)
def sources_of(edition: Edition, layer_id: str) -> dict[str, Any]:
    """Give the sources that a layer is drawn from, prepared once."""
    return routes.sources(edition, layer_id)


def _rank(group: str) -> str:
    return group if group in GROUP_ORDER else "base"


def _tells(layer_id: str) -> bool:
    """Say whether features of a layer of the map tell their names without a click."""
    return layer_id == "settlements-dot" or (is_own(layer_id) and not layer_id.endswith("-raster"))


def _clickable(edition: Edition) -> set[str]:
    return {one.id for one in edition.records.values() if one.group in CLICKABLE_GROUPS}


def _unique(images: Any) -> list[dict[str, str]]:
    return list({image["id"]: image for image in images}.values())


def _shaded(edition: Edition, shade: Shade, sources: dict[str, Any]) -> list[dict[str, Any]]:
    if shade.kind == "served":
        sources["served"] = routes.served_source(edition, "parks", shade.chosen, shade.radii_m)
        return served_layers("served", shade.radii_m)
    if shade.kind == "municipalities" and shade.colours:
        sources["municipalities"] = routes.layer_source(edition, "municipalities")
        cases = [part for pair in shade.colours.items() for part in pair]
        paint = {"fill-color": ["match", ["get", "id"], *cases, symbols.PAPER], "fill-opacity": 0.6}
        return [
            {"id": "choropleth-fill", "type": "fill", "source": "municipalities", "paint": paint}
        ]
    return []


def _attribution(records: list[LayerRecord], shown: Mapping[str, set[str] | bool]) -> str:
    """Name whose data the base is; who says what of parks and plants stands on their cards."""
    drawn = [one for one in records if shown.get(one.id)]
    base = [one.attribution(lang()) for one in drawn if one.group not in CLICKABLE_GROUPS]
    words = list(dict.fromkeys(line for line in base if line))
    still = [one for one in drawn if one.generalised]
    if len(still) == len(drawn):
        words += [_("Generalised geometry; park outlines are models")] if still else []
    elif still:
        titles = ", ".join(one.title(lang()).lower() for one in still)
        words.append(_("Still generalised: {layers}").format(layers=titles))
    return " · ".join(words)

"""What coded values are called on a page and on paper: the words of precision, status and kind.

A code that stands here under its column gets its words in the reader's language; any other value
is given back as it came.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from layers.wording import PRODUCT, translator

__all__ = ["group_title", "precision_words", "unit", "value_title"]

Translate = Callable[[str], str]


def value_title(column: str, value: str, lang: str) -> str:
    """Give the words for a coded value.

    Parameters
    ----------
    column
        The column that holds it.
    value
        The code.
    lang
        The reader's language.

    Returns
    -------
    str
        The words, or the value itself where it is no code.

    Examples
    --------
    >>> value_title("status", "planned", "en")
    'Planned'
    >>> value_title("note", "planned", "en")
    'planned'
    """
    return _values(lang).get(column, {}).get(value, value)


def precision_words(precision: str, lang: str) -> str:
    """Say in a sentence how well a place is known.

    Examples
    --------
    >>> precision_words("street", "en")
    'Known to the street, within about 300 m'
    """
    return value_title("precision", precision, lang)


def group_title(group: str, lang: str) -> str:
    """Name a group of layers.

    Examples
    --------
    >>> group_title("base", "en")
    'Base'
    """
    return value_title("group", group, lang)


def unit(text: str, lang: str) -> str:
    """Give a unit as the language writes it.

    Examples
    --------
    >>> unit("km2", "en")
    'km²'
    """
    return value_title("unit", text, lang)


@cache
def _values(lang: str) -> dict[str, dict[str, str]]:
    _ = translator(lang)
    kinds = {**_site_kinds(_), **_layer_kinds(_)}
    return {**_of_features(_), **_of_layers(_), "kind": kinds, "fact": _facts(_)}


def _of_features(_: Translate) -> dict[str, dict[str, str]]:
    states = {
        "existing": _("Existing"),
        "construction": _("Under construction"),
        "completed": _("Completed"),
        "under_way": _("Under way"),
        "planned": _("Planned"),
        "concept": _("Concept"),
        "stalled": _("Stalled"),
        "superseded": _("Superseded"),
        "unknown": _("State not known"),
    }
    links = {
        "named": _("Named in the programme"),
        "inferred": _("Not named in the programme, inferred"),
        "not_shown": _("Not shown to belong to the programme"),
    }
    return {
        "precision": {
            "exact": _("Known exactly, within about 10 m"),
            "street": _("Known to the street, within about 300 m"),
            "approximate": _("Known approximately, within about 1 km"),
            "settlement": _("Known to the settlement, within about 2 km"),
        },
        "park_type": {
            "industrial": _("Industrial"),
            "innovation": _("Innovation"),
            "research_educational": _("Research and educational"),
            "historical_cultural": _("Historical and cultural"),
            "medical": _("Medical"),
            "sport": _("Sports"),
        },
        "status": states,
        "state": {
            **states,
            "implemented": _("Implemented"),
            "now": _("Under way"),
            "postponed": _("Postponed"),
        },
        "outline": {
            "model": _("Model: drawn from the known point and area, not surveyed"),
            "surveyed": _("Surveyed"),
        },
        "area_basis": {"published": _("Published"), "typical": _("Typical for its kind")},
        "source_kind": {
            "sourced": _("Published sources"),
            "mixed": _("Published sources and general knowledge"),
            "general_knowledge": _("General knowledge, to be verified"),
            "headline": _("A headline only: weak evidence"),
        },
        "source": {
            PRODUCT: _(PRODUCT),
            f"{PRODUCT}, OpenStreetMap": f"{_(PRODUCT)}, OpenStreetMap",
        },
        "water_kind": {"river": _("River"), "lake": _("Lake")},
        "programme_link": links,
        "link": links,
        "investment_kind": {"planned": _("planned"), "made": _("made")},
        "jobs_kind": {
            "planned": _("planned"),
            "reported": _("reported"),
            "modernised": _("modernised"),
        },
        "grouping": {
            "electronics_machinery": _("Electronics and machinery"),
            "transport": _("Transport"),
            "programme": _("The programme itself"),
        },
        "basis": {
            "hint": _("Drawn by hand"),
            "rule": _("Filled in by rule"),
            "osm": _("OpenStreetMap"),
            "file": _("File"),
            "rest": _("Not mapped"),
        },
    }


def _of_layers(_: Translate) -> dict[str, dict[str, str]]:
    return {
        "group": {
            "own": _("Own layers"),
            "parks": _("Parks"),
            "clusters": _("Clusters"),
            "programme": _("Programme"),
            "base": _("Base"),
            "statistics": _("Statistics"),
        },
        "geometry": {"point": _("Points"), "line": _("Lines"), "polygon": _("Polygons")},
        "type": {"text": _("Text"), "int": _("Whole number"), "float": _("Number")},
        "unit": {
            "ha": _("ha"),
            "km2": _("km²"),
            "km": _("km"),
            "m": _("m"),
            "m2": _("m²"),
            "km/h": _("km/h"),
            "km²": _("km²"),
            "people": _("people"),
            "jobs": _("jobs"),
            "bn RUB": _("RUB bn"),
        },
    }


def _facts(_: Translate) -> dict[str, str]:
    return {
        "kind": _("Kind"),
        "area_ha": _("Published area"),
        "model_area_ha": _("Area of the model outline, none is published"),
        "status": _("Status"),
        "cluster": _("Cluster"),
        "clusters_also": _("Also of the clusters"),
        "park_type": _("Type of park"),
        "grouping": _("Group"),
        "address": _("Address"),
        "jobs": _("Jobs"),
        "investment_rub_bn": _("Investment"),
        "outline": _("Outline"),
        "precision": _("Place"),
        "programme_link": _("In the programme"),
        "note": _("Note"),
        "source": _("Source"),
    }


def _site_kinds(_: Translate) -> dict[str, str]:
    return {
        "university": _("University"),
        "research_institute": _("Research institute"),
        "hospital": _("Hospital"),
        "plant": _("Plant"),
        "business_centre": _("Business centre"),
        "education": _("School"),
        "company": _("Company"),
        "sport": _("Sports venue"),
        "culture": _("Museum or theatre"),
        "transport": _("Transport hub"),
        "government": _("Office of the administration"),
    }


def _layer_kinds(_: Translate) -> dict[str, str]:
    return {
        "vector": _("Map layer"),
        "raster": _("Raster"),
        "table": _("Table"),
        "document": _("Document"),
    }

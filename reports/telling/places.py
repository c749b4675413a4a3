"""A park or a cluster told in words: figures, facts, what it lies on, what is near, projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from layers.accounts import UNCOUNTED
from layers.accounts.sheets import CLUSTER_RADIUS_M, PARK_RADIUS_M
from layers.vocabulary import ID, NAME, PARK_TYPE, STATUS, in_language
from layers.wording import length, money, percent, plural, translator, written
from reports import facts, terms
from reports.drawing import INK
from reports.telling.said import of_total, say

if TYPE_CHECKING:
    from layers.accounts import ClusterSheet, Neighbour, ParkSheet, Register
    from layers.edition import Edition
    from reports.telling.said import Methods

__all__ = ["class_title", "cluster", "more", "park"]

MOST_USES: Final = 5
MOST_NEAR: Final = 6
MOST_PROJECTS: Final = 6
MOST_MEMBERS: Final = 12


def class_title(edition: Edition, layer: str, value: str, lang: str) -> str:
    """Name a class as the legend does; the code where the style has none."""
    if layer in edition.records:
        style = edition.record(layer).style.by_value().get(value)
        if style is not None:
            return style.title(lang)
    return value


def park(edition: Edition, sheet: ParkSheet, methods: Methods) -> dict[str, Any]:
    """Tell of a park.

    Parameters
    ----------
    edition
        The edition.
    sheet
        Its account.
    methods
        Takes the cards that the figures cite; its language is that of every word.

    Returns
    -------
    dict
        Plain values: title, kind, colour, figures, facts, uses, near, projects, totals, sources.
    """
    lang = methods.lang
    _ = translator(lang)
    row = sheet.row
    record = edition.record("parks")
    style = record.style.by_value().get(row[PARK_TYPE])
    labels = {
        "area": terms.value_title("fact", "area_ha", lang)
        if pd.notna(row.get("area_ha"))
        else _("Area of the model outline"),
        "people": _("residents within {radius}").format(radius=length(PARK_RADIUS_M, lang)),
        "people_share": _("of the residents of the agglomeration"),
    }
    told = facts.of_feature(edition, record, dict(row), lang)
    skipped = {
        terms.value_title("fact", name, lang) for name in ("area_ha", "model_area_ha", "source")
    }
    said = {
        key: say(sheet.figures[key], labels[key], methods).as_dict(
            key=key, value=sheet.figures[key].value
        )
        for key in labels
        if key in sheet.figures
    }
    return {
        **_named(row, lang),
        "kind": style.title(lang) if style else "",
        "state": terms.value_title("status", str(row.get(STATUS) or ""), lang),
        "colour": (style.line or style.fill) if style else INK,
        "figures": list(said.values()),
        "by_key": said,
        "people": sheet.figures["people"].value if "people" in said else 0.0,
        "radius": length(PARK_RADIUS_M, lang),
        "facts": [
            *_uncounted(sheet, lang),
            *([*one] for one in told if one[0] not in skipped),
        ],
        "uses": [
            [
                class_title(edition, "landuse", use.value, lang),
                written(use.area, lang),
                percent(use.share.value, lang, None),
            ]
            for use in sheet.uses[:MOST_USES]
        ],
        "shares": [use.share.value for use in sheet.uses[:MOST_USES]],
        "uses_note": methods.cite(sheet.uses[0].area.method) if sheet.uses else "",
        **_around(edition, sheet.near, sheet.register, methods),
        "sources": _sources(row, lang),
    }


def cluster(edition: Edition, sheet: ClusterSheet, methods: Methods) -> dict[str, Any]:
    """Tell of a cluster; parameters as of `park`, and its members in place of land uses."""
    lang = methods.lang
    _ = translator(lang)
    row = sheet.row
    labels = {
        "people": _("residents within {radius} of its sites").format(
            radius=length(CLUSTER_RADIUS_M, lang)
        ),
        "people_share": _("of the residents of the agglomeration"),
    }
    texts = {
        _("Branches"): "branches",
        _("Anchors"): "anchors",
        _("Note"): "note",
    }
    members = sheet.members
    said = {
        key: say(sheet.figures[key], labels[key], methods).as_dict(
            key=key, value=sheet.figures[key].value
        )
        for key in labels
        if key in sheet.figures
    }
    return {
        **_named(row, lang),
        "short": class_title(edition, "sites", str(row[ID]), lang),
        "kind": _("Cluster"),
        "colour": INK,
        "figures": [of_total(sheet.listed, methods).as_dict(key="placed"), *said.values()],
        "by_key": said,
        "radius": length(CLUSTER_RADIUS_M, lang),
        "facts": [
            *_uncounted(sheet, lang),
            *(
                [title, str(row[in_language(name, lang)])]
                for title, name in texts.items()
                if str(row.get(in_language(name, lang)) or "")
            ),
        ],
        "members": [
            [
                str(one[in_language(NAME, lang)]),
                terms.value_title("kind", str(one["kind"]), lang),
            ]
            for one in members.head(MOST_MEMBERS).to_dict("records")
        ],
        "members_more": more(len(members) - MOST_MEMBERS, lang),
        **_around(edition, sheet.near, sheet.register, methods),
        "sources": _sources(row, lang),
    }


def _uncounted(sheet: ParkSheet | ClusterSheet, lang: str) -> list[list[str]]:
    """Say that nobody was counted, where a number would stand."""
    _ = translator(lang)
    return [[_("People near by"), _(UNCOUNTED)]] if sheet.uncounted else []


def _named(row: pd.Series, lang: str) -> dict[str, str]:
    title = str(row[in_language(NAME, lang)])
    return {
        "id": str(row[ID]),
        "title": title,
        "short": str(row.get(in_language("short", lang)) or title),
    }


def _around(
    edition: Edition, near: tuple[Neighbour, ...], register: Register, methods: Methods
) -> dict[str, Any]:
    lang = methods.lang
    return {
        "near": [_neighbour(edition, one, lang) for one in near[:MOST_NEAR]],
        "near_note": methods.cite(near[0].distance.method) if near else "",
        "near_card": methods.card(near[0].distance.method) if near else 0,
        "project_count": len(register.rows),
        "projects": [
            _project(one, lang) for one in register.rows.head(MOST_PROJECTS).to_dict("records")
        ],
        "projects_more": more(len(register.rows) - MOST_PROJECTS, lang),
        "totals": [
            of_total(one, methods).as_dict(key=one.key, value=one.figure.value)
            for one in register.totals
        ],
    }


def _neighbour(edition: Edition, one: Neighbour, lang: str) -> list[str]:
    frame = edition.frame(one.layer_id)
    [title] = frame.loc[frame[ID] == one.feature_id, in_language(NAME, lang)]
    return [
        str(title),
        class_title(edition, one.layer_id, one.value, lang),
        length(one.distance.value, lang),
    ]


def _project(row: dict[Any, Any], lang: str) -> list[str]:
    sum_words = ""
    if pd.notna(row["investment_rub_bn"]):
        kind = terms.value_title("investment_kind", row["investment_kind"], lang)
        sum_words = f"{money(row['investment_rub_bn'], lang)} {kind}".rstrip()
    return [
        str(row[in_language(NAME, lang)]),
        terms.value_title("state", row["state"], lang),
        sum_words,
    ]


def more(left: int, lang: str) -> str:
    """Say how many are not listed; nothing where none is left."""
    if left <= 0:
        return ""
    return plural(lang)("and {n} more", "and {n} more", left)


def _sources(row: pd.Series, lang: str) -> list[str]:
    text = str(row.get(in_language("source", lang)) or row.get("source") or "")
    return [one.strip() for one in text.split(" ; ") if one.strip()]

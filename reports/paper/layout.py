"""What stands where on a sheet with a map: one layout for SVG, PNG and PDF.

Title above, map at the left, legend at the right, and below what must be known: scale, precision,
outlines, sources, date. The map takes all the room that these leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from layers.vocabulary import PARK_TYPE
from layers.wording import number, plural, translator
from reports import facts, shapes, terms
from reports.drawing import PLANNED
from reports.paper.fonts import wrapped
from reports.paper.legend import ROW_PT, draw_legend
from reports.paper.map_svg import draw_content, survey
from reports.paper.parks import PARKS, close_by, main_land, park_row
from reports.paper.window import around
from reports.sheet import ONE_BY_ONE, as_of, attribution, words
from reports.sheet import subtitle as sheet_subtitle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.edition import Edition
    from reports.facts import Fact
    from reports.paper.formats import Paper
    from reports.paper.map_svg import MapContent, MapPicture
    from reports.paper.window import Bounds

__all__ = [
    "FACT_TITLES",
    "SMALL",
    "SUBTITLE",
    "TITLE",
    "SheetLayout",
    "Subject",
    "below_map",
    "lay_out_sheet",
]

MARGIN: Final = 24.0
ASIDE: Final = 158.0
GAP: Final = 14.0
TITLE: Final = 17.0
SUBTITLE: Final = 8.4
SMALL: Final = 6.6
"""Sizes of letters, in points on a sheet that is held in the hand."""
FACT: Final = 7.2
FACT_TITLES: Final = 62.0
FACTS_BESIDE: Final = 0.52
"""The share of an upright sheet's width that its legend takes where facts stand beside it."""
FIRST_BELOW: Final = 60.0
LAST_BELOW: Final = 6.0
SLACK: Final = 2.0
TRIES: Final = 3
"""The map's height depends on what is told below it, and that on what the map shows."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sheet is about where that is neither the edition nor a park of it.

    Attributes
    ----------
    bounds
        The land to be seen whole.
    notes
        What must be known besides, a line each.
    """

    title: str
    subtitle: str
    bounds: Bounds
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet, ready to be set; lengths in points.

    Attributes
    ----------
    margin, gap
        Around all, and between map and legend.
    top
        Where the map begins.
    drawn
        The map.
    legend, legend_width, legend_height
        The legend, a picture of its own.
    upright
        Whether the legend stands below the map, not beside it.
    lines
        What must be known, below the map.
    facts
        Of the park that the sheet is about.
    """

    title: str
    subtitle: str
    paper: Paper
    margin: float
    gap: float
    top: float
    drawn: MapPicture
    legend: str
    legend_width: float
    legend_height: float
    upright: bool
    lines: tuple[str, ...]
    facts: tuple[Fact, ...]


def lay_out_sheet(
    edition: Edition,
    lang: str,
    paper: Paper,
    *,
    park: str = "",
    layers: Sequence[str] | None = None,
    subject: Subject | None = None,
    chosen: Sequence[str] = (),
) -> SheetLayout:
    """Lay a map out on a sheet.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.
    paper
        The sheet.
    park
        Id of a park to show close; empty shows what the app's map opens with.
    layers
        Ids of the layers; None takes those that the map shows at its start.
    subject
        What it is about instead of the edition.
    chosen
        Ids of features to stand out.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    ParkError
        There is no such park, or its place is not known.
    UnknownLayerError
        The edition has no such layer to draw.
    AssetError
        The JavaScript packages are not installed.
    """
    size = paper.size
    margin, gap, aside = MARGIN * size, GAP * size, ASIDE * size
    inner = paper.width - 2 * margin
    title, subtitle, told = edition.title(lang), sheet_subtitle(edition, lang), []
    bounds = main_land(edition)
    if park:
        title, bounds = close_by(edition, park, lang)
        subtitle, told = _of_park(edition, park, lang)
    if subject is not None:
        title, subtitle, bounds = subject.title, subject.subtitle, subject.bounds
    head = len(wrapped(title, inner, TITLE * size, bold=True)) * TITLE * ROW_PT * size
    top = margin + head + (SUBTITLE * ROW_PT + 4.0) * size
    upright = paper.height > paper.width
    aside = (inner - gap) * (FACTS_BESIDE if told else 1.0) if upright else aside
    columns = (2 if told else 3) if upright else 1
    wide = inner if upright else inner - aside - gap
    below = FIRST_BELOW * size
    for _try in range(TRIES):
        window = around(edition, bounds, wide, paper.height - top - margin - below)
        content = survey(edition, window, lang, layers=layers)
        lines = [*below_map(edition, content, lang), *(subject.notes if subject else ())]
        rows = sum(len(wrapped(line, inner, SMALL * size)) for line in lines)
        legend, tall = draw_legend(content, aside, lang, size, columns)
        needed = gap * 0.6 + (rows * SMALL * ROW_PT + LAST_BELOW) * size
        needed += max(tall, _facts_height(told, inner - aside - gap, size)) if upright else 0.0
        if below >= needed >= below - SLACK * size:
            break
        below = needed
    chosen = [*chosen, park] if park else chosen
    return SheetLayout(
        title=title,
        subtitle=subtitle,
        paper=paper,
        margin=margin,
        gap=gap,
        top=top,
        drawn=draw_content(edition, content, lang, size=size, chosen=chosen),
        legend=legend,
        legend_width=aside,
        legend_height=tall,
        upright=upright,
        lines=tuple(lines),
        facts=tuple(told),
    )


def _facts_height(told: list[Fact], width: float, size: float) -> float:
    """Estimate how tall facts are beside a legend, titles in a column of their own."""
    room = width - FACT_TITLES * size - 8 * size
    rows = sum(
        max(len(wrapped(text, room, FACT * size)), len(wrapped(title, FACT_TITLES * size, FACT)))
        for title, text in told
    )
    return (rows * FACT * 1.3 + len(told) * 5) * size


def _of_park(edition: Edition, park: str, lang: str) -> tuple[str, list[Fact]]:
    row = park_row(edition, park)
    record = edition.record(PARKS)
    kind = record.style.by_value().get(row[PARK_TYPE])
    type_words = terms.value_title("fact", PARK_TYPE, lang)
    subtitle = f"{type_words}: {kind.title(lang)}" if kind else ""
    return subtitle, facts.of_feature(edition, record, row, lang)[:-1]


def below_map(edition: Edition, drawn: MapContent, lang: str) -> list[str]:
    """Say below a map what must be known: scale, outlines, precision, sources, date."""
    _ = translator(lang)
    scale = _("Scale 1:{scale} on this sheet, {crs}.").format(
        scale=number(drawn.window.scale, lang), crs=edition.crs.to_string()
    )
    dated = as_of(drawn.date, lang).rstrip(".")
    lines = [f"{scale} {dated}." if dated else scale]
    metres = terms.unit("m", lang)
    generalised = [
        f"{record.title(lang)} (±\u00a0{number(record.precision_m, lang)}\u00a0{metres})"
        for record in drawn.records
        if record.generalised
    ]
    if generalised:
        lines.append(_("Generalised: {layers}.").format(layers=", ".join(generalised)))
    if any(_has_outlines(edition, record.id) for record in drawn.records):
        lines[0] += f" {words(lang)['planned']}"
    missing = [
        f"{record.title(lang)}: "
        + plural(lang)(
            "{n} has no known place and is not on the map",
            "{n} have no known place and are not on the map",
            without,
        )
        + "."
        for record in drawn.records
        if record.group in ONE_BY_ONE
        for without in [int((~shapes.has_place(edition.frame(record.id))).sum())]
        if without
    ]
    return [*lines, " ".join(missing), attribution(drawn.records, lang)]


def _has_outlines(edition: Edition, layer: str) -> bool:
    record = edition.record(layer)
    frame = edition.frame(layer)
    if record.group not in ONE_BY_ONE or record.geometry != "polygon":
        return False
    planned = frame["status"].isin(PLANNED).any() if "status" in frame else False
    return bool(planned or ("outline" in frame and (frame["outline"] == "model").any()))

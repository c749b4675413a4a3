"""The map as one picture: title, map, legend, scale, north, sources and date on a sheet.

As SVG its words are real text, with the letters inside; as PNG it has 300 pixels an inch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers.wording import number, plural, translator
from reports import assets, shapes, terms
from reports.charts.svg import escape
from reports.drawing import INK, PLANNED
from reports.paper import typesetting, window
from reports.paper.fonts import FAMILY
from reports.paper.legend import SECOND, Block, draw_legend
from reports.paper.map_svg import draw_map
from reports.paper.parks import close_by, main_land
from reports.sheet import ONE_BY_ONE, attribution, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.edition import Edition
    from reports.paper.formats import Paper
    from reports.paper.map_svg import MapPicture

__all__ = ["below_map", "map_png", "map_svg_sheet"]

MARGIN: Final = 22.0
LEGEND: Final = 158.0
GAP: Final = 14.0
TITLE: Final = 17.0
SMALL: Final = 6.6
FOOT_ROWS: Final = 7


def map_svg_sheet(
    edition: Edition,
    lang: str,
    paper: Paper,
    *,
    park: str = "",
    layers: Sequence[str] | None = None,
) -> str:
    """Draw the map with all that belongs to it on a sheet.

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

    Returns
    -------
    str
        SVG with the letters inside.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    ParkError
        There is no such park, or its place is not known.
    AssetError
        The JavaScript packages are not installed.
    """
    size = paper.size
    margin, gap = MARGIN * size, GAP * size
    title, bounds = edition.title(lang), main_land(edition)
    if park:
        title, bounds = close_by(edition, park, lang)
    head = Block(margin, margin, paper.width - 2 * margin, size)
    head.text(title, TITLE, bold=True)
    head.skip(6)
    foot_tall = FOOT_ROWS * SMALL * 1.36 * size
    map_width = paper.width - 2 * margin - LEGEND * size - gap
    map_height = paper.height - head.y - margin - foot_tall - gap
    drawn = draw_map(
        edition,
        window.around(edition, bounds, map_width, map_height),
        lang,
        size=size,
        layers=layers,
        chosen=[park] if park else [],
    )
    legend, _tall = draw_legend(drawn, LEGEND * size, lang, size)
    foot = Block(margin, head.y + map_height + gap * 0.6, paper.width - 2 * margin, size)
    for line in below_map(edition, drawn, lang):
        foot.text(line, SMALL, colour=SECOND)
    wide, tall = f"{paper.width:.1f}", f"{paper.height:.1f}"
    edge = (
        f'<rect x="{margin:.1f}" y="{head.y:.1f}" width="{map_width:.1f}" '
        f'height="{map_height:.1f}" fill="none" stroke="{INK}" stroke-width="{0.6 * size:.1f}"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" '
        f'width="{paper.width_mm:g}mm" height="{paper.height_mm:g}mm" '
        f'font-family="{FAMILY}, PT Sans, sans-serif"><title>{escape(title)}</title>'
        f"<style>{assets.faces()}</style>"
        f'<rect width="{wide}" height="{tall}" fill="#FFFFFF"/>{"".join(head.parts)}'
        f"{_at(drawn.svg, margin, head.y)}{edge}"
        f"{_at(legend, margin + map_width + gap, head.y)}{''.join(foot.parts)}</svg>"
    )


def map_png(
    edition: Edition,
    lang: str,
    paper: Paper,
    *,
    park: str = "",
    layers: Sequence[str] | None = None,
) -> bytes:
    """Draw the same sheet as pixels; parameters and errors as in `map_svg_sheet`."""
    picture = map_svg_sheet(edition, lang, paper, park=park, layers=layers)
    return typesetting.png(picture, paper.width, paper.height)


def below_map(edition: Edition, drawn: MapPicture, lang: str) -> list[str]:
    """Say below a map what must be known: scale, outlines, precision, sources, date."""
    _ = translator(lang)
    scale = _("Scale 1:{scale} on this sheet, {crs}.").format(
        scale=number(drawn.window.scale, lang), crs=edition.crs.to_string()
    )
    lines = [f"{scale} {_('As of {date}').format(date=drawn.date)}."]
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
    lines += [
        f"{record.title(lang)}: "
        + plural(lang)(
            "{n} has no known place and is not on the map",
            "{n} have no known place and are not on the map",
            missing,
        )
        + "."
        for record in drawn.records
        if record.group in ONE_BY_ONE
        for missing in [int((~shapes.has_place(edition.frame(record.id))).sum())]
        if missing
    ]
    return [*lines, attribution(drawn.records, lang)]


def _at(picture: str, x: float, y: float) -> str:
    """Put a picture of its own into another one, point upon point."""
    head, _end, rest = picture.partition(">")
    own = head.replace("<svg ", f'<svg x="{x:.1f}" y="{y:.1f}" ').replace('pt"', '"')
    return f"{own}>{rest}"


def _has_outlines(edition: Edition, layer: str) -> bool:
    record = edition.record(layer)
    frame = edition.frame(layer)
    if record.group not in ONE_BY_ONE or record.geometry != "polygon":
        return False
    planned = frame["status"].isin(PLANNED).any() if "status" in frame else False
    return bool(planned or ("outline" in frame and (frame["outline"] == "model").any()))

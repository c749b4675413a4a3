"""Charts and maps as files: title above, method below, as SVG and as PNG in one zip."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

from reports import assets
from reports.charts import size_of
from reports.charts.svg import escape
from reports.paper import typesetting
from reports.paper.fonts import FAMILY
from reports.paper.legend import SECOND, Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["chart_sheet", "charts_zip", "sheets_zip"]

MARGIN: Final = 20.0
TITLE: Final = 15.0
NOTE: Final = 9.0
NAME_LETTERS: Final = 60
_NOT_NAME: Final = re.compile(r"[^\w-]+")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def chart_sheet(picture: str, title: str, notes: Sequence[str]) -> tuple[str, float, float]:
    """Put a chart of `reports.charts` on a sheet of its own.

    Parameters
    ----------
    picture
        The chart.
    title
        What it shows.
    notes
        Method and sources, a line each.

    Returns
    -------
    tuple
        SVG with the letters inside, its width and its height in points.
    """
    wide, tall = size_of(picture)
    head = Block(MARGIN, MARGIN, wide, 1.0)
    head.text(title, TITLE, bold=True)
    head.skip(8)
    foot = Block(MARGIN, head.y + tall + 8, wide, 1.0)
    for line in notes:
        foot.text(line, NOTE, colour=SECOND)
    width, height = wide + 2 * MARGIN, foot.y + MARGIN
    inside = picture.replace('width="100%"', f'width="{wide:.0f}" height="{tall:.0f}"', 1)
    inside = inside.replace("<svg ", f'<svg x="{MARGIN:g}" y="{head.y:.1f}" ', 1)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}" '
        f'width="{width:.1f}pt" height="{height:.1f}pt" '
        f'font-family="{FAMILY}, PT Sans, sans-serif"><title>{escape(title)}</title>'
        f"<style>{assets.faces()}</style>"
        f'<rect width="{width:.1f}" height="{height:.1f}" fill="#FFFFFF"/>'
        f"{''.join(head.parts)}{inside}{''.join(foot.parts)}</svg>"
    )
    return svg, width, height


def charts_zip(charts: Sequence[tuple[str, str]], notes: Sequence[str]) -> bytes:
    """Give charts as files: a title and a picture each; the same charts give the same bytes."""
    return sheets_zip((title, *chart_sheet(picture, title, notes)) for title, picture in charts)


def sheets_zip(sheets: Iterable[tuple[str, str, float, float]]) -> bytes:
    """Give sheets (title, SVG, width and height in points) as SVG and PNG in one zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (title, svg, width, height) in enumerate(sheets, 1):
            name = f"{at:02d}-{_NOT_NAME.sub('-', title)[:NAME_LETTERS].strip('-')}"
            for suffix, content in (
                ("svg", svg.encode()),
                ("png", typesetting.png(svg, width, height)),
            ):
                archive.writestr(zipfile.ZipInfo(f"{name}.{suffix}", _EPOCH), content)
    return buffer.getvalue()

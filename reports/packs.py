"""What is made for a presentation, by format: one entry for the terminal and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo import said
from layers import FormatError
from layers.placing import write_whole
from layers.wording import msg
from reports.paper.formats import ORIENTATIONS, PAPERS, paper
from reports.paper.picture import map_png, map_svg_sheet
from reports.paper.sheet_pdf import sheet_pdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.edition import Edition
    from reports.paper.formats import Paper

__all__ = [
    "COVERED",
    "FORMATS",
    "PAPER",
    "PARK",
    "PackFormat",
    "Request",
    "make",
    "preview",
    "write",
]

COVERED: Final = ("atlas", "pptx")
"""Formats that open with a cover, the map above the title."""
PREVIEW_PPI: Final = 110
PARK: Final = "park"
PAPER: Final = "paper"


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted.

    Attributes
    ----------
    format
        One of `FORMATS`.
    lang
        One of `layers.vocabulary.LANGUAGES`.
    park
        Id of the park that it is about; empty for the whole edition.
    layers
        Ids of the layers of its map; none takes those that the map shows at its start.
    paper, orientation
        Of `reports.paper.formats`, where the format is drawn on paper.
    """

    format: str
    lang: str
    park: str = ""
    paper: str = PAPERS[0]
    orientation: str = ORIENTATIONS[0]
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackFormat:
    """A format: its title, the end of its file's name, its media type, and what it can do.

    Attributes
    ----------
    takes
        What can be chosen for it: `PAPER`, `PARK`.
    """

    id: str
    title: str
    suffix: str
    media: str
    takes: tuple[str, ...]
    make: Callable[[Edition, Request], bytes]


def _html(edition: Edition, request: Request) -> bytes:
    from reports.html_map import html_map  # noqa: PLC0415 (folium takes long to be imported)

    return html_map(edition, request.lang).encode()


def _svg(edition: Edition, request: Request) -> bytes:
    return map_svg_sheet(edition, request.lang, _sheet(request), **_shown(request)).encode()


def _png(edition: Edition, request: Request) -> bytes:
    return map_png(edition, request.lang, _sheet(request), **_shown(request))


def _pdf(edition: Edition, request: Request) -> bytes:
    return sheet_pdf(edition, request.lang, _sheet(request), **_shown(request))


def _sheet(request: Request) -> Paper:
    return paper(request.paper, request.orientation)


def _shown(request: Request) -> dict[str, Any]:
    return {"park": request.park, "layers": request.layers or None}


def _atlas(edition: Edition, request: Request) -> bytes:
    from reports.paper.atlas import atlas_pdf  # noqa: PLC0415 (so do the accounts that it tells)

    return atlas_pdf(edition, request.lang)


def _pptx(edition: Edition, request: Request) -> bytes:
    from reports.slides.pack import slides_pptx  # noqa: PLC0415 (so does python-pptx)

    return slides_pptx(edition, request.lang)


PRESENTATION: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FORMATS: Final = {
    one.id: one
    for one in (
        PackFormat("html", msg("Map in one HTML file"), "html", "text/html", (), _html),
        PackFormat("pdf", msg("Sheet (PDF)"), "pdf", "application/pdf", (PARK, PAPER), _pdf),
        PackFormat("atlas", msg("Atlas (PDF)"), "pdf", "application/pdf", (), _atlas),
        PackFormat("pptx", msg("Slides (PPTX)"), "pptx", PRESENTATION, (), _pptx),
        PackFormat(
            "svg", msg("Picture to edit (SVG)"), "svg", "image/svg+xml", (PARK, PAPER), _svg
        ),
        PackFormat("png", msg("Picture (PNG)"), "png", "image/png", (PARK, PAPER), _png),
    )
}


def make(edition: Edition, request: Request) -> bytes:
    """Make what is wanted.

    Raises
    ------
    FormatError
        There is no such format or paper, or the format cannot be about one park.
    LanguageError
        The atlas does not speak the language.
    ParkError
        There is no such park, or its place is not known.
    AssetError
        The JavaScript packages are not installed.
    """
    wanted = FORMATS.get(request.format)
    if wanted is None:
        raise FormatError(
            said(
                "Expected one of {known}; `{came}` came. Ask for one of these.",
                known=", ".join(FORMATS),
                came=request.format,
            )
        )
    for given in filter(None, (request.park, ", ".join(request.layers))):
        if PARK in wanted.takes:
            continue
        able = ", ".join(one.id for one in FORMATS.values() if PARK in one.takes)
        raise FormatError(
            said(
                "Expected no park and no layers with the format `{format}`, which shows all of "
                "them; `{came}` came. Leave it out, or ask for one of {able}.",
                format=wanted.id,
                came=given,
                able=able,
            )
        )
    return wanted.make(edition, request)


def preview(edition: Edition, request: Request) -> bytes:
    """Give a look at what is wanted as PNG: the first page, or the map on the sheet, coarser.

    Errors are those of `make`.
    """
    if request.format in COVERED:
        from reports.paper.atlas import atlas_cover  # noqa: PLC0415 (as in `_atlas`)

        return atlas_cover(edition, request.lang, PREVIEW_PPI)
    sheet = _sheet(request)
    ppi = PREVIEW_PPI / sheet.size
    return map_png(edition, request.lang, sheet, **_shown(request), ppi=ppi)


def write(edition: Edition, request: Request, path: str | Path) -> Path:
    """Write what is wanted; the file is there whole or not at all.

    Raises
    ------
    FileError
        It cannot be written.
    FormatError, LanguageError, ParkError, AssetError
        As in `make`.
    """
    return write_whole(path, make(edition, request))

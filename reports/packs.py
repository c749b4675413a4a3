"""What is made for a presentation, by format: one entry for the terminal and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from typst import TypstError

from geo import AtlasError, said
from layers import FormatError
from layers.placing import write_whole
from layers.wording import msg
from reports.paper import typesetting
from reports.paper.chart_files import chart_sheet
from reports.paper.formats import ORIENTATIONS, PAPERS, paper
from reports.paper.picture import map_alone, map_png, map_svg_sheet
from reports.paper.sheet_pdf import sheet_pdf
from reports.sheet import drawn_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.edition import Edition
    from reports.paper.formats import Paper

__all__ = [
    "CHART",
    "FORMATS",
    "LAYERS",
    "PAPER",
    "PARK",
    "PackError",
    "PackFormat",
    "Request",
    "file_name",
    "make",
    "preview",
    "shape",
    "write",
]

PREVIEW_PPI: Final = 110
SLIDE_PPI: Final = 92
WIDESCREEN: Final = 16 / 9
PARK: Final = "park"
LAYERS: Final = "layers"
PAPER: Final = "paper"
CHART: Final = "chart"


class PackError(AtlasError, RuntimeError):
    """A file could not be made, and no choice of the person who asked is to blame."""


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
        Of `reports.paper.formats`, where the format is drawn on paper; empty for the first.
    chart
        One of `reports.programme_charts.CHARTS`, in place of the map.
    """

    format: str
    lang: str
    park: str = ""
    paper: str = ""
    orientation: str = ""
    layers: tuple[str, ...] = ()
    chart: str = ""


@dataclass(frozen=True, slots=True)
class PackFormat:
    """A format: how people know it, its file, and what it can do.

    Attributes
    ----------
    title, about
        What it is, and what it is good for.
    word
        What its files are called.
    suffix, media
        The end of a file's name, and its media type.
    takes
        What can be chosen for it: `PARK`, `LAYERS`, `PAPER`, `CHART`.
    is_long
        Whether it takes so long that one is made at a time.
    """

    id: str
    title: str
    about: str
    word: str
    suffix: str
    media: str
    takes: tuple[str, ...]
    make: Callable[[Edition, Request], bytes]
    is_long: bool = False


def _html(edition: Edition, request: Request) -> bytes:
    from reports.html_map import html_map  # noqa: PLC0415 (folium takes long to be imported)

    return html_map(edition, request.lang, **_shown(request)).encode()


def _svg(edition: Edition, request: Request) -> bytes:
    if request.chart:
        return _chart(edition, request)[0].encode()
    return map_svg_sheet(edition, request.lang, _sheet(request), **_shown(request)).encode()


def _png(edition: Edition, request: Request) -> bytes:
    if request.chart:
        return typesetting.png(*_chart(edition, request))
    return map_png(edition, request.lang, _sheet(request), **_shown(request))


def _chart(edition: Edition, request: Request) -> tuple[str, float, float]:
    from reports.programme_charts import chart  # noqa: PLC0415 (the accounts take long, too)

    found = chart(edition, request.chart, request.lang)
    return chart_sheet(found.svg, found.title, found.notes)


def _pdf(edition: Edition, request: Request) -> bytes:
    return sheet_pdf(edition, request.lang, _sheet(request), **_shown(request))


def _sheet(request: Request) -> Paper:
    return paper(request.paper or PAPERS[0], request.orientation or ORIENTATIONS[0])


def _shown(request: Request) -> dict[str, Any]:
    return {"park": request.park, "layers": request.layers or None}


def _atlas(edition: Edition, request: Request) -> bytes:
    from reports.paper.atlas import atlas_pdf  # noqa: PLC0415 (so do the accounts that it tells)

    return atlas_pdf(edition, request.lang, _sheet(request), park=request.park)


def _pptx(edition: Edition, request: Request) -> bytes:
    from reports.slides.one_park import park_pptx  # noqa: PLC0415 (so does python-pptx)
    from reports.slides.pack import slides_pptx  # noqa: PLC0415

    if request.park:
        return park_pptx(edition, request.lang, request.park)
    return slides_pptx(edition, request.lang)


PRESENTATION: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FORMATS: Final = {
    one.id: one
    for one in (
        PackFormat(
            "pptx",
            msg("Slides (PPTX)"),
            msg("For a talk: text, tables and charts can be edited in PowerPoint."),
            "slides",
            "pptx",
            PRESENTATION,
            (PARK,),
            _pptx,
            is_long=True,
        ),
        PackFormat(
            "atlas",
            msg("Atlas (PDF)"),
            msg("To hand out: the programme, a page a park and a cluster, methods and sources."),
            "atlas",
            "pdf",
            "application/pdf",
            (PARK, PAPER),
            _atlas,
            is_long=True,
        ),
        PackFormat(
            "pdf",
            msg("Sheet (PDF)"),
            msg("To print: one map with its legend, from A4 for the table to A0 for the wall."),
            "sheet",
            "pdf",
            "application/pdf",
            (PARK, LAYERS, PAPER),
            _pdf,
        ),
        PackFormat(
            "html",
            msg("Map in one HTML file"),
            msg("To send: both languages, legend and cards inside; any browser opens it offline."),
            "map",
            "html",
            "text/html",
            (PARK, LAYERS),
            _html,
        ),
        PackFormat(
            "png",
            msg("Picture (PNG)"),
            msg("To put into a letter or a document: the sheet at 300 dots an inch."),
            "picture",
            "png",
            "image/png",
            (PARK, LAYERS, PAPER, CHART),
            _png,
        ),
        PackFormat(
            "svg",
            msg("Picture to edit (SVG)"),
            msg("For a designer: the sheet as shapes and real text."),
            "picture",
            "svg",
            "image/svg+xml",
            (PARK, LAYERS, PAPER, CHART),
            _svg,
        ),
    )
}


def file_name(edition: Edition, request: Request) -> str:
    """Name a file by the edition, what it is and of, the paper, the language and the date.

    The date is that of the data, as the file itself says it.

    Examples
    --------
    >>> from layers import open_edition
    >>> file_name(open_edition(), Request("pdf", "ru", paper="a3")).rpartition("-2")[0]
    'tomsk-sheet-a3-ru'
    """
    chosen = FORMATS[request.format]
    date = max((str(one.date) for one in drawn_records(edition)), default="")
    parts = (
        edition.id,
        chosen.word,
        request.park if PARK in chosen.takes else "",
        request.chart,
        (request.paper or PAPERS[0]) if PAPER in chosen.takes and not request.chart else "",
        request.lang,
        date,
    )
    return f"{'-'.join(part for part in parts if part)}.{chosen.suffix}"


def make(edition: Edition, request: Request) -> bytes:
    """Make what is wanted.

    Raises
    ------
    FormatError
        There is no such format, paper or chart, or the format has no such choice.
    LanguageError
        The atlas does not speak the language.
    ParkError
        There is no such park, or its place is not known.
    AssetError
        The JavaScript packages are not installed.
    PackError
        What sets, packs or holds it failed: the machine's memory or disk, or typst.
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
    chosen = (
        (PARK, request.park),
        (LAYERS, ", ".join(request.layers)),
        (PAPER, request.paper or request.orientation),
        (CHART, request.chart),
    )
    for option, given in chosen:
        if given and option not in wanted.takes:
            able = ", ".join(one.id for one in FORMATS.values() if option in one.takes)
            raise FormatError(
                said(
                    "Expected a choice that the format `{format}` has; `{came}` came. Leave it "
                    "out, or ask for one of {able}.",
                    format=wanted.id,
                    came=given,
                    able=able,
                )
            )
    beside = next((given for _option, given in chosen[:-1] if given), "")
    if request.chart and beside:
        raise FormatError(
            said(
                "Expected a chart alone, which is no map; `{came}` came with it. Leave one of "
                "them out.",
                came=beside,
            )
        )
    try:
        return wanted.make(edition, request)
    except AtlasError:
        raise
    except (OSError, MemoryError, TypstError) as error:
        raise PackError(
            said(
                "Expected to make the format `{format}`; it failed with `{why}`. Nothing is left "
                "of it. Try again; if it comes again, see that the machine has memory and disk "
                "to spare.",
                format=wanted.id,
                why=str(error) or type(error).__name__,
            )
        ) from error


def preview(edition: Edition, request: Request) -> bytes:
    """Give a look at what is wanted as PNG: its first page, or its map, coarser.

    Errors are those of `make`.
    """
    if request.format == "atlas":
        from reports.paper.atlas import atlas_cover  # noqa: PLC0415 (as in `_atlas`)

        sheet = _sheet(request)
        ppi = PREVIEW_PPI * paper(PAPERS[0]).width_mm / max(sheet.width_mm, sheet.height_mm)
        return atlas_cover(edition, request.lang, sheet, ppi, park=request.park)
    if request.format == "pptx":
        from reports.slides.opening import cover_png  # noqa: PLC0415 (as in `_pptx`)

        return cover_png(edition, request.lang, SLIDE_PPI, request.park)
    if request.format == "html":
        wide = shape(request)
        return map_alone(edition, request.lang, wide, PREVIEW_PPI, **_shown(request))
    if request.chart:
        return typesetting.png(*_chart(edition, request), PREVIEW_PPI)
    sheet = _sheet(request)
    ppi = PREVIEW_PPI / sheet.size
    return map_png(edition, request.lang, sheet, **_shown(request), ppi=ppi)


def shape(request: Request) -> float:
    """Give how many times wider than tall its look is; 0 for a chart, which is as tall as it is."""
    if request.chart:
        return 0.0
    if request.format in ("html", "pptx"):
        return WIDESCREEN
    sheet = _sheet(request)
    return sheet.width_mm / sheet.height_mm


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

"""A deck of slides: where titles, texts, tables, charts and pictures stand, and how they look.

Everything but maps is native: a reader may edit each word, cell and bar. Lengths are inches on a
slide of 13.33 by 7.5; letters are points, 12 and more but for footnotes.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.slide import Slide
    from pptx.table import _Cell

__all__ = ["BODY", "HEIGHT", "INK", "MARGIN", "SECOND", "WIDTH", "Bar", "Box", "Deck"]

WIDTH: Final = 13.333
HEIGHT: Final = 7.5
MARGIN: Final = 0.55
TOP: Final = 1.45
"""Where what is below the title begins."""
BODY: Final = HEIGHT - TOP - 0.65
"""How tall it may be."""
FACE: Final = "Arial"
"""A face of every office program with Cyrillic; slides cannot carry letters of their own."""
INK: Final = "#263238"
SECOND: Final = "#607D8B"
RULE: Final = "#D9D3C7"
TITLE_ONLY: Final = 5
TITLE_PT: Final = 24
TEXT_PT: Final = 14
TABLE_PT: Final = 12
FOOT_PT: Final = 10
BAR_ROOM: Final = 0.62
BAR_ENDS: Final = 0.3
HEADROOM: Final = 1.2
"""Room for the number at the end of the longest bar."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide: left, top, width and height in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """The same in the file's own unit."""
        return (
            Inches(self.left),
            Inches(self.top),
            Inches(self.width),
            Inches(self.height),
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: what it is, how long, the number as it is written, its colour."""

    label: str
    value: float
    written: str
    colour: str


class Deck:
    """A presentation that grows slide by slide.

    Parameters
    ----------
    title, lang, date
        Of the whole deck; the date, YYYY-MM-DD, is when it says it was made.
    foot
        Stands small at the bottom of every slide but the first.
    """

    def __init__(self, title: str, lang: str, date: str, foot: str) -> None:
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self._lang = {"en": "en-GB", "ru": "ru-RU"}.get(lang, lang)
        self._foot = foot
        made = dt.datetime.fromisoformat(date)
        about = self._deck.core_properties
        about.title, about.author, about.language = title, title, self._lang
        about.created, about.modified, about.last_modified_by = made, made, title

    def slide(self, title: str, notes: Sequence[str] = (), *, cover: bool = False) -> Slide:
        """Add a slide with its message as its title, and what a speaker must know as its notes."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[TITLE_ONLY])
        head = slide.shapes.title
        box = Box(MARGIN, 0.4, WIDTH - 2 * MARGIN, 0.95)
        if cover:
            box = Box(MARGIN, 4.75, WIDTH - 2 * MARGIN, 1.0)
        head.left, head.top, head.width, head.height = box.emu
        frame = head.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM if cover else MSO_ANCHOR.TOP
        self._zero(frame)
        frame.text = title
        self._look(frame.paragraphs[0], 44 if cover else TITLE_PT, bold=True)
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        if not cover:
            number = len(self._deck.slides)
            foot = Box(MARGIN, HEIGHT - 0.45, WIDTH - 2 * MARGIN, 0.3)
            self.text(slide, foot, [f"{self._foot}   ·   {number}"], FOOT_PT, colour=SECOND)
        return slide

    def text(
        self,
        slide: Slide,
        box: Box,
        lines: Sequence[str],
        size: float = TEXT_PT,
        *,
        bold: bool = False,
        colour: str = INK,
        after: float = 0.0,
    ) -> None:
        """Write lines in a box, a paragraph each."""
        frame = slide.shapes.add_textbox(*box.emu).text_frame
        frame.word_wrap = True
        self._zero(frame)
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.text = line
            paragraph.space_after = Pt(after)
            self._look(paragraph, size, bold=bold, colour=colour)

    def figure(self, slide: Slide, box: Box, number: str, label: str, note: str = "") -> None:
        """Write a large number, what it says below it, and its interval and method."""
        self.text(slide, Box(box.left, box.top, box.width, 0.6), [number], 30, bold=True)
        below = Box(box.left, box.top + 0.6, box.width, box.height - 0.6)
        self.text(slide, below, [label], TEXT_PT)
        if note:
            last = Box(box.left, box.top + box.height - 0.3, box.width, 0.3)
            self.text(slide, last, [note], FOOT_PT + 1, colour=SECOND)

    def picture(self, slide: Slide, box: Box, content: bytes, told: str) -> None:
        """Put a picture, told in words for those who do not see it."""
        drawn = slide.shapes.add_picture(io.BytesIO(content), *box.emu)
        drawn._element._nvXxPr.cNvPr.set("descr", told)  # noqa: SLF001 (no public way to it)

    def band(self, slide: Slide, box: Box, colour: str) -> None:
        """Draw a filled rectangle without an edge."""
        shape = slide.shapes.add_shape(1, *box.emu)
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(colour)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def table(
        self,
        slide: Slide,
        box: Box,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        size: float = TABLE_PT,
        head_size: float = TABLE_PT,
        right: Sequence[int] = (),
        fills: Sequence[Sequence[str]] | None = None,
    ) -> None:
        """Draw a native table with thin rules; `widths` are shares, `fills` colours of cells."""
        shape = slide.shapes.add_table(
            len(rows) + 1, len(head), *Box(box.left, box.top, box.width, 0.2).emu
        )
        table = shape.table
        properties = shape._element.graphic.graphicData.tbl.tblPr  # noqa: SLF001 (as above)
        for flag in ("bandRow", "firstRow"):
            properties.set(flag, "0")
        style = properties.find(qn("a:tableStyleId"))
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Inches(box.width * share / sum(widths))
        for at, words in enumerate(head):
            self._cell(
                table.cell(0, at), words, head_size, at in right, SECOND, bold=True, rule=INK
            )
        for down, row in enumerate(rows, 1):
            for at, words in enumerate(row):
                cell = table.cell(down, at)
                self._cell(cell, words, size, at in right, INK, bold=False, rule=RULE)
                if fills is not None and fills[down - 1][at]:
                    cell.fill.solid()
                    cell.fill.fore_color.rgb = _rgb(fills[down - 1][at])
        for row in table.rows:
            row.height = Inches(0.2)

    def columns(
        self,
        slide: Slide,
        box: Box,
        title: str,
        rows: Sequence[Bar],
    ) -> None:
        """Draw a native bar chart, the number of each bar written at its end."""
        tall = min(box.height, len(rows) * BAR_ROOM + BAR_ENDS)
        data = CategoryChartData()
        data.categories = [one.label for one in rows]
        data.add_series(title, [one.value for one in rows])
        chart = slide.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED, *replace(box, height=tall).emu, data
        ).chart
        chart.has_legend, chart.has_title = False, False
        chart.font.size, chart.font.name = Pt(TABLE_PT), FACE
        chart.font.color.rgb = _rgb(INK)
        plot = chart.plots[0]
        plot.gap_width, plot.vary_by_categories = 45, False
        chart.value_axis.visible = False
        chart.value_axis.has_major_gridlines = False
        chart.value_axis.minimum_scale = 0
        chart.value_axis.maximum_scale = max(one.value for one in rows) * HEADROOM
        chart.category_axis.reverse_order = True
        chart.category_axis.format.line.color.rgb = _rgb(RULE)
        chart.category_axis.has_major_gridlines = False
        chart.category_axis.tick_labels.font.size = Pt(TABLE_PT)
        for at, one in enumerate(rows):
            point = plot.series[0].points[at]
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = _rgb(one.colour)
            label = point.data_label
            label.position = XL_LABEL_POSITION.OUTSIDE_END
            label.text_frame.text = one.written.replace(" ", "\u00a0")
            self._look(label.text_frame.paragraphs[0], TABLE_PT)

    def content(self) -> bytes:
        """Give the file."""
        buffer = io.BytesIO()
        self._deck.save(buffer)
        return buffer.getvalue()

    def _cell(
        self,
        cell: _Cell,
        words: str,
        size: float,
        right: bool,
        colour: str,
        *,
        bold: bool,
        rule: str,
    ) -> None:
        cell.text = words
        cell.margin_left = cell.margin_right = Inches(0.05)
        cell.margin_top = cell.margin_bottom = Inches(0.035)
        cell.vertical_anchor = MSO_ANCHOR.TOP
        for paragraph in cell.text_frame.paragraphs:
            self._look(paragraph, size, bold=bold, colour=colour)
            paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        _rule_below(cell, rule)

    def _look(self, paragraph: Any, size: float, *, bold: bool = False, colour: str = INK) -> None:
        for run in paragraph.runs:
            run.font.size, run.font.name, run.font.bold = Pt(size), FACE, bold
            run.font.color.rgb = _rgb(colour)
            run._r.get_or_add_rPr().set("lang", self._lang)  # noqa: SLF001 (as above)

    def _zero(self, frame: Any) -> None:
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


def _rule_below(cell: _Cell, colour: str) -> None:
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 (borders have no public way)
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(0.75)), cap="flat", cmpd="sng")
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=colour.lstrip("#").upper())
    # Borders come before the fill in the schema's order.
    properties.insert(0, line)

"""A native bar chart: names at the left, each number at the end of its bar, no axis, no grid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Pt

from reports.slides.letters import FACE, INK, POINTS, RULE, dye, look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.chart.axis import CategoryAxis
    from pptx.slide import Slide

    from reports.slides.place import Box

__all__ = ["Bar", "draw_bars"]

ROOM: Final = 0.85
"""What a bar may take of the height at most, in inches."""
LARGEST_PT: Final = 14
SMALLEST_PT: Final = 9
LETTERS: Final = 0.62
"""The share of a bar's room that its letters take at most."""
HEADROOM: Final = 1.22
"""Room for the number at the end of the longest bar."""
GAP_PERCENT: Final = 45


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is, how long, the number as it is written, its colour."""

    label: str
    value: float
    written: str
    colour: str


def draw_bars(slide: Slide, box: Box, title: str, bars: Sequence[Bar], lang: str) -> None:
    """Draw bars in their order from above, as high as their place lets them be.

    Parameters
    ----------
    slide, box
        The place.
    title
        The name of the series, in the chart's own table.
    bars
        One or more; some value is above 0.
    lang
        The language of the words, as `ru-RU`.
    """
    data = CategoryChartData()
    data.categories = [one.label for one in bars]
    data.add_series(title, [one.value for one in bars])
    place = replace(box, height=min(box.height, len(bars) * ROOM))
    each = place.height / len(bars) * POINTS * LETTERS
    size = int(min(max(each, SMALLEST_PT), LARGEST_PT))
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place.emu, data)
    shape._element._nvXxPr.cNvPr.set("descr", title)  # noqa: SLF001 (no public way to it)
    chart = shape.chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.name = Pt(size), FACE
    chart.font.color.rgb = dye(INK)
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = GAP_PERCENT, False
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.value_axis.maximum_scale = max(one.value for one in bars) * HEADROOM
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.color.rgb = dye(RULE)
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.tick_labels.font.size = Pt(size)
    _name_each(chart.category_axis)
    for at, one in enumerate(bars):
        point = plot.series[0].points[at]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = dye(one.colour)
        label = point.data_label
        label.position = XL_LABEL_POSITION.OUTSIDE_END
        label.text_frame.word_wrap = False
        label.text_frame.text = one.written.replace(" ", "\u00a0")
        look(label.text_frame.paragraphs[0], lang, size)


def _name_each(axis: CategoryAxis) -> None:
    """Let no program leave out names where they stand close."""
    element = axis._element  # noqa: SLF001 (no public way to it)
    skip = element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    element.find(qn("c:noMultiLvlLbl")).addprevious(skip)

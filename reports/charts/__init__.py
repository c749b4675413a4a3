"""Charts as SVG: pure functions of rows, titles and colours, for pages and for paper.

Labels stand beside what they name; there are no boxes, no third dimension, and good and bad are
blue and orange. Widths of text are estimated, and long labels are broken into lines, never cut.
"""

from reports.charts.drawn import PALETTE, Titles, drawn
from reports.charts.flow import Band, flow
from reports.charts.gantt import Span, gantt, moment
from reports.charts.grid import Cell, heat
from reports.charts.series import Line, lines, rings
from reports.charts.strips import Bar, bars, stack
from reports.charts.svg import size_of

__all__ = [
    "PALETTE",
    "Band",
    "Bar",
    "Cell",
    "Line",
    "Span",
    "Titles",
    "bars",
    "drawn",
    "flow",
    "gantt",
    "heat",
    "lines",
    "moment",
    "rings",
    "size_of",
    "stack",
]

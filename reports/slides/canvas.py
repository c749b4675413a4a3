"""A deck of slides: where titles, texts, figures and pictures stand, and how they look.

Everything but maps is native: a reader may edit each word, cell and bar. Lengths are inches,
letters are points: 11 and more but for the line of sources.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn

from reports.slides.bars import draw_bars
from reports.slides.letters import INK, SECOND, count_lines, dye, look, put, tall
from reports.slides.package import dated
from reports.slides.place import MARGIN, WIDTH, Box
from reports.slides.tables import draw_table
from reports.slides.theme import dress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.slide import Slide

    from reports.slides.bars import Bar
    from reports.slides.tables import Table

__all__ = ["FOOT", "FOOT_PT", "Deck"]

COVER: Final = Box(MARGIN, 4.85, WIDTH - 2 * MARGIN, 1.05)
"""The title of the first slide; its picture stands above."""
TITLE: Final = Box(MARGIN, 0.42, WIDTH - 2 * MARGIN, 0.0)
TITLE_PT: Final = ((1, 26.0), (1, 25.0), (1, 24.0), (2, 26.0), (2, 24.0), (2, 22.0), (2, 20.0))
"""Lines of a title, and the points of its letters: the first pair that holds."""
COVER_PT: Final = ((1, 44.0), (1, 40.0), (1, 36.0), (1, 32.0), (2, 28.0), (2, 24.0), (3, 20.0))
UNDER_TITLE: Final = 0.28
BOTTOM: Final = 6.78
FOOT: Final = Box(MARGIN, 6.92, 8.0, 0.36)
FOOT_PT: Final = 9.5
ASIDE: Final = Box(MARGIN + 8.2, 6.92, WIDTH - 2 * MARGIN - 8.2, 0.36)
"""The slide's number and the deck's own line, opposite the sources."""
NUMBER_ID: Final = "{6B1F2F4E-0C5B-4F0E-9A0B-5D2A8C1E7F10}"
TEXT_PT: Final = 14.0
FIRST_DAY: Final = "1980-01-01"
"""What completes a date that is not known to the day, or at all."""
TITLE_ONLY: Final = 5
FIGURE_PT: Final = (40.0, 36.0, 32.0, 28.0, 24.0, 20.0)
LABEL_PT: Final = 13.0
NOTE_PT: Final = 11.0


class Deck:
    """A presentation that grows slide by slide.

    Parameters
    ----------
    title, lang, date
        Of the whole deck; the date, as YYYY, YYYY-MM or YYYY-MM-DD, is when it says it was made.
    foot
        Stands small at the bottom of every slide but the first.
    accents
        Colours for what a reader will add.
    """

    def __init__(self, title: str, lang: str, date: str, foot: str, accents: Sequence[str]) -> None:
        self._deck = Presentation()
        dress(self._deck, accents)
        self._lang = {"en": "en-GB", "ru": "ru-RU"}.get(lang, lang)
        self._foot = foot
        self._made = dt.date.fromisoformat(f"{date}{FIRST_DAY[len(date) :]}")
        about = self._deck.core_properties
        about.title, about.author, about.language = title, title, self._lang
        about.created = about.modified = dt.datetime.combine(self._made, dt.time())
        about.last_modified_by = title

    def cover(self, title: str, notes: Sequence[str]) -> Slide:
        """Add the first slide, its title below the room for a picture."""
        slide = self._titled(title, notes)
        size = _points(title, COVER_PT)
        self._head(slide, COVER, size, MSO_ANCHOR.BOTTOM)
        return slide

    def slide(self, title: str, notes: Sequence[str], source: str) -> tuple[Slide, Box]:
        """Add a slide and give the room below its title.

        Parameters
        ----------
        title
            Its one message.
        notes
            What a speaker must know.
        source
            Where it comes from, in one line at its foot.
        """
        slide = self._titled(title, notes)
        size, high = _title_size(title)
        self._head(slide, replace(TITLE, height=high), size, MSO_ANCHOR.TOP)
        self.text(slide, FOOT, [source], FOOT_PT, colour=SECOND)
        self._aside(slide)
        return slide, self.room(title)

    def room(self, title: str) -> Box:
        """Give the room that a title leaves below it."""
        top = TITLE.top + _title_size(title)[1] + UNDER_TITLE
        return Box(MARGIN, top, WIDTH - 2 * MARGIN, BOTTOM - top)

    def text(
        self,
        slide: Slide,
        box: Box,
        lines: Sequence[str],
        size: float = TEXT_PT,
        *,
        bold: bool = False,
        colour: str = INK,
    ) -> float:
        """Write lines from the top of a box, a paragraph each; give where they end on the slide."""
        said = [one for one in lines if one]
        high = tall(sum(count_lines(one, box.width, size, bold=bold) for one in said), size)
        frame = slide.shapes.add_textbox(*replace(box, height=high).emu).text_frame
        put(frame, said, MSO_ANCHOR.TOP)
        for paragraph in frame.paragraphs:
            look(paragraph, self._lang, size, bold=bold, colour=colour)
        return box.top + high

    def figures(
        self,
        slide: Slide,
        box: Box,
        said: Sequence[tuple[str, str, str]],
        colour: str = INK,
        sizes: tuple[float, float] = (LABEL_PT, NOTE_PT),
    ) -> float:
        """Write great numbers side by side and give where they end on the slide.

        Parameters
        ----------
        slide, box
            The place.
        said
            The number, what it says, and what must be added; an empty number leaves its place free.
        colour
            Of the numbers.
        sizes
            Points of what they say and of what must be added.
        """
        places = box.columns(len(said))
        room = places[0].width
        size = next(
            (
                one
                for one in FIGURE_PT
                if all(count_lines(number, room, one, bold=True) == 1 for number, *_ in said)
            ),
            FIGURE_PT[-1],
        )
        labels = tall(
            max(count_lines(label, room, sizes[0]) for _number, label, _ in said), sizes[0]
        )
        end = box.top
        for place, (number, label, note) in zip(places, said, strict=True):
            if number:
                under = self.text(slide, place, [number], size, bold=True, colour=colour)
                rest = place.under(under, 0)
                self.text(slide, rest, [label], sizes[0])
                end = max(end, under + labels)
                if note:
                    rest = rest.under(under + labels, 0)
                    end = max(end, self.text(slide, rest, [note], sizes[1], colour=SECOND))
        return end

    def picture(self, slide: Slide, box: Box, content: bytes, told: str) -> None:
        """Put a picture, told in words for those who do not see it."""
        drawn = slide.shapes.add_picture(io.BytesIO(content), *box.emu)
        drawn._element._nvXxPr.cNvPr.set("descr", told)  # noqa: SLF001 (no public way to it)

    def band(self, slide: Slide, box: Box, colour: str) -> None:
        """Draw a filled rectangle without an edge."""
        shape = slide.shapes.add_shape(1, *box.emu)
        shape.fill.solid()
        shape.fill.fore_color.rgb = dye(colour)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def table(self, slide: Slide, box: Box, table: Table, size: float | None = None) -> float:
        """Draw a native table and give where it ends: see `draw_table`."""
        return draw_table(slide, box, table, self._lang, size)

    def bars(self, slide: Slide, box: Box, title: str, bars: Sequence[Bar]) -> None:
        """Draw a native bar chart below its title."""
        head, rest = box.below(0.3, 0.05)
        self.text(slide, head, [title], TEXT_PT, bold=True)
        draw_bars(slide, rest, title, bars, self._lang)

    def content(self) -> bytes:
        """Give the file: the same bytes for the same slides."""
        buffer = io.BytesIO()
        self._deck.save(buffer)
        return dated(buffer.getvalue(), self._made)

    def _titled(self, title: str, notes: Sequence[str]) -> Slide:
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[TITLE_ONLY])
        slide.shapes.title.text_frame.text = title
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        return slide

    def _head(self, slide: Slide, box: Box, size: float, anchor: MSO_ANCHOR) -> None:
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = box.emu
        put(head.text_frame, [head.text_frame.text], anchor)
        look(head.text_frame.paragraphs[0], self._lang, size, bold=True)

    def _aside(self, slide: Slide) -> None:
        """Write the slide's number, as a field that holds when slides change places, and a line."""
        frame = slide.shapes.add_textbox(*ASIDE.emu).text_frame
        put(frame, [str(len(self._deck.slides)), self._foot], MSO_ANCHOR.TOP)
        for paragraph in frame.paragraphs:
            look(paragraph, self._lang, FOOT_PT, colour=SECOND, align=PP_ALIGN.RIGHT)
        run = frame.paragraphs[0].runs[0]._r  # noqa: SLF001 (fields have no public way)
        run.tag = qn("a:fld")
        run.set("id", NUMBER_ID)
        run.set("type", "slidenum")


def _title_size(title: str) -> tuple[float, float]:
    """Give the points of a title's letters and its height in inches."""
    size = _points(title, TITLE_PT)
    return size, tall(_lines(title, size), size)


def _points(title: str, sizes: Sequence[tuple[int, float]]) -> float:
    return next((one for lines, one in sizes if _lines(title, one) <= lines), sizes[-1][1])


def _lines(title: str, size: float) -> int:
    return count_lines(title, TITLE.width, size, bold=True)

"""What slides are made of while they are made: the deck, what is told, maps and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo._progress import tell
from layers.vocabulary import ID
from layers.wording import plural, translator
from reports.paper import typesetting
from reports.paper.legend import draw_legend
from reports.paper.map_svg import draw_map
from reports.paper.parks import PARKS, main_land
from reports.paper.window import around
from reports.sheet import as_of, attribution, drawn_records, words
from reports.slides.canvas import FOOT, FOOT_PT, Deck
from reports.slides.letters import POINTS, count_lines
from reports.slides.place import HEIGHT, Box
from reports.slides.tables import paged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pptx.slide import Slide

    from layers.edition import Edition
    from reports.paper.map_svg import MapPicture
    from reports.paper.window import Bounds
    from reports.slides.tables import Table
    from reports.telling.gathered import Gathered

__all__ = ["SITES", "STRIPE", "TOLD", "Pack"]

SIZE: Final = 1.45
"""How large symbols are on a slide's map: a hall is read from further than a hand."""
LETTERS: Final = 1.2
"""The same of a legend that has room."""
MAP: Final = 5.9
LEGEND: Final = 1.4
LEGEND_GAP: Final = 0.1
LEGEND_COLUMNS: Final = 3
SITES: Final = "sites"
TOLD: Final = 0.55
"""The share of the work after which all is gathered; the rest is drawing."""
FOOT_LINES: Final = 2
STRIPE: Final = Box(0, 0, 0.18, HEIGHT)
"""At the edge of a slide, in the colour of a type of park."""
AROUND_M: Final = 2500.0
AROUND: Final = 0.12
"""Land around places: so many metres, or so much of the longer side where that is more."""


class Pack:
    """A deck with all that its slides tell.

    Parameters
    ----------
    edition
        The edition.
    told
        What is said of it.
    title, lang
        Of the deck.
    maps
        How many maps will be drawn, for whoever watches.
    """

    def __init__(self, edition: Edition, told: Gathered, title: str, lang: str, maps: int) -> None:
        self.edition, self.told, self.lang = edition, told, lang
        self._ = translator(lang)
        self.records = [one for one in drawn_records(edition) if one.style.visible]
        date = max((str(one.date) for one in self.records), default="")
        self.as_of = as_of(date, lang)
        kinds = edition.record(PARKS).style.classes if PARKS in edition.records else ()
        foot = "   ·   ".join(filter(None, [edition.title(lang), self.as_of]))
        self.deck = Deck(title, lang, date, foot, [one.line or one.fill for one in kinds])
        self._done, self._maps = 0, maps

    def slide(
        self,
        title: str,
        said: Iterable[Mapping[str, Any]] = (),
        cited: Sequence[str] = (),
        *,
        drawn: bool = False,
        remarks: Sequence[str] = (),
    ) -> tuple[Slide, Box]:
        """Add a slide and give the room below its title.

        Parameters
        ----------
        title
            Its one message.
        said
            Figures whose method cards go into the notes.
        cited
            Its sources, for the notes, and as many as fit for the line at its foot.
        drawn
            Whether it shows or measures the layers of the map, whose makers must be named.
        remarks
            What a speaker must know besides.
        """
        named = dict.fromkeys(one for one in cited if one)
        if drawn:
            named = {attribution(self.records, self.lang): None, **named}
        notes = [*remarks, *self.notes(said, named)]
        return self.deck.slide(title, notes, self._source_line(list(named)))

    def add_table(
        self,
        title: str,
        table: Table,
        of_rows: Sequence[tuple[Sequence[Mapping[str, Any]], Sequence[str]]],
    ) -> None:
        """Add a table on as few slides as hold it.

        Parameters
        ----------
        title
            Of each slide; several are counted.
        table
            What it says.
        of_rows
            Figures and sources of each row, for the notes of its slide.
        """
        parts = paged(table, self.deck.room(f"{title} (9/9)"))
        first = 0
        for at, (part, size) in enumerate(parts, 1):
            mine = of_rows[first : first + len(part.rows)]
            first += len(part.rows)
            slide, body = self.slide(
                f"{title} ({at}/{len(parts)})" if len(parts) > 1 else title,
                [one for said, _cited in mine for one in said],
                [one for _said, cited in mine for one in cited],
            )
            self.deck.table(slide, body, part, size)

    def notes(self, said: Iterable[Mapping[str, Any]], cited: Iterable[str]) -> list[str]:
        """Give the method cards of figures and the sources, for those who speak."""
        cards = {one["number"]: one for one in self.told.methods.told()}
        lines = []
        for key in sorted({int(one["card"]) for one in said}):
            rows = "; ".join(f"{term}: {text}" for term, text in cards[key]["rows"])
            lines.append(f"{cards[key]['title']}. {rows}.")
        return lines + [f"{self._('Sources')}: {one}" for one in cited]

    def map(
        self,
        slide: Slide,
        box: Box,
        bounds: Bounds,
        told: str,
        *,
        layers: Collection[str] | None = None,
        only: Mapping[str, Collection[str]] | None = None,
        chosen: Collection[str] = (),
    ) -> MapPicture:
        """Draw a map on a slide."""
        width, height = box.width * POINTS, box.height * POINTS
        window = around(self.edition, bounds, width, height, exact=True)
        drawn = draw_map(
            self.edition, window, self.lang, size=SIZE, layers=layers, only=only, chosen=chosen
        )
        self.deck.picture(slide, box, typesetting.png(drawn.svg, width, height), told)
        self._done += 1
        tell(min(self._done, self._maps), self._maps)
        return drawn

    def map_and_legend(
        self,
        slide: Slide,
        box: Box,
        bounds: Bounds,
        told: str,
        *,
        layers: Collection[str] | None = None,
        only: Mapping[str, Collection[str]] | None = None,
        chosen: Collection[str] = (),
    ) -> Box:
        """Draw a map at the left of a box, its legend below it; give the room at their right."""
        left, right = box.beside(MAP)
        place, under = left.below(left.height - LEGEND, LEGEND_GAP)
        drawn = self.map(slide, place, bounds, told, layers=layers, only=only, chosen=chosen)
        self.legend(slide, under, drawn, LEGEND_COLUMNS)
        return right

    def legend(self, slide: Slide, box: Box, drawn: MapPicture, columns: int) -> None:
        """Draw the legend of a map, as large as its place lets it be."""
        width = box.width * POINTS
        size = LETTERS
        legend, tall = draw_legend(drawn, width, self.lang, size, columns)
        while tall > box.height * POINTS and size > LETTERS / 2:
            size -= 0.05
            legend, tall = draw_legend(drawn, width, self.lang, size, columns)
        place = Box(box.left, box.top, box.width, tall / POINTS)
        content = typesetting.png(legend, width, tall)
        self.deck.picture(slide, place, content, words(self.lang)["legend"])

    def around(self, layer: str, ids: Collection[str]) -> Bounds | None:
        """Give the land around features, those far off the app's map left out; None without any."""
        frame = self.edition.frame(layer)
        own = frame[frame[ID].isin(ids) & frame.geometry.notna()]
        west, south, east, north = main_land(self.edition)
        near = own.cx[west:east, south:north]
        if own.empty:
            return None
        west, south, east, north = (own if near.empty else near).total_bounds
        margin = max(AROUND_M, AROUND * max(east - west, north - south))
        return west - margin, south - margin, east + margin, north + margin

    def _source_line(self, cited: list[str]) -> str:
        """Name as many sources as the foot takes, and how many more stand in the notes."""
        for count in range(len(cited), 0, -1):
            more = plural(self.lang)(
                "and {n} more in the notes", "and {n} more in the notes", len(cited) - count
            )
            line = "; ".join([*cited[:count], more] if count < len(cited) else cited)
            line = f"{self._('Sources')}: {line}"
            if count_lines(line, FOOT.width, FOOT_PT) <= FOOT_LINES:
                return line
        return f"{self._('Sources')}: {self._('in the notes')}" if cited else ""

"""The pages of the atlas on their paper: how large everything is, and the map of each place.

Sizes are those of A4 times `size`. A map takes the room that its legend and the lines below it
leave: on a wide page it stands beside what is told, on a tall one above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from layers.vocabulary import ID
from reports.paper.fonts import wrapped
from reports.paper.formats import Paper
from reports.paper.layout import below_map
from reports.paper.legend import draw_legend
from reports.paper.map_svg import draw_content, survey
from reports.paper.window import around

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from layers.edition import Edition
    from reports.paper.map_svg import MapContent
    from reports.paper.window import Bounds

__all__ = ["Margins", "Pages", "around_sites"]

SHORT_SIDE_MM: Final = 210.0
MAP_WIDTH: Final = 430.0
TOLD_BELOW: Final = 305.0
"""What is told on a tall page stands below the map, so high."""
COVER: Final = {False: 0.56, True: 0.6}
"""The share of a wide and of a tall cover that its map takes."""
LEGEND_SIZE: Final = 0.9
COLUMNS: Final = {False: 3, True: 4}
TITLE: Final = 14.0
CHIP: Final = 28.0
SMALL: Final = 6.0
ROW: Final = 1.36
SKIPS: Final = 22.0
GUESS: Final = 140.0
"""What legend and lines mostly need: where a page leaves much more or less, it is drawn anew."""
SLACK: Final = 16.0
AROUND_SITES_M: Final = 3000.0
AROUND_SITES: Final = 0.12
SITES: Final = "sites"


@dataclass(frozen=True, slots=True)
class Margins:
    """White around a page, in points."""

    side: float
    top: float
    bottom: float


class Pages:
    """What the pages of one atlas share, and the pictures drawn so far.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.
    paper
        What the pages are printed on.
    """

    def __init__(self, edition: Edition, lang: str, paper: Paper) -> None:
        self.edition, self.lang, self.paper = edition, lang, paper
        self.pictures: dict[str, str] = {}
        self.tall = paper.height > paper.width
        self.size = min(paper.width_mm, paper.height_mm) / SHORT_SIDE_MM
        self.small = SMALL * self.size
        self.margins = Margins(24 * self.size, 22 * self.size, 30 * self.size)
        inner = paper.height - self.margins.top - self.margins.bottom
        self.column = inner - (TITLE * ROW + CHIP) * self.size
        self.told = TOLD_BELOW * self.size
        self.cover_height = paper.height * COVER[self.tall]
        self.beside = MAP_WIDTH * self.size
        self._width = paper.width - 2 * self.margins.side if self.tall else self.beside

    @property
    def overview(self) -> Paper:
        """The sheet of the overview map: it leaves room for the page's number."""
        return Paper(self.paper.width_mm, self.paper.height_mm - 8 * self.size, self.size)

    @staticmethod
    def sized(name: str, width: float, height: float) -> dict[str, Any]:
        """Name a picture and its size, in points."""
        return {"name": name, "width": width, "height": height}

    def draw(
        self,
        one: dict[str, Any],
        key: str,
        title: str,
        bounds: Bounds,
        only: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """Draw the map of a page, and put it, its legend and the lines below it into `one`.

        Parameters
        ----------
        one
            What is told of the place.
        key
            Names its pictures; the feature of this id stands out.
        title
            The page's title.
        bounds
            The land that must be seen.
        only
            As in `survey`.
        """
        rows = len(wrapped(title, self.paper.width - 2 * self.margins.side, TITLE * self.size))
        room = self.column - (rows - 1) * TITLE * ROW * self.size
        room -= self.told if self.tall else 0.0
        height = room - GUESS * self.size
        content = self._survey(bounds, height, only)
        lines, legend, tall = self._below(content)
        left = room - height - tall
        if not 0 <= left <= SLACK * self.size:
            height += left
            content = self._survey(bounds, height, only)
            lines, legend, _tall = self._below(content)
        drawn = draw_content(self.edition, content, self.lang, size=self.size, chosen=[key])
        self.pictures |= {f"map-{key}": drawn.svg, f"legend-{key}": legend[0]}
        one["map"] = self.sized(f"map-{key}", self._width, height)
        one["legend"] = self.sized(f"legend-{key}", self._width, legend[1])
        one["lines"] = lines

    def _survey(
        self, bounds: Bounds, height: float, only: Mapping[str, Collection[str]] | None
    ) -> MapContent:
        window = around(self.edition, bounds, self._width, height)
        return survey(self.edition, window, self.lang, only=only)

    def _below(self, content: MapContent) -> tuple[list[str], tuple[str, float], float]:
        """Give the lines below a map, its legend, and how tall all of it is."""
        lines = [one for one in below_map(self.edition, content, self.lang) if one]
        rows = sum(len(wrapped(line, self._width, self.small)) for line in lines)
        size = LEGEND_SIZE * self.size
        legend = draw_legend(content, self._width, self.lang, size, COLUMNS[self.tall])
        return lines, legend, legend[1] + rows * self.small * ROW + SKIPS * self.size


def around_sites(edition: Edition, ids: Iterable[str]) -> tuple[Bounds | None, list[str]]:
    """Give the land around some sites, and the ids of those whose place is known."""
    sites = edition.frame(SITES)
    own = sites[sites[ID].isin(list(ids)) & sites.geometry.notna()]
    if own.empty:
        return None, []
    west, south, east, north = (float(one) for one in own.total_bounds)
    margin = max(AROUND_SITES_M, AROUND_SITES * max(east - west, north - south))
    return (west - margin, south - margin, east + margin, north + margin), list(own[ID])

"""The slides of an edition: one message each, with its method and its sources in the notes.

Figures are those of the accounts, written as everywhere; maps are drawn as on paper, in 300 pixels
an inch. What an edition has not got has no slide. Each slide is made in the file of its subject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo._progress import stage
from reports.paper.parks import main_land
from reports.sheet import subtitle
from reports.slides.clusters import add_clusters, add_synergy
from reports.slides.cover import add_cover, add_map, add_sources
from reports.slides.making import TOLD, Pack
from reports.slides.medical import add_medical
from reports.slides.parks import add_park_types
from reports.slides.programme import add_figures, add_money, add_points
from reports.stages import COUNTING, DRAWING
from reports.telling.gathered import gather

if TYPE_CHECKING:
    from layers.edition import Edition

__all__ = ["slides_pptx"]

MAPS: Final = 9
"""About as many maps are drawn."""


def slides_pptx(edition: Edition, lang: str) -> bytes:
    """Make the slides of an edition.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.

    Returns
    -------
    bytes
        A PPTX; text, tables and charts may be edited in it.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    AssetError
        The JavaScript packages are not installed.
    """
    with stage(COUNTING, 0.0, TOLD):
        told = gather(edition, lang)
    pack = Pack(edition, told, edition.title(lang), lang, MAPS)
    with stage(DRAWING, TOLD, 1.0):
        add_cover(pack, edition.title(lang), subtitle(edition, lang), main_land(edition))
        add_figures(pack)
        add_points(pack)
        add_map(pack)
        add_park_types(pack)
        add_clusters(pack)
        add_synergy(pack)
        add_money(pack)
        add_medical(pack)
        add_sources(pack)
        return pack.deck.content()

"""The figures that a story may name, and what each says on an edition.

A name leads to a published value of the programme (`programme.investment.1`, `money.need_2016`,
`centre.1`), to a total of its accounts (`account.projects.listed`), or to an answer of the
statistics (`coverage.medical.1000`, `synergy.medical.pharma_med_it`). `offered` lists the names
without computing; `told` computes one and writes it in a language.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geo import said
from layers._errors import StoryError
from layers.story.computed import accounted, covered, medical, sheets, synergy
from layers.story.published import published
from layers.story.records import NAMED
from layers.vocabulary import Words
from layers.wording import SPACE

if TYPE_CHECKING:
    import re

    from layers.edition import Edition
    from layers.story.told import Named, Told

__all__ = ["filled", "offered", "told"]


def offered(edition: Edition) -> dict[str, Words]:
    """Give the names of an edition's figures, each with what it says, in the order of the list.

    Examples
    --------
    >>> from layers import open_edition, wording
    >>> offered(open_edition())["coverage.medical.1000"].en.replace(wording.SPACE, " ")
    'People within 1 km of parks: Medical, share'
    """
    return {
        name: Words(one.title("en"), one.title("ru"))
        for name, one in _figures(edition.shipped).items()
    }


def told(edition: Edition, name: str, lang: str) -> Told:
    """Compute a figure and write it in one language.

    Raises
    ------
    StoryError
        The edition has no figure of that name.

    Examples
    --------
    >>> from layers import open_edition, wording
    >>> one = told(open_edition(), "programme.investment.1", "en")
    >>> one.number.replace(wording.SPACE, " "), one.unit
    ('RUB 250', 'bn')
    """
    found = _figures(edition.shipped).get(name)
    if found is None:
        raise StoryError(
            said(
                "Expected a figure of the edition `{edition}`; `{name}` came. "
                "Choose one of the editor's list.",
                edition=edition.id,
                name=name,
            )
        )
    return found.find(lang)


def filled(edition: Edition, text: str, lang: str) -> str:
    """Write the numbers of the figures that a text names.

    Raises
    ------
    StoryError
        The edition has no figure of a name.

    Examples
    --------
    >>> from layers import open_edition
    >>> text = filled(open_edition(), "It needs {programme.investment.1}.", "en")
    >>> text.replace(SPACE, " ")
    'It needs RUB 250 bn.'
    """

    def number(found: re.Match[str]) -> str:
        one = told(edition, found[1], lang)
        return SPACE.join(part for part in (one.number, one.unit) if part)

    return NAMED.sub(number, text)


@lru_cache(maxsize=8)
def _figures(edition: Edition) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for part in (published, accounted, medical, covered, synergy, sheets):
        found |= dict(part(edition))
    return found

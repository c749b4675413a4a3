"""The road map: its actions by state, performer, document and term, and how many are documented.

Actions come from the table `roadmap` of the edition and from a sheet that a person brings; where
both have an id, the sheet's action stands, and it is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from layers.accounts._totals import Total, counted
from layers.programme import parse_programme
from layers.vocabulary import ID, Words
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from layers.edition import Edition
    from layers.programme import Value

__all__ = ["STATES", "Action", "Roadmap", "roadmap"]

STATES: Final = ("implemented", "now", "postponed")
"""States of an action, as the programme's web site sorts them."""

NO_WORDS: Final = Words()
LAYER: Final = "roadmap"
UNIT: Final = "actions"

_STATE_LABELS: Final = {
    "implemented": msg("actions implemented"),
    "now": msg("actions under way"),
    "postponed": msg("actions postponed"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the road map.

    Attributes
    ----------
    state
        One of `STATES`.
    start, end
        YYYY, YYYY-MM or YYYY-MM-DD; empty where not known.
    as_of
        When the source said the state.
    source
        Where it stands, in each language; several are parted by " ; ".
    link
        `named` where the source counts it to the programme, `not_shown` where it does not say.
    brought
        Whether a person's sheet holds it and not the edition.
    """

    id: str
    title: Words
    state: str
    performer: Words = NO_WORDS
    document: Words = NO_WORDS
    start: str = ""
    end: str = ""
    as_of: str = ""
    source: Words = NO_WORDS
    link: str = ""
    brought: bool = False


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The actions of a road map.

    Attributes
    ----------
    actions
        By their beginning, then by their end; those without a term last.
    published
        How many actions there are, by each source that says it: never one number.
    documented
        How many stand here.
    by_state
        The same by state; a state without an action counts 0.
    brought, replaced
        How many come from a person's sheet, and how many of them stand for one of the edition's.
    """

    actions: tuple[Action, ...]
    published: tuple[Value, ...]
    documented: Total | None
    by_state: tuple[Total, ...]
    brought: int
    replaced: int


def roadmap(edition: Edition, brought: Sequence[Action] = ()) -> Roadmap:
    """Give the road map of an edition, with the actions of a person's sheet.

    Parameters
    ----------
    edition
        The edition; one without a table `roadmap` has only what is brought.
    brought
        The actions of a sheet: see `layers.roadmap_sheet`.

    Examples
    --------
    >>> from layers import open_edition
    >>> plan = roadmap(open_edition())
    >>> [value.value for value in plan.published]
    [65.0, 79.0]
    """
    shipped = _shipped(edition)
    own = {one.id: one for one in brought}
    together = [own.pop(one.id, one) for one in shipped] + list(own.values())
    actions = tuple(sorted(together, key=lambda one: (one.start or one.end or "9999", one.end)))
    published: tuple[Value, ...] = ()
    if "programme" in edition.records:
        programme = parse_programme(edition.document("programme"))
        published = tuple(
            value for point in programme.points for value in point.values if value.unit == UNIT
        )
    states = {state: sum(one.state == state for one in actions) for state in STATES}
    layer = LAYER if LAYER in edition.records else "programme"
    known = layer in edition.records
    return Roadmap(
        actions,
        published,
        counted(edition, layer, "roadmap.documented", msg("actions documented here"), len(actions))
        if known
        else None,
        tuple(
            counted(edition, layer, f"roadmap.{state}", label, states[state], len(actions))
            for state, label in _STATE_LABELS.items()
            if known
        ),
        len(brought),
        len({one.id for one in shipped} & {one.id for one in brought}),
    )


def _shipped(edition: Edition) -> list[Action]:
    if LAYER not in edition.records:
        return []
    return [_action(row) for _, row in edition.table(LAYER).iterrows()]


def _action(row: pd.Series) -> Action:
    def words(name: str) -> Words:
        return Words(*(str(row.get(f"{name}_{lang}", "")) for lang in ("en", "ru")))

    texts = {name: str(row.get(name, "")) for name in ("start", "end", "as_of", "link")}
    return Action(
        str(row[ID]),
        words("title"),
        str(row["state"]),
        words("performer"),
        words("document"),
        source=words("source"),
        start=texts["start"],
        end=texts["end"],
        as_of=texts["as_of"],
        link=texts["link"],
    )

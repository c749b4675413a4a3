"""The programme's state against its targets: each point with what is stated, reached, documented.

What the programme states, what other sources say otherwise, what is reported as reached, and what
the edition's own tables document stand apart, each with its date and sources; nothing is merged.
The first value of a unit in a point is the programme's own, the later ones are others'. What no
source says is said to be unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from layers.accounts._totals import JOBS, SUM, Total, counted
from layers.accounts.participants import instruments, participants
from layers.accounts.register import projects
from layers.accounts.roadmap import roadmap
from layers.programme import parse_programme
from layers.vocabulary import CLUSTER, PARK_TYPE
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.accounts.roadmap import Action
    from layers.edition import Edition
    from layers.programme import Point, Programme, Value

__all__ = ["Overview", "PointAccount", "overview"]

NO_SHARES: Final = msg(
    "For no project of the register is it published from which source its money comes."
)
NONE_DOCUMENTED: Final = msg("No open source lists which they are.")
NO_RESULT: Final = msg("No source reports how much of it is reached.")


@dataclass(frozen=True, slots=True)
class PointAccount:
    """One point of the programme and what is known of it.

    Attributes
    ----------
    number
        Its place, from 1.
    point
        As published.
    stated
        The programme's own values: targets and counts.
    otherwise
        Targets and counts that other sources give, by date.
    reached
        Results that sources report, by date.
    documented
        What the edition's tables hold, each sum with what it covers.
    unknown
        What is not known, keys of translation.
    """

    number: int
    point: Point
    stated: tuple[Value, ...]
    otherwise: tuple[Value, ...]
    reached: tuple[Value, ...]
    documented: tuple[Total, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The programme as published, and its points with what is known of each."""

    programme: Programme
    points: tuple[PointAccount, ...]


def overview(edition: Edition, brought: Sequence[Action] = ()) -> Overview | None:
    """Give the programme's state against its targets; None for an edition without a programme.

    Parameters
    ----------
    edition
        The edition.
    brought
        Actions of the road map from a person's sheet.

    Examples
    --------
    >>> from layers import open_edition
    >>> found = overview(open_edition())
    >>> jobs = found.points[8]
    >>> [value.value for value in jobs.stated], [one.key for one in jobs.documented]
    ([160.0], ['jobs.planned', 'jobs.reported', 'jobs.modernised'])
    """
    if "programme" not in edition.records:
        return None
    programme = parse_programme(edition.document("programme"))
    documented = _documented(edition, programme, brought)
    points = tuple(
        _account(number, point, documented) for number, point in enumerate(programme.points, 1)
    )
    return Overview(programme, points)


def _account(number: int, point: Point, documented: dict[str, tuple[Total, ...]]) -> PointAccount:
    claimed = [value for value in point.values if value.kind != "result"]
    first = {value.unit: value for value in reversed(claimed)}
    stated = [value for value in claimed if first[value.unit] is value]
    reached = [value for value in point.values if value.kind == "result"]
    units = [value.unit for value in stated]
    found = tuple(total for unit in units for total in documented.get(unit, ()) if total.known)
    unknown = [NO_SHARES] if "share" in units else []
    empty = [unit for unit in units if unit in documented and not documented[unit][0].known]
    unknown += [NONE_DOCUMENTED] if empty else []
    if any(value.kind == "target" for value in stated) and not reached:
        unknown.append(NO_RESULT)
    return PointAccount(
        number,
        point,
        tuple(stated),
        tuple(sorted((one for one in claimed if one not in stated), key=_date)),
        tuple(sorted(reached, key=_date)),
        found,
        tuple(unknown),
    )


def _date(value: Value) -> str:
    return value.date or "9999"


def _documented(
    edition: Edition, programme: Programme, brought: Sequence[Action]
) -> dict[str, tuple[Total, ...]]:
    """Give what the edition's tables hold, by the unit of the programme's values."""
    found: dict[str, tuple[Total, ...]] = {
        "priorities": (
            counted(
                edition,
                "programme",
                "priorities.documented",
                msg("priorities with the sections of the programme's web map"),
                sum(bool(one.sections) for one in programme.priorities),
                len(programme.priorities),
            ),
        ),
    }
    for kind, total in participants(edition).documented.items():
        found[kind] = (total,)
    listed = instruments(edition).documented
    if listed is not None:
        found["instruments"] = (listed,)
    plan = roadmap(edition, brought)
    if plan.documented is not None:
        found["actions"] = (plan.documented, *(one for one in plan.by_state if one.known))
    for unit, layer, column, label in (
        ("park_types", "parks", PARK_TYPE, msg("types of park with a park in the atlas")),
        ("clusters", "sites", CLUSTER, msg("clusters with a site in the atlas")),
    ):
        if layer in edition.records:
            frame = edition.frame(layer)
            values = frame[column].dropna()
            classes = [one for one in edition.record(layer).style.classes if one.value]
            found[unit] = (
                counted(
                    edition,
                    layer,
                    f"{unit}.documented",
                    label,
                    int(values[values != ""].nunique()),
                    len(classes),
                ),
                counted(edition, layer, f"{layer}.listed", _LISTED[layer], len(frame)),
            )
    if "projects" in edition.records:
        register = projects(edition)
        named = int((register.rows["programme_link"] == "named").sum())
        found["rub_bn"] = tuple(one for one in register.totals if one.key.startswith(SUM))
        found["jobs_thousand"] = tuple(
            one for one in register.totals if one.key.startswith(f"{JOBS}.")
        )
        found["projects"] = (
            counted(edition, "projects", "projects.listed", msg("projects listed"), register.of),
            counted(
                edition,
                "projects",
                "projects.named",
                msg("of them named in the programme"),
                named,
                register.of,
            ),
        )
    return found


_LISTED: Final = {"parks": msg("parks listed"), "sites": msg("sites listed")}

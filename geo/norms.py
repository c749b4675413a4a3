"""Norms of provision: whether enough people live near enough, and whether there is enough.

A norm says of a type of service how far it may lie (metres in a straight line, or minutes over the
streets), what share of the people must live within that, and how many units or hectares there must
be for 1,000 people. It is met where each part that it states is met. Norms differ by country, city
and year: the numbers are whoever's who gives them, none is built in here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._errors import ValueRangeError
from geo._numbers import checked_numbers
from geo._said import said
from geo._validate import Faults

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import ArrayLike

__all__ = ["NORM_FIELDS", "Norm", "checked_norms", "provision"]

NORM_FIELDS = (
    "type",
    "radius_m",
    "minutes",
    "units_per_1000",
    "ha_per_1000",
    "least_share",
    "source",
)
"""What a row of a table of norms holds, in this order."""

_THOUSAND = 1000
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Norm:
    """What is asked of one type of service.

    Attributes
    ----------
    kind
        The type.
    radius_m, minutes
        Greatest distance in a straight line, greatest time over the streets; None where the norm
        does not say, one of them at least is there.
    units_per_1000, ha_per_1000
        Units and hectares of the type for 1,000 people; None where the norm does not say.
    least_share
        Share of the people who must live within the radius or the minutes, above 0 and to 1.
    source
        Who says so.
    """

    kind: Any
    radius_m: float | None = None
    minutes: float | None = None
    units_per_1000: float | None = None
    ha_per_1000: float | None = None
    least_share: float = 1.0
    source: str = ""


def checked_norms(rows: Sequence[Sequence[Any]], types: Collection[Any]) -> tuple[Norm, ...]:
    """Read a table of norms, and refuse it with all its faults at once.

    Parameters
    ----------
    rows
        Each with the values of `NORM_FIELDS`; None, NaN or empty text where there is none. A share
        left out is 1.
    types
        The types that there may be.

    Returns
    -------
    tuple of Norm
        One a row, in the order of rows.

    Raises
    ------
    ValueRangeError
        A type is unheard of or comes twice, a number is none or out of its bounds, a row has
        neither radius nor minutes, or there is no row; the message holds all faults.

    Examples
    --------
    >>> checked_norms([("sport", 1500, None, None, 0.7, 0.9, "an example")], ["sport"])[0].radius_m
    1500.0
    """
    faults, found = Faults(), []
    known = {_name(kind): kind for kind in types}
    faults.check(
        len(rows) > 0, ValueRangeError, said("expected norms, got none: write a row a type")
    )
    for number, row in enumerate(rows, start=1):
        if len(row) != len(NORM_FIELDS):
            faults.add(
                ValueRangeError,
                said(
                    "norm {number}: expected the values of {norm_fields}, got {came}: give each, "
                    "empty where there is none",
                    number=number,
                    norm_fields=", ".join(NORM_FIELDS),
                    came=len(row),
                ),
            )
            continue
        given = {name: _filled(value) for name, value in zip(NORM_FIELDS, row, strict=True)}
        found.append(_read(faults, number, given, known))
    named = [_name(one.kind) for one in found]
    for name in sorted({one for one in named if named.count(one) > 1}):
        faults.add(
            ValueRangeError,
            said("expected one norm a type, `{name}` has several: keep one", name=name),
        )
    faults.raise_all()
    return tuple(found)


def _read(faults: Faults, number: int, given: dict[str, Any], known: dict[str, Any]) -> Norm:
    """Read one row, noting its faults."""
    name = _name(given["type"])
    label = said("norm {number} (`{name}`)", number=number, name=name)
    faults.check(
        name in known,
        ValueRangeError,
        said(
            "{label}: expected a type among {known}: name one of these",
            label=label,
            known=list(known),
        ),
    )
    values = {field: _number(given[field]) for field in NORM_FIELDS[1:-1]}
    for field, value in values.items():
        faults.check(
            value is None or (value > 0 and math.isfinite(value)),
            ValueRangeError,
            said(
                "{label}: expected `{field}` to be a number above zero, got `{came}`: "
                "correct it or leave it empty",
                label=label,
                field=field,
                came=given[field],
            ),
        )
    share = values.pop("least_share")
    faults.check(
        share is None or not share > 1,
        ValueRangeError,
        said(
            "{label}: expected `least_share` from 0 to 1, got `{came}`: write 0.9 for 90 %",
            label=label,
            came=given["least_share"],
        ),
    )
    faults.check(
        values["radius_m"] is not None or values["minutes"] is not None,
        ValueRangeError,
        said(
            "{label}: expected a radius in metres or minutes, got neither: fill in one", label=label
        ),
    )
    source = "" if given["source"] is None else str(given["source"])
    return Norm(
        kind=known.get(name, name),
        least_share=1.0 if share is None else share,
        source=source,
        **values,
    )


def _filled(value: Any) -> Any:
    """Return None for what stands for nothing."""
    if isinstance(value, str):
        return value.strip() or None
    return None if value is None or pd.isna(value) else value


def _name(value: Any) -> str:
    """Return a type as text; 3.0, as a file may give it, is 3."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _number(value: Any) -> float | None:
    """Return a number, NaN for what is none, None for nothing."""
    if value is None:
        return None
    try:
        return math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return math.nan


def provision(
    people: ArrayLike,
    reached: ArrayLike,
    norm: Norm,
    *,
    zones: ArrayLike | None = None,
    units: Sequence[float] = (0,),
    hectares: Sequence[float] = (0,),
) -> pd.DataFrame:
    """Hold the provision of zones with one type of service to a norm.

    ``short_people = max(0, least share x total - served)``; ``units required = total x units per
    1,000 / 1,000``, rounded up to whole units; ``short_units = max(0, required - present)``, and
    the same in hectares, not rounded. Met: nothing is short.

    Parameters
    ----------
    people
        People of each demand, zero or more.
    reached
        Whether each demand lies within the norm's radius or minutes of a unit.
    norm
        What is asked.
    zones
        Number of the zone of each demand, from 0; None makes all one zone.
    units, hectares
        Units of the type and their hectares in each zone.

    Returns
    -------
    pandas.DataFrame
        A row a zone: ``total, served, served_share, least_share, uncovered, short_people, units,
        units_required, short_units, ha, ha_required, short_ha, passes``. Numbers that the norm does
        not ask for are NaN; the share is NaN where nobody lives, and the norm is met there.

    Raises
    ------
    ValueRangeError
        People are negative or NaN.

    Examples
    --------
    >>> norm = Norm("medical", radius_m=1000, units_per_1000=0.5, least_share=0.9)
    >>> found = provision([700, 300], [True, False], norm, units=[1])
    >>> found[["served_share", "short_people", "units_required", "passes"]].to_dict("records")
    [{'served_share': 0.7, 'short_people': 200.0, 'units_required': 1.0, 'passes': False}]
    """
    counted = checked_numbers(pd.Series(np.asarray(people), name="people"), "demand")
    count = len(units)
    of = np.zeros(len(counted), dtype=np.int64) if zones is None else np.asarray(zones)
    total = np.bincount(of, counted, count).astype(float)
    served = np.bincount(of, np.where(reached, counted, 0.0), count).astype(float)
    share = np.divide(served, total, out=np.full(count, np.nan), where=total > 0)
    wanted = norm.least_share * total
    rows = pd.DataFrame(
        {
            "total": total,
            "served": served,
            "served_share": share,
            "least_share": norm.least_share,
            "uncovered": total - served,
            "short_people": np.where(share < norm.least_share - _ROUNDING, wanted - served, 0.0),
        }
    )
    for name, present, per_1000 in (
        ("units", units, norm.units_per_1000),
        ("ha", hectares, norm.ha_per_1000),
    ):
        required = total * (np.nan if per_1000 is None else per_1000 / _THOUSAND)
        if name == "units":
            required = np.ceil(required - _ROUNDING)
        rows[name] = np.asarray(present, dtype=float)
        rows[f"{name}_required"] = required
        rows[f"short_{name}"] = np.maximum(required - rows[name], 0.0)
    lacking = rows[["short_people", "short_units", "short_ha"]].fillna(0.0)
    rows["passes"] = (lacking <= _ROUNDING).all(axis=1)
    return rows

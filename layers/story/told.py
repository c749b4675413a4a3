"""A figure of a story as it stands on the screen, and how one of the atlas's figures becomes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geo import SHARE, Figure
from layers import phrases, wording

if TYPE_CHECKING:
    from layers.edition import Edition

__all__ = ["Named", "Say", "Told", "named"]

Say = Callable[[str], str]
"""Gives a text in the language that it is asked for."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as it stands on the screen, in one language.

    Attributes
    ----------
    number
        The number, with what stands before it: "RUB 250", "about 2".
    unit
        What stands after it: "bn", "people"; a share carries its sign in `number`.
    interval
        From the 5th to the 95th percentile within the precision of places, in words; empty where
        there is no such interval.
    label
        What it says.
    source
        Whose it is, or what it was computed from.
    """

    number: str
    unit: str
    interval: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Named:
    """A figure on its way: what the list calls it, and how it is found."""

    title: Say
    find: Callable[[str], Told]


def named(
    edition: Edition, label: Say, compute: Callable[[], Figure], listed: Say | None = None
) -> Named:
    """Make a computed figure: its number is not known before it is asked for, then it is kept."""
    kept = cache(compute)

    def find(lang: str) -> Told:
        figure = kept()
        unit = figure.unit
        if unit == wording.RUB_BN:
            before, number, after = phrases.amount(figure.value, "rub_bn", lang)
            number = wording.SPACE.join(part for part in (before, number) if part)
        else:
            number, after = _amount(figure.value, unit, lang)
        interval = ""
        if figure.low is not None and figure.high is not None:
            interval = _within_precision(figure.low, figure.high, _writer(unit, lang), lang)
        source = _computed_from(edition, figure, lang)
        return Told(number, after, interval, _going_on(label(lang)), source)

    return Named(listed or label, find)


def _going_on(label: str) -> str:
    """Begin a label small, as it goes on from the number; an abbreviation stays as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _within_precision(low: float, high: float, write: Callable[[float], str], lang: str) -> str:
    say = wording.translator(lang)
    if write(low) == write(high):
        return say("unchanged within the precision of places")
    interval = wording.interval(low, high, write)
    return say("{interval} given the precision of places").format(interval=interval)


def _writer(unit: str, lang: str) -> Callable[[float], str]:
    return lambda end: wording.figure(end, unit, lang)


def _computed_from(edition: Edition, figure: Figure, lang: str) -> str:
    say = wording.translator(lang)
    records = [edition.records[one.id] for one in figure.method.layers if one.id in edition.records]
    layers = ", ".join(dict.fromkeys(one.title(lang) for one in records))
    if figure.method.source and not figure.method.crs:
        return say("Published figure; layers: {layers}").format(layers=layers)
    line = say("Atlas: {measure}; layers: {layers}").format(
        measure=say(figure.method.measure), layers=layers
    )
    generalised = any(one.generalised for one in records)
    return f"{line}; {say('generalised geometry')}" if generalised else line


def _amount(value: float, unit: str, lang: str) -> tuple[str, str]:
    if unit == "m":
        number, _, after = wording.length(value, lang).rpartition(wording.SPACE)
        return number, after
    after = "" if unit == SHARE else wording.translator(lang)(unit)
    return wording.figure(value, unit, lang), after

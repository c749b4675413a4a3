"""How long a server is waited for, and how much of what it sends is taken."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from geo import Said, ValueRangeError, said

__all__ = ["LONGER", "WAIT", "Limits", "usual_limits"]

WAIT: Final = "ATLAS_WAIT_S"
"""The variable with the longest time of one reading, in seconds."""

LONGEST_S: Final = 3600
"""The longest time that the variable may allow."""

LONGER: Final = said(
    "Ask for a smaller layer, or start the atlas with more seconds in the variable `{name}`.",
    name=WAIT,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is waited, and how much is taken.

    Attributes
    ----------
    idle_s
        Longest silence.
    request_s
        Longest time of one question with its answer.
    whole_s
        Longest time of all questions together: whoever reads from a page waits for it.
    answer_bytes, whole_bytes
        Most bytes of one answer, and of all together.
    features
        Most features.
    page
        Features asked for at a time.
    """

    idle_s: float = 20.0
    request_s: float = 120.0
    whole_s: float = 120.0
    answer_bytes: int = 64_000_000
    whole_bytes: int = 512_000_000
    features: int = 500_000
    page: int = 1000

    def late(self) -> Said:
        """Say that the time of all questions together is up."""
        return said("it took longer than {seconds:g} s in all", seconds=self.whole_s)


def usual_limits() -> Limits:
    """Give the bounds of a reading, with the time that `ATLAS_WAIT_S` allows where it is set.

    Raises
    ------
    ValueRangeError
        The variable is no number of seconds from 1 to 3,600.
    """
    text = os.environ.get(WAIT, "").strip()
    if not text:
        return Limits()
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= LONGEST_S:
        raise ValueRangeError(
            said(
                "expected seconds from 1 to {most} in the variable `{name}`, got `{text}`: "
                "correct it, or leave the variable out for {usual:g}",
                most=LONGEST_S,
                name=WAIT,
                text=text,
                usual=Limits().whole_s,
            )
        )
    return Limits(whole_s=seconds)

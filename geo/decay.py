"""How the weight of supply falls with the way to it: the decay of access.

A matrix of weights ``f(c)`` of the ways from demand (rows) to supply (columns) is 1 or less, less
the longer the way, 0 beyond the reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from geo._errors import ValueRangeError
from geo._said import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["STEPS", "Decay", "DecayKind", "decay_weights"]

DecayKind = Literal["none", "steps", "gaussian", "exponential", "power"]

STEPS = (1.0, 0.68, 0.22)
"""Weights of the three zones of Luo & Qi (2009), slow decay."""


@dataclass(frozen=True, slots=True)
class Decay:
    """How the weight of supply falls with the way to it.

    Attributes
    ----------
    kind
        "none": 1 up to the reach. "steps": the reach in bands of equal width, a weight a band
        (Luo & Qi 2009). "gaussian": exp(-(c / scale)^2 / 2). "exponential": exp(-c / scale).
        "power": (c / scale)^-exponent, 1 up to the scale (Hansen 1959).
    scale
        Metres or minutes; above zero.
    exponent
        Of the power; above zero.
    steps
        Weights of the bands from 1 to 0, none above the one before.
    """

    kind: DecayKind = "none"
    scale: float = 1.0
    exponent: float = 2.0
    steps: tuple[float, ...] = STEPS

    def __post_init__(self) -> None:
        if self.kind not in get_args(DecayKind):
            raise ValueRangeError(
                said(
                    "expected a decay among {known}, got `{kind}`: choose one",
                    known=list(get_args(DecayKind)),
                    kind=self.kind,
                )
            )
        if not (self.scale > 0 and self.exponent > 0):
            raise ValueRangeError(
                said(
                    "expected `scale` and `exponent` of the decay above zero, got {scale:g} and "
                    "{exponent:g}: correct them",
                    scale=self.scale,
                    exponent=self.exponent,
                )
            )
        falling = (1.0, *self.steps, 0.0)
        if not self.steps or any(b > a for a, b in pairwise(falling)):
            raise ValueRangeError(
                said(
                    "expected weights of `steps` from 1 to 0, none above the one before, got "
                    "{steps}: 1, 0.68, 0.22 are usual",
                    steps=list(self.steps),
                )
            )


def decay_weights(
    costs: NDArray[np.float64], *, within: float, decay: Decay | None = None
) -> NDArray[np.float64]:
    """Return the weight of each way: ``f(c)`` where ``c <= within``, else 0.

    Parameters
    ----------
    costs
        Metres or minutes of zero or more, infinite where no way leads.
    within
        Greatest distance or time; above zero.
    decay
        How the weight falls; None is 1 up to `within`.

    Returns
    -------
    numpy.ndarray
        From 0 to 1, of the shape of `costs`.

    Raises
    ------
    ValueRangeError
        The reach is not above zero, or a way is NaN or below zero.

    Examples
    --------
    >>> ways = np.array([[0.0, 10.0, 11.0, 30.0, 31.0]])
    >>> decay_weights(ways, within=30, decay=Decay("steps")).tolist()
    [[1.0, 1.0, 0.68, 0.22, 0.0]]
    """
    if not within > 0:
        raise ValueRangeError(
            said("expected `within` above zero, got {within:g}: correct it", within=within)
        )
    if not (costs >= 0).all():
        raise ValueRangeError(
            said(
                "`costs`: expected ways of zero or more without NaN: use infinity where no "
                "way leads"
            )
        )
    decay = decay or Decay()
    near = costs <= within
    if decay.kind == "none":
        return near.astype(float)
    found = np.zeros(np.shape(costs))
    found[near] = _FALLING[decay.kind](costs[near], within, decay)
    return found


def _steps(cost: NDArray[np.float64], within: float, decay: Decay) -> NDArray[np.float64]:
    band = np.ceil(cost / within * len(decay.steps)).astype(np.int64) - 1
    return np.asarray(np.array(decay.steps)[np.clip(band, 0, len(decay.steps) - 1)])


def _gaussian(cost: NDArray[np.float64], _within: float, decay: Decay) -> NDArray[np.float64]:
    return np.asarray(np.exp(-((cost / decay.scale) ** 2) / 2))


def _exponential(cost: NDArray[np.float64], _within: float, decay: Decay) -> NDArray[np.float64]:
    return np.asarray(np.exp(-cost / decay.scale))


def _power(cost: NDArray[np.float64], _within: float, decay: Decay) -> NDArray[np.float64]:
    return np.asarray(np.maximum(cost / decay.scale, 1.0) ** -decay.exponent)


_FALLING: dict[str, Callable[[NDArray[np.float64], float, Decay], NDArray[np.float64]]] = {
    "steps": _steps,
    "gaussian": _gaussian,
    "exponential": _exponential,
    "power": _power,
}

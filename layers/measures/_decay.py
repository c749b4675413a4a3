"""How weights fall with the way: settings of a measure, and words of its method card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import GREATEST_RADIUS_M
from geo.decay import STEPS, Decay
from layers.measure import Choice, Setting
from layers.travel import IN_LINE, OVER_STREETS, STRAIGHT
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.decay import DecayKind

__all__ = ["decay_of", "decay_settings"]

DECAY: Final = msg("Decay of the weight")
SCALE_M: Final = msg("Scale s of the decay, m")
SCALE_MIN: Final = msg("Scale s of the decay, min")
EXPONENT: Final = msg("Exponent b of the decay")
BANDS: Final = msg("Weights of the bands, near to far")

_TITLES: Final[dict[str, str]] = {
    "none": msg("none: 1 up to the bound"),
    "steps": msg("steps: a weight for each of the bands of equal width"),
    "gaussian": msg("Gaussian: exp(-(c / s)^2 / 2)"),
    "exponential": msg("exponential: exp(-c / s)"),
    "power": msg("power: (c / s)^-b, 1 up to s"),
}


def decay_settings(kinds: tuple[DecayKind, ...]) -> tuple[Setting, ...]:
    """Declare the choice among kinds of decay, the first by default, and what they need."""
    exponent = Setting(
        "exponent", EXPONENT, "number", 2.0, least=0.1, most=10, applies=(("decay", ("power",)),)
    )
    scaled = (("decay", tuple(kind for kind in kinds if kind not in ("steps", "none"))),)
    return (
        Setting(
            "decay", DECAY, "choice", kinds[0], choices=tuple(Choice(k, _TITLES[k]) for k in kinds)
        ),
        Setting(
            "scale_m",
            SCALE_M,
            "number",
            1_500.0,
            least=1,
            most=GREATEST_RADIUS_M,
            applies=(*scaled, *IN_LINE),
        ),
        Setting(
            "scale_min",
            SCALE_MIN,
            "number",
            10.0,
            least=0.1,
            most=600,
            applies=(*scaled, *OVER_STREETS),
        ),
        *((exponent,) if "power" in kinds else ()),
        Setting(
            "bands", BANDS, "numbers", STEPS, least=0, most=1, applies=(("decay", ("steps",)),)
        ),
    )


def decay_of(
    kind: DecayKind,
    mode: str,
    scale_m: float,
    scale_min: float,
    bands: Iterable[float],
    exponent: float = 2.0,
) -> tuple[Decay, dict[str, Any]]:
    """Give the decay over a way of getting there, and what the method card says of it.

    Raises
    ------
    ValueRangeError
        The weights of the bands rise, or lie outside 0 to 1.

    Examples
    --------
    >>> decay, said = decay_of("exponential", "foot", 1500, 10, (1, 0.5))
    >>> decay.scale, said["Scale s of the decay, min"]
    (10, 10)
    """
    title, scale = (SCALE_M, scale_m) if mode == STRAIGHT else (SCALE_MIN, scale_min)
    decay = Decay(kind, scale=scale, exponent=exponent, steps=tuple(bands))
    said: dict[str, Any] = {DECAY: _TITLES[kind]}
    if kind == "steps":
        said[BANDS] = list(decay.steps)
    elif kind != "none":
        said[title] = scale
    if kind == "power":
        said[EXPONENT] = exponent
    return decay, said

"""Published figures and the method cards that say how they came about."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo._errors import ValueRangeError
from geo._said import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["PRECISION_M", "SHARE", "Figure", "LayerRef", "Method", "worst_precision"]

PRECISION_M: dict[str, float] = {
    "exact": 10.0,
    "street": 300.0,
    "approximate": 1000.0,
    "settlement": 2000.0,
}
"""How far a feature may lie from its true place, in metres, by the word for it."""

SHARE: Final = "share"
"""Unit of a figure that is a share from 0 to 1; it is written in percent."""


@dataclass(frozen=True, slots=True)
class LayerRef:
    """A layer that a figure was computed from.

    Parameters
    ----------
    id
        The layer's id in its edition, or the file it was read from.
    sha256
        Hash of the bytes that were read, in hexadecimal.
    precision
        A word of `PRECISION_M`, or "" where the layer does not say.
    """

    id: str
    sha256: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """How a figure was computed: enough to compute it again.

    Parameters
    ----------
    measure
        Name of the measure ("coverage").
    formula
        The formula in words or symbols.
    crs
        Name or code of the measuring CRS.
    layers
        The layers computed from.
    parameters
        Radii, speeds and other settings, by name.
    precision
        The worst precision among the layers: see `worst_precision`.
    precision_m
        The same in metres; None where no layer says.
    draws
        Number of random draws behind the interval; 0 where there is none.
    seed
        Seed of these draws; None where there is none.
    source
        Publication or standard that defines the measure, or "".
    """

    measure: str
    formula: str
    crs: str
    layers: tuple[LayerRef, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    precision: str = ""
    precision_m: float | None = None
    draws: int = 0
    seed: int | None = None
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the card as plain dicts, lists and scalars, ready for JSON.

        Returns
        -------
        dict
            One entry a field, `layers` as a list of dicts.

        Examples
        --------
        >>> card = Method("coverage", "served / total", "EPSG:32645",
        ...               (LayerRef("parks", "ab12", "street"),), {"radii_m": (500.0,)})
        >>> card.as_dict()["layers"]
        [{'id': 'parks', 'sha256': 'ab12', 'precision': 'street'}]
        >>> card.as_dict()["parameters"]
        {'radii_m': [500.0]}
        """
        card = asdict(self)
        card["layers"] = [asdict(layer) for layer in self.layers]
        card["parameters"] = {
            name: list(value) if isinstance(value, tuple | set | frozenset) else value
            for name, value in self.parameters.items()
        }
        return card


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number with its unit, interval and method card.

    Parameters
    ----------
    value
        The number.
    unit
        Its unit ("people", "ha", "m"), `SHARE` for a share from 0 to 1, or "" for a plain number
        or a count of what the label names.
    low, high
        The 5th and 95th percentile under positional precision; None where not computed.
    method
        The method card.

    Raises
    ------
    ValueRangeError
        The interval's ends are given singly or stand in the wrong order.
    """

    value: float
    unit: str
    low: float | None
    high: float | None
    method: Method

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueRangeError(
                said(
                    "expected both ends of the interval or neither, got low={low} and "
                    "high={high}: give both",
                    low=self.low,
                    high=self.high,
                )
            )
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueRangeError(
                said(
                    "expected low <= high, got low={low} and high={high}: swap them",
                    low=self.low,
                    high=self.high,
                )
            )

    def as_dict(self) -> dict[str, Any]:
        """Return the figure with its card as plain dicts, lists and scalars.

        Returns
        -------
        dict
            value, unit, low, high, method.

        Examples
        --------
        >>> card = Method("coverage", "served / total", "EPSG:32645", ())
        >>> Figure(0.41, SHARE, 0.38, 0.45, card).as_dict()["high"]
        0.45
        """
        return {
            "value": self.value,
            "unit": self.unit,
            "low": self.low,
            "high": self.high,
            "method": self.method.as_dict(),
        }


def worst_precision(precisions: Iterable[str]) -> str:
    """Return the worst of several precisions: the one with the most metres.

    Parameters
    ----------
    precisions
        Words of `PRECISION_M`; empty words are passed over.

    Returns
    -------
    str
        The worst word, or "" where there is none.

    Raises
    ------
    ValueRangeError
        A word is not in `PRECISION_M`.

    Examples
    --------
    >>> worst_precision(["exact", "approximate", "street"])
    'approximate'
    """
    words = [word for word in precisions if word]
    unknown = sorted({word for word in words if word not in PRECISION_M})
    if unknown:
        raise ValueRangeError(
            said(
                "expected precisions among {known}, got {unknown}: correct the layer",
                known=list(PRECISION_M),
                unknown=unknown,
            )
        )
    return max(words, key=PRECISION_M.__getitem__, default="")

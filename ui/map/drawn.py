"""A catalogue record on its way to layers of MapLibre: filters, zooms, values by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.vocabulary import ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers import LayerRecord
    from layers.styles import StyleClass

__all__ = ["HALO", "INK", "INK_SECOND", "PAPER", "Draw", "Expression", "Layer", "icon_name", "ring"]

INK = "#263238"
INK_SECOND = "#607D8B"
PAPER = "#F7F5F0"
HALO = "#FFFFFF"
Expression = Any
Layer = dict[str, Any]


@dataclass(frozen=True)
class Draw:
    """A record on its way to layers: what every geometry needs of it."""

    record: LayerRecord
    source: str
    lang: str
    visible: bool
    classes_on: set[Any] | None
    selected: str | None

    @property
    def classes(self) -> tuple[StyleClass, ...]:
        """The classes of the record's style."""
        return self.record.style.classes

    @property
    def value(self) -> Expression:
        """Give the expression of a feature's class; missing is the class of empty text."""
        got = ["get", self.record.style.column]
        return ["coalesce", got, ""] if any(one.value == "" for one in self.classes) else got

    def has(self, column: str) -> bool:
        """Say whether features carry a column."""
        return any(field.name == column for field in self.record.fields)

    def layer(
        self,
        part: str,
        kind: str,
        *,
        paint: dict[str, Any],
        layout: dict[str, Any] | None = None,
        among: Callable[[StyleClass], Any] | None = None,
        source: str = "",
        only: Expression = None,
        zooms: tuple[float, float] = (0, 24),
    ) -> Layer:
        """Make one layer of the features whose class is on and passes `among`."""
        style = self.record.style
        filters = [] if only is None else [only]
        shown = self.visible
        if style.column:
            on = None if self.classes_on is None else {str(one) for one in self.classes_on}
            values = [
                one.value
                for one in self.classes
                if (among is None or among(one)) and (on is None or str(one.value) in on)
            ]
            shown = shown and bool(values)
            filters.append(["in", self.value, ["literal", values]])
        made: Layer = {
            "id": f"{self.record.id}-{part}",
            "type": kind,
            "source": source or self.source,
            "metadata": {"record": self.record.id, "group": self.record.group},
            "paint": paint,
            "layout": {**(layout or {}), "visibility": "visible" if shown else "none"},
        }
        if filters:
            made["filter"] = filters[0] if len(filters) == 1 else ["all", *filters]
        low, high = max(style.min_zoom, zooms[0]), min(style.max_zoom, zooms[1])
        if low > 0:
            made["minzoom"] = low
        if high < 24:  # noqa: PLR2004  MapLibre's last zoom
            made["maxzoom"] = high
        return made

    def by_class(self, value: Callable[[StyleClass], Any]) -> Expression:
        """Give one value, or an expression that chooses it by the class of the feature."""
        values = [(one.value, value(one)) for one in self.classes]
        if len({str(each) for _, each in values}) == 1:
            return values[0][1]
        cases = [part for case, each in values for part in (case, each)]
        return ["match", self.value, *cases, values[-1][1]]

    def selection(self) -> Expression:
        """Give the expression that holds for the feature selected."""
        return ["==", ["get", ID], self.selected or ""]


def ring(one: StyleClass) -> str:
    """Give the colour of the ring round a class's icon."""
    return one.line or one.fill or INK


def icon_name(one: StyleClass) -> str:
    """Name the image of a class's icon on the map."""
    return f"icon-{one.icon}-{ring(one).removeprefix('#')}"

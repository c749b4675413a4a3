"""How a layer looks: one small symbology record, which every renderer translates.

A style sorts features by the values of one column into classes; each class has a fill,
a hatch, a line, a dash and an icon. A style without a column has one class for all.
Colours are `#RRGGBB`; widths are CSS pixels (points on paper); dashes are multiples of
the line's width; zooms are those of web maps, where the world is 512 pixels at zoom 0. Classes of a
raster have codes; where they have none they are the stops of a ramp, their values numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo import said
from layers.vocabulary import HATCHES, LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MAX_ZOOM", "Style", "StyleClass", "parse_style"]

MAX_ZOOM: Final = 24.0

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_ICON: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
_STYLE_KEYS: Final = {"column", "visible", "label", "min_zoom", "max_zoom", "class"}
_CLASS_KEYS: Final = {
    "value",
    *(f"title_{lang}" for lang in LANGUAGES),
    "fill",
    "fill_opacity",
    "hatch",
    "line",
    "line_width",
    "dash",
    "icon",
    "code",
}


@dataclass(frozen=True, slots=True)
class StyleClass:
    """The look of the features whose value in the style's column is `value`.

    Attributes
    ----------
    value
        The value; empty text in a style of one class without a column.
    titles
        What the legend calls the class.
    fill, line
        Colours as `#RRGGBB`; empty where nothing is filled or drawn.
    fill_opacity
        From 0 to 1.
    hatch
        One of `vocabulary.HATCHES`: says in print what the colour says on a screen.
    line_width
        Width in pixels.
    dash
        Lengths of dashes and gaps in line widths; empty for a whole line.
    icon
        Name of a maki pictogram, or empty.
    code
        The cell value of the class in a raster; None elsewhere.
    """

    value: str | int
    titles: Words
    fill: str = ""
    fill_opacity: float = 1.0
    hatch: str = "none"
    line: str = ""
    line_width: float = 1.0
    dash: tuple[float, ...] = ()
    icon: str = ""
    code: int | None = None

    def title(self, lang: str) -> str:
        """Give the legend's name of the class in one language.

        Raises
        ------
        LanguageError
            The atlas does not speak `lang`.
        """
        return self.titles.say(lang)


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a layer.

    Attributes
    ----------
    column
        The column that sorts features into classes; empty for one class.
    classes
        The classes, in the legend's order.
    visible
        Whether the map shows the layer at its start.
    label
        The column, without its language, that names the features; empty for no labels.
    min_zoom, max_zoom
        The range of zooms at which the layer is drawn.
    """

    column: str = ""
    classes: tuple[StyleClass, ...] = ()
    visible: bool = True
    label: str = ""
    min_zoom: float = 0.0
    max_zoom: float = MAX_ZOOM

    def by_value(self) -> dict[str | int, StyleClass]:
        """Give the classes by their values, in the legend's order."""
        return {one.value: one for one in self.classes}


def parse_style(record: Mapping[str, Any], faults: list[str]) -> Style:
    """Read the `[layer.style]` part of a record, and add what is wrong to `faults`.

    Parameters
    ----------
    record
        The part as TOML gave it.
    faults
        Takes one line for each fault; the style returned is of use only when none came.

    Examples
    --------
    >>> faults = []
    >>> style = parse_style(
    ...     {"class": [{"title_en": "Water", "title_ru": "Вода", "fill": "#C9DDE8"}]}, faults
    ... )
    >>> style.classes[0].fill, faults
    ('#C9DDE8', [])
    """
    faults.extend(
        said("the style has an unknown key `{key}`", key=key) for key in record.keys() - _STYLE_KEYS
    )
    raw = record.get("class", [])
    if not isinstance(raw, list) or not raw or not all(isinstance(one, dict) for one in raw):
        faults.append(said("the style has no class; add at least one `[[layer.style.class]]`"))
        raw = []
    column = _text(record, "column", faults, said("the style"))
    classes = tuple(_parse_class(one, column, faults) for one in raw)
    if raw and not column and len(classes) > 1:
        faults.append(
            said(
                "the style has {count} classes and no `column` to tell them by",
                count=len(classes),
            )
        )
    values = [one.value for one in classes]
    faults.extend(
        said(
            "the style has the class `{value}` {count} times; keep one",
            value=value,
            count=values.count(value),
        )
        for value in dict.fromkeys(values)
        if values.count(value) > 1
    )
    visible = record.get("visible", True)
    if not isinstance(visible, bool):
        faults.append(
            said("`visible` of the style must be true or false; `{visible}` came", visible=visible)
        )
    return Style(
        column=column,
        classes=classes,
        visible=visible is True,
        label=_text(record, "label", faults, said("the style")),
        min_zoom=_number(record, "min_zoom", 0.0, MAX_ZOOM, 0.0, faults, said("the style")),
        max_zoom=_number(record, "max_zoom", 0.0, MAX_ZOOM, MAX_ZOOM, faults, said("the style")),
    )


def _parse_class(raw: Mapping[str, Any], column: str, faults: list[str]) -> StyleClass:
    value = raw.get("value", "")
    where = (
        said("the style class `{value}`", value=value)
        if value != ""
        else said("the style class without a value")
    )
    faults.extend(
        said("{where} has an unknown key `{key}`", where=where, key=key)
        for key in raw.keys() - _CLASS_KEYS
    )
    if isinstance(value, bool) or not isinstance(value, str | int):
        faults.append(said("{where} must have a text or a whole number as its value", where=where))
        value = ""
    if column and "value" not in raw:
        faults.append(
            said("{where} needs a `value` of the column `{column}`", where=where, column=column)
        )
    titles = {lang: _text(raw, f"title_{lang}", faults, where) for lang in LANGUAGES}
    faults.extend(
        said("{where} has no `title_{lang}`", where=where, lang=lang)
        for lang in LANGUAGES
        if not titles[lang]
    )
    fill, line = (_colour(raw, key, faults, where) for key in ("fill", "line"))
    if "fill" not in raw and "line" not in raw:
        faults.append(said("{where} has no colour; give `fill` or `line` as #RRGGBB", where=where))
    hatch = _text(raw, "hatch", faults, where) or "none"
    if hatch not in HATCHES:
        faults.append(
            said(
                "{where} has the hatch `{hatch}`; expected one of {hatches}",
                where=where,
                hatch=hatch,
                hatches=", ".join(HATCHES),
            )
        )
    icon = _text(raw, "icon", faults, where)
    if icon and not _ICON.fullmatch(icon):
        faults.append(
            said(
                "{where} has the icon `{icon}`; expected the name of a maki icon",
                where=where,
                icon=icon,
            )
        )
    code = raw.get("code")
    if code is not None and (isinstance(code, bool) or not isinstance(code, int)):
        faults.append(
            said("`code` of {where} must be a whole number; `{code}` came", where=where, code=code)
        )
        code = None
    return StyleClass(
        value=value,
        titles=Words(**titles),
        fill=fill,
        fill_opacity=_number(raw, "fill_opacity", 0.0, 1.0, 1.0, faults, where),
        hatch=hatch,
        line=line,
        line_width=_number(raw, "line_width", 0.0, 50.0, 1.0, faults, where),
        dash=_dash(raw, faults, where),
        icon=icon,
        code=code,
    )


def _text(raw: Mapping[str, Any], key: str, faults: list[str], where: str) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        faults.append(
            said(
                "`{key}` of {where} must be a text; `{value}` came",
                key=key,
                where=where,
                value=value,
            )
        )
        return ""
    return value


def _colour(raw: Mapping[str, Any], key: str, faults: list[str], where: str) -> str:
    value = _text(raw, key, faults, where)
    if key in raw and not _COLOUR.fullmatch(value):
        faults.append(
            said(
                "`{key}` of {where} must be a colour as #RRGGBB; `{value}` came",
                key=key,
                where=where,
                value=value,
            )
        )
    return value


def _number(
    raw: Mapping[str, Any],
    key: str,
    low: float,
    high: float,
    default: float,
    faults: list[str],
    where: str,
) -> float:
    value = raw.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        faults.append(
            said(
                "`{key}` of {where} must be from {low:g} to {high:g}; `{value}` came",
                key=key,
                where=where,
                low=low,
                high=high,
                value=value,
            )
        )
        return default
    return float(value)


def _dash(raw: Mapping[str, Any], faults: list[str], where: str) -> tuple[float, ...]:
    value = raw.get("dash", [])
    if not isinstance(value, list) or not all(
        isinstance(one, int | float) and not isinstance(one, bool) and one > 0 for one in value
    ):
        faults.append(
            said(
                "`dash` of {where} must be a list of lengths above 0; `{value}` came",
                where=where,
                value=value,
            )
        )
        return ()
    return tuple(float(one) for one in value)

"""Method cards in words: how a number came about, enough to compute it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.wording import number, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import Method

__all__ = ["card_rows"]


def card_rows(method: Method, lang: str, titles: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give what a method card says, by its terms; a term that says nothing has an empty text.

    `titles` names layers by their ids; without it the ids stand there.

    Examples
    --------
    >>> from geo import Method
    >>> card_rows(Method("count", "number of rows", "EPSG:32645", ()), "en")["Measured in"]
    'EPSG:32645'
    """
    _ = translator(lang)
    named = titles or {}
    layers = "; ".join(f"{named.get(one.id, one.id)} ({one.sha256[:8]})" for one in method.layers)
    precision = _(method.precision) if method.precision else ""
    if method.precision_m:
        precision = f"{precision}, ± {number(method.precision_m, lang, 0)} {_('m')}"
    draws = ""
    if method.draws:
        template = _(
            "5th to 95th percentile of {draws} random moves within the precision, seed {seed}"
        )
        draws = template.format(draws=method.draws, seed=method.seed)
    rows = {
        _("Method"): _(method.formula),
        _("Measured in"): method.crs,
        _("Layers"): layers,
        _("Precision"): precision,
        _("Interval"): draws,
    }
    for name, value in method.parameters.items():
        rows[_(name)] = _value(value, lang)
    rows[_("Source")] = method.source
    return rows


def _value(value: Any, lang: str) -> str:
    _ = translator(lang)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value, lang, 0 if float(value).is_integer() else 2)
    if isinstance(value, list | tuple):
        return ", ".join(_value(one, lang) for one in value)
    return _(value) if isinstance(value, str) and value else ""

"""What an edition gives to a measure: layers for its roles, columns for settings left open.

Parks and sites count by type; superseded ones are left out unless asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from geo import said
from layers._errors import UnknownLayerError
from layers.inputs import Input, RasterInput, edition_input, edition_raster
from layers.measure import NOTHING
from layers.own import is_own
from layers.vocabulary import (
    CLUSTER,
    ID,
    KIND,
    LANDUSE_CLASS,
    PARK_TYPE,
    POPULATION,
    SPEED_KMH,
    STATUS,
    STATUSES,
    WIDTH_M,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import geopandas as gpd

    from layers.edition import Edition
    from layers.measure import Measure, Role

__all__ = ["STATUSES_COUNTED", "Of", "edition_role", "edition_supply", "with_known_columns"]

Of = Literal["parks", "clusters"]

STATUSES_COUNTED: Final = tuple(status for status in STATUSES if status != "superseded")
"""Statuses of parks and sites that count, unless told otherwise."""

_SUPPLY: Final = {"parks": ("parks", PARK_TYPE), "clusters": ("sites", CLUSTER)}
_TYPES: Final = {"parks": (PARK_TYPE,), "sites": (CLUSTER, KIND)}
"""Layers whose features count by type: the first of these columns that is filled anywhere."""

_COLUMNS: Final = {
    ("weight", "population"): POPULATION,
    ("class_column", "landuse"): LANDUSE_CLASS,
    ("before_class", "landuse"): LANDUSE_CLASS,
    ("after_class", "landuse"): LANDUSE_CLASS,
    ("after_class", "parks"): PARK_TYPE,
    ("past_class", "landuse"): LANDUSE_CLASS,
    ("present_class", "landuse"): LANDUSE_CLASS,
    ("people_column", "municipalities"): POPULATION,
    ("river_column", "rivers"): ID,
    ("width_column", "rivers"): WIDTH_M,
    ("speed_kmh", "streets"): SPEED_KMH,
}
"""Columns that stand in for a setting left open, by the setting and the layer of its role."""

_BY: Final = ("by", "others_by")
"""Settings that name the column of types."""

_OWN_COLUMNS: Final = {"by": PARK_TYPE, "weight": POPULATION, "class_column": LANDUSE_CLASS}
"""The same of layers that a person brought, where they have such a column and it is full."""


def edition_role(
    edition: Edition,
    role: Role,
    layer_id: str = "",
    *,
    statuses: Collection[str] = STATUSES_COUNTED,
) -> Input | RasterInput | None:
    """Fill a role of a measure with a layer of an edition.

    Parameters
    ----------
    edition
        The edition.
    role
        What the measure asks for.
    layer_id
        The layer; empty takes the first of the role's, and nothing where the role is optional and
        not usual; `NOTHING` leaves an optional role out.
    statuses
        Only features of these statuses, where the layer has any.

    Raises
    ------
    UnknownLayerError
        The edition has no such layer, or not the kind asked for.
    EmptyError
        No feature is left.
    """
    if role.optional and layer_id in ("", NOTHING):
        usual = role.usual and not layer_id and role.layers[0] in edition.records
        layer_id = role.layers[0] if usual else ""
        if not layer_id:
            return None
    layer_id = layer_id or role.layers[0]
    if role.kinds == ("raster",):
        return edition_raster(edition, layer_id)
    fields = {one.name for one in edition.record(layer_id).fields}
    where = {STATUS: statuses} if STATUS in fields and not is_own(layer_id) else None
    filled = None if role.untyped else _type_column(edition.frame(layer_id), layer_id)
    return edition_input(edition, layer_id, where, filled=filled)


def _type_column(frame: gpd.GeoDataFrame, layer_id: str) -> str | None:
    """Give the column of a layer's types; None where it has none, or nobody filled one in."""
    for column in _TYPES.get(layer_id, ()):
        if column in frame.columns and (frame[column].fillna("") != "").any():
            return column
    return None


def with_known_columns(
    measure: Measure,
    inputs: Mapping[str, Input | RasterInput | None],
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Fill in columns left open, where the input is a layer that is known to have them."""
    filled = {name: value for name, value in settings.items() if value is not None}
    for setting in measure.settings:
        one = inputs.get(setting.of)
        if not isinstance(one, Input):
            continue
        known = _COLUMNS.get((setting.name, one.id))
        if setting.name in _BY and one.id in _TYPES:
            known = _type_column(one.frame, one.id)
        if is_own(one.id):
            known = _OWN_COLUMNS.get(setting.name)
            known = known if known and _is_full(one.frame, known) else None
        if known in one.frame.columns:
            filled.setdefault(setting.name, known)
    return filled


def _is_full(frame: gpd.GeoDataFrame, column: str) -> bool:
    return column in frame.columns and bool(frame[column].notna().all())


def edition_supply(
    edition: Edition,
    of: Of,
    *,
    ids: Collection[str] | None = None,
    statuses: Collection[str] = STATUSES_COUNTED,
) -> tuple[Input, str]:
    """Give the parks by type, or the sites that belong to a cluster, and the column of the type.

    Parameters
    ----------
    edition
        The edition.
    of
        "parks" or "clusters".
    ids
        Only these features.
    statuses
        Only features of these statuses.

    Raises
    ------
    UnknownLayerError
        `of` is neither.
    EmptyError
        No feature is left.
    """
    if of not in _SUPPLY:
        raise UnknownLayerError(
            said(
                "Expected statistics of {known}; `{came}` came. Ask for one of these.",
                known=", ".join(f"`{one}`" for one in _SUPPLY),
                came=of,
            )
        )
    layer, by = _SUPPLY[of]
    where: dict[str, Collection[Any]] = {STATUS: statuses}
    if ids is not None:
        where[ID] = ids
    return edition_input(edition, layer, where, filled=by), by

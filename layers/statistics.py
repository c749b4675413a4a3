"""Statistics of an edition or of any files: the one source of figures for pages, reports, terminal.

The functions without `edition_` take any inputs; those with it take an edition's layers and its
defaults: the population grid as demand, parks by type (or sites by cluster) as supply. Whatever
`layers.measures` declares is computed by `edition_statistic`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from geo import ValueRangeError, said
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._errors import UnknownLayerError
from layers._statistic import SEED, Headline, Statistic
from layers.inputs import Input, RasterInput, edition_input, edition_raster, file_input, file_raster
from layers.measure import NOTHING
from layers.measures import MEASURES
from layers.measures.coverage import RADII_M, coverage
from layers.measures.landcover import EDGES, Edges, landcover
from layers.measures.landuse import landuse
from layers.measures.mix import mix
from layers.measures.proximity import proximity
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
    from collections.abc import Collection, Iterable, Mapping

    import geopandas as gpd

    from layers.edition import Edition
    from layers.measure import Measure, Role

__all__ = [
    "DRAWS",
    "EDGES",
    "MEASURES",
    "ORIGINS",
    "RADII_M",
    "SEED",
    "STATUSES_COUNTED",
    "Edges",
    "Headline",
    "Input",
    "Of",
    "Origins",
    "RasterInput",
    "Statistic",
    "coverage",
    "edition_coverage",
    "edition_input",
    "edition_landcover",
    "edition_landuse",
    "edition_mix",
    "edition_proximity",
    "edition_raster",
    "edition_role",
    "edition_statistic",
    "edition_supply",
    "file_input",
    "file_raster",
    "landcover",
    "landuse",
    "measure_of",
    "mix",
    "proximity",
    "with_known_columns",
]

Of = Literal["parks", "clusters"]
Origins = Literal["settlements", "sites", "population"]

ORIGINS: Final = ("settlements", "sites", "population")
"""Layers that proximity can start from."""

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


def measure_of(measure_id: str) -> Measure:
    """Give a measure by its id.

    Raises
    ------
    ValueRangeError
        There is no such measure.
    """
    if measure_id not in MEASURES:
        raise ValueRangeError(
            said(
                "expected a measure among {known}, got `{measure_id}`: ask for one of these",
                known=list(MEASURES),
                measure_id=measure_id,
            )
        )
    return MEASURES[measure_id]


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


def edition_statistic(
    edition: Edition,
    measure_id: str,
    layers: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    *,
    statuses: Collection[str] = STATUSES_COUNTED,
    draws: int | None = None,
    seed: int | None = None,
) -> Statistic:
    """Compute any measure on layers of an edition.

    Parameters
    ----------
    edition
        The edition.
    measure_id
        One of `layers.measures.MEASURES`.
    layers
        Layers by role; the role's first layer stands in for one left out, nothing where optional.
    settings
        Values by name; columns left open are those that the edition's layers are known to have.
    statuses
        Only parks and sites of these statuses; superseded ones are left out by default.
    draws, seed
        Random draws behind intervals (0 for none) and their seed; None for the usual ones.

    Returns
    -------
    Statistic
        Rows, method card, layer and headlines.

    Raises
    ------
    AtlasError
        There is no such measure or layer, a setting is out of bounds, or nothing is left.

    Examples
    --------
    >>> from layers import open_edition
    >>> found = edition_statistic(open_edition(), "landuse", {"zones": "municipalities"})
    >>> round(float(found.rows.loc[found.rows["zone"] == "tomsk", "share"].sum()), 6)
    1.0
    """
    measure, asked = measure_of(measure_id), dict(layers or {})
    inputs = {
        role.name: edition_role(edition, role, asked.get(role.name, ""), statuses=statuses)
        for role in measure.roles
    }
    return measure.compute(
        inputs,
        with_known_columns(measure, inputs, settings or {}),
        crs=edition.crs,
        draws=draws,
        seed=seed,
        stated={words.STATUSES: list(statuses)},
    )


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


def edition_coverage(
    edition: Edition,
    of: Of = "parks",
    radii_m: Iterable[float] = RADII_M,
    *,
    by_municipality: bool = False,
    ids: Collection[str] | None = None,
    statuses: Collection[str] = STATUSES_COUNTED,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Statistic:
    """Count the people within radii of parks by type, or of sites by cluster.

    Parameters
    ----------
    edition
        The edition.
    of
        "parks" or "clusters".
    radii_m
        Radii in metres, above zero.
    by_municipality
        Whether to report by municipality too.
    ids
        Only these parks or sites.
    statuses
        Only parks or sites of these statuses; superseded ones are left out by default.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.

    Returns
    -------
    Statistic
        See `coverage`.

    Raises
    ------
    AtlasError
        A layer is missing, or nothing is left to measure.
    """
    supply, by = edition_supply(edition, of, ids=ids, statuses=statuses)
    return coverage(
        edition_input(edition, "population"),
        supply,
        by=by,
        radii_m=radii_m,
        weight=POPULATION,
        zones=edition_input(edition, "municipalities") if by_municipality else None,
        draws=draws,
        seed=seed,
        crs=edition.crs,
        stated={words.STATUSES: list(statuses)},
    )


def edition_proximity(
    edition: Edition,
    of: Of = "parks",
    origins: Origins = "settlements",
    *,
    network: bool = True,
    statuses: Collection[str] = STATUSES_COUNTED,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Statistic:
    """Find the nearest park of each type, or site of each cluster, from places of the edition.

    Parameters
    ----------
    edition
        The edition.
    of
        "parks" or "clusters".
    origins
        "settlements", "sites" or "population" (the cells of its grid).
    network
        Whether to find the soonest over the streets too.
    statuses
        Only parks or sites of these statuses; superseded ones are left out by default.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.

    Returns
    -------
    Statistic
        See `proximity`.

    Raises
    ------
    AtlasError
        A layer is missing, or nothing is left to measure.
    """
    if origins not in ORIGINS:
        raise UnknownLayerError(
            said(
                "Expected places among {known}; `{came}` came. Ask for one of these.",
                known=", ".join(f"`{one}`" for one in ORIGINS),
                came=origins,
            )
        )
    targets, by = edition_supply(edition, of, statuses=statuses)
    return proximity(
        edition_input(edition, origins),
        targets,
        by=by,
        network=edition_input(edition, "streets") if network else None,
        draws=draws,
        seed=seed,
        crs=edition.crs,
        stated={words.STATUSES: list(statuses)},
    )


def edition_landuse(
    edition: Edition,
    zones: str = "municipalities",
    *,
    ids: Collection[str] | None = None,
    statuses: Collection[str] = STATUSES_COUNTED,
) -> Statistic:
    """Measure the land use within the municipalities, the parks or any other polygons.

    Parameters
    ----------
    edition
        The edition.
    zones
        A layer of polygons.
    ids
        Only these zones.
    statuses
        Only zones of these statuses; superseded ones are left out by default.

    Returns
    -------
    Statistic
        See `landuse`.

    Raises
    ------
    AtlasError
        A layer is missing, or nothing is left to measure.
    """
    return landuse(
        edition_input(edition, "landuse"),
        _zones(edition, zones, ids, statuses),
        class_column=LANDUSE_CLASS,
        crs=edition.crs,
        stated={words.STATUSES: list(statuses)},
    )


def edition_mix(edition: Edition, zones: str = "municipalities") -> Statistic:
    """Measure how mixed the land uses of each zone are: see `mix`.

    The classes possible are those of the land-use layer's style.

    Raises
    ------
    AtlasError
        A layer is missing, or nothing is left to measure.
    """
    return mix(
        edition_input(edition, "landuse"),
        _zones(edition, zones, None, STATUSES_COUNTED),
        class_column=LANDUSE_CLASS,
        classes_possible=len(edition.record("landuse").style.classes),
        crs=edition.crs,
        stated={words.STATUSES: list(STATUSES_COUNTED)},
    )


def edition_landcover(
    edition: Edition,
    zones: str = "municipalities",
    *,
    ids: Collection[str] | None = None,
    statuses: Collection[str] = STATUSES_COUNTED,
) -> Statistic:
    """Measure the classes of the land-cover raster within the polygons of a layer.

    Parameters
    ----------
    edition
        The edition.
    zones
        A layer of polygons.
    ids
        Only these zones.
    statuses
        Only zones of these statuses; superseded ones are left out by default.

    Returns
    -------
    Statistic
        See `landcover`.

    Raises
    ------
    AtlasError
        A layer is missing, or nothing is left to measure.
    """
    return landcover(
        edition_raster(edition),
        _zones(edition, zones, ids, statuses),
        crs=edition.crs,
        stated={words.STATUSES: list(statuses)},
    )


def _zones(
    edition: Edition, zones: str, ids: Collection[str] | None, statuses: Collection[str]
) -> Input:
    where: dict[str, Collection[Any]] = {STATUS: statuses}
    return edition_input(edition, zones, where if ids is None else {**where, ID: ids})

"""Statistics of an edition or of any files: the one source of figures for pages, reports, terminal.

The functions without `edition_` take any inputs; those with it take an edition's layers and its
defaults: the population grid as demand, parks by type (or sites by cluster) as supply. Whatever
`layers.measures` declares is computed by `edition_statistic`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import ValueRangeError, said
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic
from layers.edition_inputs import (
    STATUSES_COUNTED,
    Of,
    edition_role,
    edition_supply,
    with_known_columns,
)
from layers.inputs import Input, RasterInput, edition_input, edition_raster, file_input, file_raster
from layers.measures import MEASURES
from layers.measures.coverage import RADII_M, coverage
from layers.measures.landcover import EDGES, Edges, landcover
from layers.measures.landuse import landuse
from layers.measures.mix import mix
from layers.measures.proximity import proximity
from layers.vocabulary import ID, LANDUSE_CLASS, POPULATION, STATUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from layers.edition import Edition
    from layers.measure import Measure

__all__ = [
    "DRAWS",
    "EDGES",
    "MEASURES",
    "RADII_M",
    "SEED",
    "STATUSES_COUNTED",
    "Edges",
    "Headline",
    "Input",
    "Of",
    "RasterInput",
    "Statistic",
    "coverage",
    "edition_coverage",
    "edition_input",
    "edition_landuse",
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


def _zones(
    edition: Edition, zones: str, ids: Collection[str] | None, statuses: Collection[str]
) -> Input:
    where: dict[str, Collection[Any]] = {STATUS: statuses}
    return edition_input(edition, zones, where if ids is None else {**where, ID: ids})

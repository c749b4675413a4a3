"""Statistics of an edition or of any files: the one source of figures for pages, reports, terminal.

The functions without `edition_` take any inputs; those with it take an edition's layers and its
defaults: the population grid as demand, parks by type (or sites by cluster) as supply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from layers import method_words as words
from layers._areas import Edges, landcover, landuse, mix
from layers._errors import UnknownLayerError
from layers._measures import DRAWS, SEED, coverage, proximity
from layers._statistic import Statistic
from layers.inputs import Input, RasterInput, edition_input, edition_raster, file_input, file_raster
from layers.vocabulary import CLUSTER, ID, LANDUSE_CLASS, PARK_TYPE, POPULATION, STATUS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from layers.edition import Edition

__all__ = [
    "DRAWS",
    "EDGES",
    "ORIGINS",
    "RADII_M",
    "SEED",
    "STATUSES_COUNTED",
    "Edges",
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
    "edition_supply",
    "file_input",
    "file_raster",
    "landcover",
    "landuse",
    "mix",
    "proximity",
]

Of = Literal["parks", "clusters"]
Origins = Literal["settlements", "sites", "population"]

EDGES: Final = ("exact", "centre")
"""How cells on the edge of a zone can count."""

ORIGINS: Final = ("settlements", "sites", "population")
"""Layers that proximity can start from."""

RADII_M: Final = (1000.0, 2000.0, 5000.0)
"""Radii of coverage, unless told otherwise."""

STATUSES_COUNTED: Final = tuple(status for status in STATUSES if status != "superseded")
"""Statuses of parks and sites that count, unless told otherwise."""

_SUPPLY: Final = {"parks": ("parks", PARK_TYPE), "clusters": ("sites", CLUSTER)}


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
            f"Expected statistics of {' or '.join(f'`{one}`' for one in _SUPPLY)}; `{of}` came. "
            "Ask for one of these."
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
            f"Expected places among {', '.join(f'`{one}`' for one in ORIGINS)}; `{origins}` came. "
            "Ask for one of these."
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
    return mix(edition_landuse(edition, zones), len(edition.record("landuse").style.classes))


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

"""Landscape metrics of a raster of classes by patch, class and landscape, as in FRAGSTATS.

Lengths run along the sides of cells. The perimeter of a patch and the shape indices take in the
landscape's boundary, whatever lies beyond it. Total edge counts sides between different classes;
the boundary is left out unless it is to be counted. Shape indices compare with the most compact
patch of as many cells: n = the whole part of the root of the cells; its perimeter is 4 n sides for
n^2 cells, 4 n + 2 for up to n (n + 1), else 4 n + 4.

Source: McGarigal, Cushman and Ene, FRAGSTATS v4: Spatial Pattern Analysis Program for Categorical
and Continuous Maps, University of Massachusetts, 2012. Where its manual and its results differ
(SHAPE, LSI of a class), the formulae are those that its results follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from geo._errors import ValueRangeError
from geo._nearest_patch import nearest_of_kind
from geo._said import said

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.patches import Patches

__all__ = ["class_metrics", "landscape_metrics", "patch_metrics"]

_M2_PER_HA = 10_000
_HA_PER_HUNDRED = 100
_PERCENT = 100
_SQUARE = 16
"""Squared sides of a square, over its cells."""

_BOUNDARIES = ("left_out", "counted")


def patch_metrics(patches: Patches) -> pd.DataFrame:
    """Measure each patch: AREA, PERIM, SHAPE, FRAC and ENN.

    Parameters
    ----------
    patches
        See `geo.patches.patches_of`.

    Returns
    -------
    pandas.DataFrame
        ``zone, class, patch, area_ha, perimeter_m, shape, frac, enn_m``, by zone and class, patches
        in the order of their first cell, numbered from 1. With a of cells and p of sides: shape =
        p / least p of as many cells, 1 for the most compact; frac = 2 ln(0.25 perimeter) /
        ln(area), in metres and square metres, 1 for a square; enn_m = the distance to the nearest
        other patch of the class in the zone, from cell centre to cell centre, NaN where there is
        none.

    Examples
    --------
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> from geo.patches import patches_of
    >>> band = np.array([[1, 2, 1], [2, 2, 1]], dtype="uint8")
    >>> place = Affine(100, 0, 350000, 0, -100, 6250200)
    >>> patch_metrics(patches_of(band, place, CRS.from_epsg(32645))).round(2).drop(
    ...     columns=["zone", "patch"]).to_dict("split")["data"]
    ... # doctest: +NORMALIZE_WHITESPACE
    [[1, 1.0, 400.0, 1.0, 1.0, 200.0], [1, 2.0, 600.0, 1.0, 1.01, 200.0],
     [2, 3.0, 800.0, 1.0, 1.03, nan]]
    """
    area_m2 = patches.cells * patches.cell_m**2
    perimeter_m = patches.sides * patches.cell_m
    away = nearest_of_kind(
        patches.grid,
        patches.runs,
        patches.patch,
        patches.joined,
        patches.zone * len(patches.classes) + patches.kind,
    )
    return pd.DataFrame(
        {
            "zone": _named(patches.zones, patches.zone),
            "class": _named(patches.classes, patches.kind),
            "patch": np.arange(1, len(area_m2) + 1),
            "area_ha": area_m2 / _M2_PER_HA,
            "perimeter_m": perimeter_m,
            "shape": patches.sides / _least_sides(patches.cells),
            "frac": _fractal_dimension(patches.cells, patches.sides, patches.cell_m),
            "enn_m": np.where(np.isfinite(away), away * patches.cell_m, np.nan),
        }
    )


def class_metrics(
    patches: Patches, *, boundary: Literal["left_out", "counted"] = "left_out"
) -> pd.DataFrame:
    """Measure each class of each landscape: CA, PLAND, NP, PD, LPI, TE, ED, LSI and MESH.

    Parameters
    ----------
    patches
        See `geo.patches.patches_of`.
    boundary
        Whether the landscape's boundary counts as edge in TE and ED. LSI takes it in always.

    Returns
    -------
    pandas.DataFrame
        ``zone, class, area_ha, pland_percent, np, pd_per_100ha, lpi_percent, te_m, ed_m_per_ha,
        lsi, mesh_ha`` for classes that a zone holds. With A of the landscape and a of each patch:
        pland = 100 sum a / A; pd = np / A; lpi = 100 max a / A; te = sides of the class against
        others; ed = te / A; lsi = sides of the class, boundary and all, over the least sides of as
        many cells; mesh = sum a^2 / A.

    Raises
    ------
    ValueRangeError
        `boundary` is neither.

    Examples
    --------
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> from geo.patches import patches_of
    >>> band = np.array([[1, 1, 2, 2]], dtype="uint8")
    >>> place = Affine(100, 0, 350000, 0, -100, 6250100)
    >>> found = class_metrics(patches_of(band, place, CRS.from_epsg(32645)))
    >>> found[["class", "area_ha", "pland_percent", "te_m", "lsi"]].values.tolist()
    [[1.0, 2.0, 50.0, 100.0, 1.0], [2.0, 2.0, 50.0, 100.0, 1.0]]
    """
    group = patches.zone * len(patches.classes) + patches.kind
    held, part = np.unique(group, return_inverse=True)
    zone, kind = np.divmod(held, len(patches.classes))
    whole = np.bincount(patches.zone, weights=patches.cells, minlength=len(patches.zones))[zone]
    differ = patches.adjacent[patches.adjacent["one"] != patches.adjacent["other"]]
    of = (differ["zone"] * len(patches.classes) + differ["one"]).to_numpy()
    inner = np.bincount(np.searchsorted(held, of), weights=differ["count"], minlength=len(held))
    rows = pd.DataFrame(
        {
            "zone": _named(patches.zones, zone),
            "class": _named(patches.classes, kind),
            **_measured(patches, part, whole, inner, inner, boundary),
        }
    )
    percent = _PERCENT * np.bincount(part, weights=patches.cells) / whole
    rows.insert(3, "pland_percent", percent)
    return rows


def landscape_metrics(
    patches: Patches, *, boundary: Literal["left_out", "counted"] = "left_out"
) -> pd.DataFrame:
    """Measure each landscape: TA, NP, PD, LPI, TE, ED, LSI, MESH, SHDI and CONTAG.

    Parameters
    ----------
    patches
        See `geo.patches.patches_of`.
    boundary
        Whether the landscape's boundary counts as edge in TE and ED. LSI takes it in always.

    Returns
    -------
    pandas.DataFrame
        ``zone, area_ha, np, pd_per_100ha, lpi_percent, te_m, ed_m_per_ha, lsi, mesh_ha, shdi,
        contag_percent``, zones in their order; as in `class_metrics`, over all classes, each edge
        counted once. With P of the share of a class and g of how often its cells stand beside
        those of another, each pair counted both ways: shdi = -sum P ln P; contag = 100 (1 + sum q
        ln q / (2 ln m)), q = P_i g_ik / sum_k g_ik, over the m classes present; NaN for one class.
        A zone that holds no cell with data has 0 ha, 0 patches and else NaN.

    Raises
    ------
    ValueRangeError
        `boundary` is neither.

    Examples
    --------
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> from geo.patches import patches_of
    >>> band = np.array([[1, 1, 2, 2]], dtype="uint8")
    >>> place = Affine(100, 0, 350000, 0, -100, 6250100)
    >>> found = landscape_metrics(patches_of(band, place, CRS.from_epsg(32645)))
    >>> found[["area_ha", "np", "te_m", "shdi", "contag_percent"]].round(2).values.tolist()
    [[4.0, 2.0, 100.0, 0.69, 4.09]]
    """
    count = len(patches.zones)
    adjacent = patches.adjacent
    differ = adjacent[adjacent["one"] != adjacent["other"]]
    twice = np.bincount(differ["zone"], weights=differ["count"], minlength=count)
    whole = np.bincount(patches.zone, weights=patches.cells, minlength=count)
    measured = _measured(patches, patches.zone, whole, twice / 2, twice, boundary)
    shares = np.zeros((count, len(patches.classes)))
    np.add.at(shares, (patches.zone, patches.kind), patches.cells)
    shares = np.divide(shares, whole[:, None], out=shares, where=whole[:, None] > 0)
    some = whole > 0
    return pd.DataFrame(
        {
            "zone": _named(patches.zones, np.arange(count)),
            **measured,
            "shdi": np.where(some, -_p_ln_p(shares).sum(axis=1), np.nan),
            "contag_percent": _contagion(adjacent, shares),
        }
    )


def _measured(
    patches: Patches,
    part: NDArray[np.int64],
    whole: NDArray[Any],
    inner: NDArray[Any],
    met: NDArray[Any],
    boundary: str,
) -> dict[str, NDArray[Any]]:
    """Measure parts of the patches: `inner` sides of edge, `met` of them in patches' perimeters."""
    if boundary not in _BOUNDARIES:
        raise ValueRangeError(
            said(
                "expected `boundary` among {known}, got {boundary}: choose one",
                known=list(_BOUNDARIES),
                boundary=boundary,
            )
        )
    size, cell_m = len(whole), patches.cell_m
    cell_ha = cell_m**2 / _M2_PER_HA
    cells = np.bincount(part, weights=patches.cells, minlength=size)
    number = np.bincount(part, minlength=size)
    outer = np.bincount(part, weights=patches.sides, minlength=size) - met
    largest = np.zeros(size)
    np.maximum.at(largest, part, patches.cells)
    squares = np.bincount(part, weights=patches.cells.astype(float) ** 2, minlength=size)
    edge = inner + outer if boundary == "counted" else inner
    whole = np.where(whole > 0, whole, np.nan)
    return {
        "area_ha": cells * cell_ha,
        "np": number,
        "pd_per_100ha": number / (whole * cell_ha) * _HA_PER_HUNDRED,
        "lpi_percent": _PERCENT * largest / whole,
        "te_m": np.where(cells > 0, edge * cell_m, np.nan),
        "ed_m_per_ha": edge * cell_m / (whole * cell_ha),
        "lsi": (inner + outer) / _least_sides(np.where(cells > 0, cells, np.nan)),
        "mesh_ha": squares / whole * cell_ha,
    }


def _fractal_dimension(
    cells: NDArray[np.int64], sides: NDArray[np.int64], cell_m: float
) -> NDArray[np.float64]:
    """Return 2 ln(perimeter / 4) / ln(area), and 1 for squares, whatever their size."""
    size = np.log(cells * cell_m**2)
    over = 2 * np.log(sides * cell_m / 4)
    dimension = np.divide(over, size, out=np.full(len(size), np.nan), where=size != 0)
    return np.where(sides**2 == _SQUARE * cells, 1, dimension)


def _least_sides(cells: NDArray[Any]) -> NDArray[np.float64]:
    """Return the perimeter, in sides, of the most compact patch of so many cells."""
    side = np.floor(np.sqrt(cells))
    over = np.where(cells > side * (side + 1), 4, 2)
    least: NDArray[np.float64] = 4 * side + np.where(cells == side**2, 0, over)
    return least


def _contagion(adjacent: pd.DataFrame, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    zone, one = adjacent["zone"].to_numpy(), adjacent["one"].to_numpy()
    count = adjacent["count"].to_numpy(dtype=float)
    total = np.zeros(shares.shape)
    np.add.at(total, (zone, one), count)
    q = shares[zone, one] * count / total[zone, one]
    disorder = np.bincount(zone, weights=_p_ln_p(q), minlength=len(shares))
    present = (shares > 0).sum(axis=1)
    most = 2 * np.log(np.maximum(present, 1))
    order = 1 + np.divide(disorder, most, out=np.full(len(shares), np.nan), where=present > 1)
    contagion: NDArray[np.float64] = _PERCENT * order
    return contagion


def _p_ln_p(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.multiply(p, np.log(np.where(p > 0, p, 1)))


def _named(names: tuple[Any, ...], number: NDArray[np.int64]) -> NDArray[Any]:
    known = np.empty(len(names), dtype=object)
    known[:] = names
    named: NDArray[Any] = pd.Series(known[number]).infer_objects().to_numpy()
    return named

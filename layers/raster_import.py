"""Bringing a raster in: a band of a GeoTIFF, placed, laid out north up, its classes told.

The header is judged before a cell is read, so that a file of any size, or one that would swell,
costs nothing. Cells keep their values: whatever is laid out anew takes the nearest cell.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
from shapely.geometry import Polygon, box

from geo import CrsError, ValueRangeError, fitting_utm, operation_note, parse_crs, reproject, said
from layers._drivers import write_tif
from layers._errors import FileError, FormatError
from layers.crs_guess import guesses
from layers.edition import Raster
from layers.importing import edition_area, elsewhere
from layers.placing import written_whole
from layers.rasters import known_cells
from layers.reading import RASTER_SUFFIXES, Band, digest, read_band, require_file
from layers.styles import StyleClass
from layers.vocabulary import Words
from layers.warping import corners, place, warped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from affine import Affine
    from numpy.typing import NDArray
    from pyproj import CRS

    from geo import OperationNote
    from layers.edition import Edition

__all__ = ["MOST_CLASSES", "Holds", "ImportedRaster", "import_raster", "stops", "write_raster"]

Holds = Literal["auto", "classes", "values"]

MOST_CLASSES: Final = 50
"""Most codes that are still taken for classes where nobody says what the raster holds."""

_RAMP: Final = ("#F1EEF6", "#D4B9DA", "#DF65B0", "#CE1256", "#67001F")
"""Colours of values, the least first."""

_EDGES: Final = (2, 25, 50, 75, 98)
"""Percentiles of the values that these colours stand for; what lies beyond takes the last."""

_DIGITS: Final = 3
_GOLDEN_ANGLE: Final = 0.381966
_GRID: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class ImportedRaster:
    """A raster that was brought in.

    Attributes
    ----------
    raster
        In a measuring CRS, north up; with classes where it holds some.
    label, sha256
        The file's name and the hash of its bytes.
    band, bands
        Which band of how many.
    crs, crs_by
        The system of the file's grid; "file", "guess" or "hand".
    is_warped
        Whether its cells were laid out anew, by the nearest.
    operation
        The operation from the file's system to the measuring one.
    """

    raster: Raster
    label: str
    sha256: str
    band: int
    bands: int
    crs: CRS
    crs_by: str
    is_warped: bool
    operation: OperationNote

    @property
    def outline(self) -> gpd.GeoDataFrame:
        """The rectangle of its grid, one polygon in the measuring CRS."""
        return _outline(self.raster.array, self.raster.transform, self.raster.crs)

    def known(self) -> NDArray[Any]:
        """Give the values of the cells that have data, in one row."""
        return known_cells(self.raster)


def import_raster(
    path: str | Path,
    edition: Edition | None,
    *,
    crs: str | None = None,
    band: int = 1,
    holds: Holds = "auto",
) -> ImportedRaster:
    """Bring a band of a GeoTIFF in.

    Parameters
    ----------
    path
        The file.
    edition
        Where it should lie; None lets it lie anywhere, in the UTM zone that fits.
    crs
        The system of its grid, as a text for `geo.parse_crs`; None takes what the file states,
        else what fits the edition.
    band
        Which band, from 1.
    holds
        "classes": codes, each a class. "values": numbers. "auto": classes where it has whole
        numbers of `MOST_CLASSES` kinds at the most, else values.

    Returns
    -------
    ImportedRaster
        The raster, and what was made of it.

    Raises
    ------
    FileError
        It is no GeoTIFF, cannot be read, is too large, has no place, or holds no data.
    CrsError
        No system is stated and none fits, or it does not touch the edition.
    ValueRangeError
        Classes are asked for, and it does not hold whole numbers of few kinds.
    """
    path = Path(path).expanduser()
    require_file(path)
    if path.suffix.lower() not in RASTER_SUFFIXES:
        raise FileError(
            said(
                "Expected a GeoTIFF ({known}); `{file}` came. Convert it with gdal_translate "
                "-of GTiff.",
                known=", ".join(RASTER_SUFFIXES),
                file=path.name,
            )
        )
    came = read_band(path, band, "GTiff")
    system, crs_by = _system(came, path.name, edition, crs)
    raster = Raster(came.array, came.transform, system, came.nodata, {})
    known = known_cells(raster)
    if not known.size:
        raise FileError(
            said(
                "Expected data in band {band} of `{file}`; every cell is without. Name "
                "another band, or check the file.",
                band=band,
                file=path.name,
            )
        )
    grid = _outline(came.array, came.transform, system)
    target = edition.crs if edition is not None else fitting_utm(grid)
    apart = not (system.equals(target, ignore_axis_order=True) and _is_north_up(came.transform))
    raster = warped(raster, target, path.name) if apart else replace(raster, crs=target)
    area = None if edition is None else edition_area(edition)
    return ImportedRaster(
        raster=replace(raster, classes=_classes(known, came.colours, path.name, holds)),
        label=path.name,
        sha256=digest(path),
        band=band,
        bands=came.bands,
        crs=system,
        crs_by=crs_by,
        is_warped=apart,
        operation=operation_note(system, target, area),
    )


def _system(came: Band, name: str, edition: Edition | None, crs: str | None) -> tuple[CRS, str]:
    """Give the system of a grid, and who named it; ask where it does not touch the edition."""
    stated = parse_crs(crs) if crs else came.crs
    by = "hand" if crs else "file"
    if edition is None:
        if stated is None:
            raise CrsError(
                said(
                    "`{name}`: expected a CRS, the file states none: name it, as `EPSG:32645`",
                    name=name,
                )
            )
        return stated, by
    area = edition_area(edition)
    if stated is not None and _touches(came, stated, area):
        return stated, by
    fitting = [one for one in guesses(_spots(came), area, edition.crs) if not one.is_swapped]
    if stated is not None or not fitting:
        raise elsewhere(name, stated, fitting)
    return fitting[0].crs, "guess"


def _touches(came: Band, crs: CRS, area: tuple[float, float, float, float]) -> bool:
    degrees = reproject(_outline(came.array, came.transform, crs), parse_crs("EPSG:4326"))
    return bool(degrees.geometry.iloc[0].intersects(box(*area)))


def _spots(came: Band) -> gpd.GeoDataFrame:
    """Give points spread over a grid, in the file's own numbers."""
    rows, columns = came.array.shape
    shares = (np.arange(_GRID) + 0.5) / _GRID
    column, row = (one.ravel() for one in np.meshgrid(shares * columns, shares * rows))
    x, y = place(came.transform, column, row)
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))


def _outline(array: NDArray[Any], transform: Affine, crs: CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[Polygon(corners(transform, *array.shape))], crs=crs)


def _is_north_up(transform: Affine) -> bool:
    return bool(transform.b == transform.d == 0 and transform.a > 0 > transform.e)


def _classes(
    known: NDArray[Any], colours: Mapping[int, str], name: str, holds: Holds
) -> dict[int, StyleClass]:
    """Give the classes of a band by their code, in the file's colours where it has a table."""
    if holds == "values":
        return {}
    whole = known.dtype.kind in "iu"
    codes = np.unique(known) if whole else np.empty(0)
    if not whole or len(codes) > MOST_CLASSES:
        if holds == "auto":
            return {}
        kinds = (
            said("{count} of them", count=len(codes))
            if whole
            else said("{kind} numbers", kind=known.dtype)
        )
        raise ValueRangeError(
            said(
                "`{name}`: expected whole numbers of up to {most} kinds as classes, got "
                "{kinds}: take it as values, or reclassify it",
                name=name,
                most=MOST_CLASSES,
                kinds=kinds,
            )
        )
    return {
        int(code): StyleClass(
            value=int(code),
            titles=Words(f"Class {code}", f"Класс {code}"),
            fill=colours.get(int(code)) or _colour(number),
            code=int(code),
        )
        for number, code in enumerate(codes.tolist())
    }


def _colour(number: int) -> str:
    """Give a colour far from those of the numbers before."""
    lightness = (0.55, 0.42, 0.68)[number % 3]
    parts = colorsys.hls_to_rgb(number * _GOLDEN_ANGLE % 1, lightness, 0.5)
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def stops(came: ImportedRaster) -> tuple[StyleClass, ...]:
    """Give the colours of values: a class a stop, whose `value` is the number it stands for."""
    marks = np.percentile(came.known().astype(float), _EDGES)
    texts = list(dict.fromkeys(f"{mark:.{_DIGITS}g}" for mark in marks))
    colours = _RAMP[-len(texts) :]
    return tuple(
        StyleClass(value=text, titles=Words(text, text.replace(".", ",")), fill=colour)
        for text, colour in zip(texts, colours, strict=True)
    )


def write_raster(came: ImportedRaster, path: str | Path) -> list[Path]:
    """Write a raster that was brought in as a GeoTIFF in the measuring CRS.

    Raises
    ------
    FormatError
        The path has another suffix.
    FileError
        The folder is not there, or nothing can be written into it.
    """
    target = Path(path).expanduser()
    if target.suffix.lower() not in RASTER_SUFFIXES:
        raise FormatError(
            said("Expected a path that ends in `.tif`; `{file}` came. Rename it.", file=target.name)
        )

    def write(folder: Path) -> list[str]:
        write_tif(came.raster, folder / target.name, came.raster.crs)
        return [target.name]

    return written_whole(target, write)

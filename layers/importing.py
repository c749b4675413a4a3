"""Bringing a layer in: read, placed, mended and mapped, with a report of all that was done.

What a file leaves open is guessed and said: the encoding of its texts, the coordinate system of its
numbers, the order of its axes, which column is which. A layer that would land elsewhere than the
edition is not taken until a person says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo import (
    CrsError,
    Said,
    crs_name,
    fitting_utm,
    joined,
    operation_note,
    parse_crs,
    reproject,
    said,
)
from layers._drivers import table_csv
from layers._errors import FormatError
from layers.crs_guess import CrsGuess, guesses, lands_within, swapped
from layers.placing import written_whole
from layers.reading import Came, read_any
from layers.repair import repaired
from layers.schema import Mapping, guessed_mapping, mapped, values_of

if TYPE_CHECKING:
    from pyproj import CRS

    from geo import OperationNote
    from layers.edition import Edition
    from layers.remote import Box

__all__ = [
    "Imported",
    "box_asked",
    "edition_area",
    "elsewhere",
    "import_file",
    "plain_columns",
    "write_import",
]

GPKG: Final = ".gpkg"
REPORT: Final = ".repairs.csv"

_SHOWN: Final = 4
_MARGIN: Final = 0.25
"""Share of an edition's width and height that a server is asked for beyond it, on each side."""
_FID: Final = "atlas_fid"
"""The GeoPackage's own key, named so that a column `fid` that came can stay."""


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A layer that was brought in.

    Attributes
    ----------
    frame
        Its features in a measuring CRS, the atlas's fields beside its own columns.
    label, sha256
        The file's name and the hash of its bytes.
    encoding, encoding_by
        How texts were decoded; "file", "letters" or "hand".
    crs, crs_by
        The system of the file's coordinates; "file", "guess" or "hand".
    is_swapped
        Whether the two coordinates were exchanged.
    operation
        The operation from the file's system to the measuring one.
    report
        A row a feature whose geometry was not as it should be: see `layers.repair`.
    mapping
        Which column is which field.
    values
        How often each value comes in the columns that are fields of words, by field.
    kinds
        How many features of each geometry type came.
    """

    frame: gpd.GeoDataFrame
    label: str
    sha256: str
    encoding: str
    encoding_by: str
    crs: CRS
    crs_by: str
    is_swapped: bool
    operation: OperationNote
    report: pd.DataFrame
    mapping: Mapping
    values: dict[str, dict[str, int]]
    kinds: dict[str, int]

    def report_csv(self) -> bytes:
        """Give the repair report as a CSV file."""
        return table_csv(self.report)[0]


def edition_area(edition: Edition) -> tuple[float, float, float, float]:
    """Give west, south, east, north of an edition in degrees: its municipalities', else its view's.

    Examples
    --------
    >>> from layers import open_edition
    >>> [round(side, 1) for side in edition_area(open_edition())]
    [84.0, 56.0, 86.3, 57.3]
    """
    if "municipalities" in edition.records:
        degrees = reproject(edition.frame("municipalities"), parse_crs("EPSG:4326"))
        west, south, east, north = degrees.total_bounds.tolist()
        return west, south, east, north
    view = edition.view
    return view.lon - 1, view.lat - 1, view.lon + 1, view.lat + 1


def import_file(
    spec: str | Path | Came,
    edition: Edition | None,
    *,
    crs: str | None = None,
    encoding: str | None = None,
    swap: bool | None = None,
    mapping: Mapping | None = None,
) -> Imported:
    """Bring a vector file in.

    Parameters
    ----------
    spec
        `FILE` or `FILE:layer`, or `ADDRESS#layer` of a server, which is asked for `box_asked`; or
        what one of these gave already.
    edition
        Where it should land; None lets it land anywhere, in the UTM zone that fits.
    crs
        The system of its coordinates, as a text for `geo.parse_crs`; None takes what the file
        states, else what fits the edition.
    encoding
        How to decode texts; None takes what the file states, else what its letters say.
    swap
        Whether to exchange the two coordinates; None does where only that lands in the edition
        and no system was named.
    mapping
        Which column is which; None guesses.

    Returns
    -------
    Imported
        The layer with its report.

    Raises
    ------
    FileError, SourceError
        The file cannot be read, or the server does not give the layer.
    CrsError
        The file names no system and none fits, or the layer lands outside the edition: the
        message names the systems in which it would land inside.
    ColumnError
        The mapping names a column that is not there.
    """
    if isinstance(spec, Came):
        came = spec
    else:
        came = read_any(spec, encoding, box_asked(edition, crs, swap=swap))
    placed, crs_by, is_swapped = _placed(came.frame, came.label, edition, crs, swap)
    target = edition.crs if edition is not None else fitting_utm(repaired(placed).frame)
    mended = repaired(placed, measuring=target)
    chosen = mapping or guessed_mapping(placed)
    area = None if edition is None else edition_area(edition)
    operation = operation_note(placed.crs, target, area)
    frame = mapped(reproject(mended.frame, target), chosen)
    shapes = np.asarray(frame.geometry.array)
    names = [shapely.GeometryType(code).name.title() for code in shapely.get_type_id(shapes)]
    return Imported(
        frame=frame,
        label=came.label,
        sha256=came.sha256,
        encoding=came.encoding,
        encoding_by=came.said_by,
        crs=placed.crs,
        crs_by=crs_by,
        is_swapped=is_swapped,
        operation=operation,
        report=mended.report,
        mapping=chosen,
        values=values_of(placed, chosen.columns),
        kinds={name: names.count(name) for name in dict.fromkeys(names)},
    )


def box_asked(edition: Edition | None, crs: str | None, *, swap: bool | None) -> Box | None:
    """Give what a server is asked for: the edition's area with a margin all round, in degrees.

    None, for all that it has, where there is no edition, or where the system or the order of the
    axes is named by hand, since the server may know neither.
    """
    if edition is None or crs is not None or swap is not None:
        return None
    west, south, east, north = edition_area(edition)
    wide, tall = (east - west) * _MARGIN, (north - south) * _MARGIN
    return (
        max(west - wide, -180.0),
        max(south - tall, -90.0),
        min(east + wide, 180.0),
        min(north + tall, 90.0),
    )


def _placed(
    frame: gpd.GeoDataFrame,
    label: str,
    edition: Edition | None,
    crs: str | None,
    swap: bool | None,
) -> tuple[gpd.GeoDataFrame, str, bool]:
    """Give the frame in its system, who named it, and whether coordinates were exchanged."""
    by_hand = parse_crs(crs) if crs else None
    stated = by_hand or frame.crs
    turned = swapped(frame) if swap else frame
    if stated is None and edition is None:
        raise CrsError(
            said(
                "`{label}`: expected a CRS, the file states none: name it, as `EPSG:4326` or "
                "`MSK-70:4`",
                label=label,
            )
        )
    if edition is None:
        return turned.set_crs(stated, allow_override=True), _by(by_hand), bool(swap)
    area = edition_area(edition)
    if stated is not None:
        named = turned.set_crs(stated, allow_override=True)
        if by_hand is not None or lands_within(named, area):
            return named, _by(by_hand), bool(swap)
    fitting = [one for one in guesses(frame, area, edition.crs) if swap in {None, one.is_swapped}]
    if stated is not None or not fitting:
        raise elsewhere(label, stated, fitting)
    best = fitting[0]
    turned = swapped(frame) if best.is_swapped else frame
    return turned.set_crs(best.crs, allow_override=True), "guess", best.is_swapped


def _by(by_hand: CRS | None) -> str:
    return "hand" if by_hand is not None else "file"


def _guessed(one: CrsGuess) -> Said:
    if one.is_swapped:
        return said("`{crs}` with swapped axes ({share:.0%})", crs=one.name, share=one.share)
    return said("`{crs}` ({share:.0%})", crs=one.name, share=one.share)


def elsewhere(label: str, stated: CRS | None, fitting: list[CrsGuess]) -> CrsError:
    """Make the message for what lands outside the edition, with the systems that would do."""
    where = (
        said("in no system")
        if stated is None
        else said("in `{crs}`, as the file states", crs=crs_name(stated))
    )
    listed = joined(", ", (_guessed(one) for one in fitting[:_SHOWN]))
    advice = (
        said("it would land there in {listed}: name one of these", listed=listed)
        if fitting
        else said("no system in use there fits: check the file, or import it without an edition")
    )
    return CrsError(
        said(
            "`{label}`: expected coordinates that fall within the edition, {where} they "
            "do not; {advice}",
            label=label,
            where=where,
            advice=advice,
        )
    )


def write_import(
    came: Imported, path: str | Path, mapping_path: str | Path | None = None
) -> list[Path]:
    """Write a layer that was brought in, and its repair report beside.

    Parameters
    ----------
    came
        The layer.
    path
        A GeoPackage, ending in `.gpkg`; the report is `NAME.repairs.csv`.
    mapping_path
        Where to keep the mapping; None keeps none.

    Returns
    -------
    list of pathlib.Path
        The files written, the layer first.

    Raises
    ------
    FormatError
        The path has another suffix.
    FileError
        The folder is not there, or nothing can be written into it.
    """
    target = Path(path).expanduser()
    if target.suffix.lower() != GPKG:
        raise FormatError(
            said(
                "Expected a path that ends in `{suffix}`; `{file}` came. Rename it.",
                suffix=GPKG,
                file=target.name,
            )
        )
    frame = gpd.GeoDataFrame(
        plain_columns(came.frame), geometry=came.frame.geometry, crs=came.frame.crs
    )

    def write(folder: Path) -> list[str]:
        pyogrio.write_dataframe(
            frame,
            folder / target.name,
            driver="GPKG",
            layer=target.stem,
            VERSION="1.2",
            FID=_FID,
        )
        names = [target.name, f"{target.stem}{REPORT}"]
        (folder / names[1]).write_bytes(came.report_csv())
        return names

    written = written_whole(target, write)
    if mapping_path is not None:
        kept = Path(mapping_path).expanduser()
        written += written_whole(kept, lambda folder: _text(folder / kept.name, came))
    return written


def plain_columns(frame: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Give the columns of a frame by name, lists and the like as text; what is missing stays so."""
    return {
        str(name): values.map(_plain) if values.dtype == object else values
        for name, values in frame.drop(columns=frame.geometry.name).items()
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str) or pd.isna(value) is True else str(value)


def _text(path: Path, came: Imported) -> list[str]:
    path.write_text(came.mapping.as_json(), encoding="utf-8", newline="\n")
    return [path.name]

"""An edition opened: its records, and its frames, tables, documents and rasters on demand.

Every file is checked against the hash in its record when the edition is opened, and read once for
all sessions. Frames come in the edition's measuring CRS; what comes out is shared, so callers make
a new frame instead of changing one.
"""

from __future__ import annotations

import hashlib
import os
import threading
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio
import rasterio
from pyproj import CRS
from rasterio.errors import RasterioError

from geo import parse_crs, reproject, said
from layers._errors import EditionError, UnknownLayerError
from layers.catalogue import CATALOGUE, Catalogue, LayerRecord, View
from layers.catalogue_reading import parse_catalogue
from layers.vocabulary import ID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from affine import Affine
    from numpy.typing import NDArray

    from layers.styles import StyleClass

__all__ = ["DEFAULT_EDITION", "VARIABLE", "Edition", "Raster", "open_edition"]

VARIABLE: Final = "ATLAS_EDITION"
DEFAULT_EDITION: Final = Path(__file__).resolve().parent.parent / "data" / "tomsk"


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """One band of classes or values, with where it lies.

    Attributes
    ----------
    array
        Rows from the north, columns from the west.
    transform
        From column and row to metres of `crs`.
    nodata
        The value that means "nothing known here", or None.
    classes
        The look and the titles of each code.
    """

    array: NDArray[np.generic]
    transform: Affine
    crs: CRS
    nodata: float | None
    classes: dict[int, StyleClass]


class Edition:
    """A folder of data for one agglomeration, checked and ready to be read.

    Made by `open_edition`. Two editions are equal when their catalogues' bytes are. One made by
    `layers.own.joined` reads the layers of the edition `beneath` it there, and has more in `held`.
    """

    def __init__(
        self,
        root: Path,
        catalogue: Catalogue,
        digest: str,
        *,
        beneath: Edition | None = None,
        held: Mapping[str, gpd.GeoDataFrame | Raster] | None = None,
    ) -> None:
        self.root = root
        self.sha256 = digest
        self.catalogue = catalogue
        self.records: dict[str, LayerRecord] = {one.id: one for one in catalogue.records}
        self._held: dict[str, Any] = dict(held or {})
        self._beneath = beneath
        self._lock = threading.RLock()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edition) and (self.root, self.sha256) == (other.root, other.sha256)

    def __hash__(self) -> int:
        return hash((self.root, self.sha256))

    @property
    def id(self) -> str:
        """The edition's id."""
        return self.catalogue.id

    @property
    def shipped(self) -> Edition:
        """The edition as it lies in its folder: without layers that a person joined to it."""
        return self._beneath or self

    @property
    def crs(self) -> CRS:
        """The measuring CRS, in which frames come."""
        return self.catalogue.crs

    @property
    def view(self) -> View:
        """Where the map opens."""
        return self.catalogue.view

    def title(self, lang: str) -> str:
        """Give the edition's title in one language."""
        return self.catalogue.titles.say(lang)

    def subtitle(self, lang: str) -> str:
        """Give what stands below the title in one language; empty where nothing was said."""
        return self.catalogue.subtitles.say(lang)

    def record(self, layer_id: str) -> LayerRecord:
        """Give the record of a layer.

        Raises
        ------
        UnknownLayerError
            The edition has no such layer.
        """
        try:
            return self.records[layer_id]
        except KeyError:
            known = ", ".join(self.records)
            raise UnknownLayerError(
                said(
                    "Expected a layer of the edition `{name}` ({known}); `{layer_id}` came. Ask "
                    "for one of these.",
                    name=self.id,
                    known=known,
                    layer_id=layer_id,
                )
            ) from None

    def path(self, layer_id: str) -> Path:
        """Give the file of a layer."""
        return self.root / self.record(layer_id).path

    def frame(self, layer_id: str) -> gpd.GeoDataFrame:
        """Give a vector layer in the edition's CRS; features of unknown place have no geometry.

        Raises
        ------
        UnknownLayerError
            There is no such layer, or it is not a vector.
        EditionError
            The file cannot be read, is empty, has no CRS, or lacks a column of its record.
        """
        record = self._of_kind(layer_id, "vector")
        frame: gpd.GeoDataFrame = self.once(layer_id, lambda: self._read_frame(record))
        return frame.copy(deep=False)

    def table(self, layer_id: str) -> pd.DataFrame:
        """Give a table; empty cells are missing values.

        Raises
        ------
        UnknownLayerError
            There is no such layer, or it is not a table.
        EditionError
            The file cannot be read, is empty, or lacks a column of its record.
        """
        record = self._of_kind(layer_id, "table")
        table: pd.DataFrame = self.once(layer_id, lambda: self._read_table(record))
        return table.copy(deep=False)

    def document(self, layer_id: str) -> dict[str, Any]:
        """Give a TOML document as plain dicts and lists.

        Raises
        ------
        UnknownLayerError
            There is no such layer, or it is not a document.
        EditionError
            The file is not TOML.
        """
        record = self._of_kind(layer_id, "document")
        document: dict[str, Any] = self.once(layer_id, lambda: self._read_document(record))
        return document

    def raster(self, layer_id: str) -> Raster:
        """Give a raster's first band.

        Raises
        ------
        UnknownLayerError
            There is no such layer, or it is not a raster.
        EditionError
            The file cannot be read, or its CRS is not the edition's.
        """
        record = self._of_kind(layer_id, "raster")
        raster: Raster = self.once(layer_id, lambda: self._read_raster(record))
        return raster

    def _of_kind(self, layer_id: str, kind: str) -> LayerRecord:
        record = self.record(layer_id)
        if record.kind != kind:
            one = [key for key, other in self.records.items() if other.kind == kind]
            raise UnknownLayerError(
                said(
                    "Expected a layer of kind `{kind}`; `{layer_id}` is of kind `{its_kind}`. Ask "
                    "for one of: {others}.",
                    kind=kind,
                    layer_id=layer_id,
                    its_kind=record.kind,
                    others=", ".join(one),
                )
            )
        return record

    def once(self, layer_id: str, read: Callable[[], Any]) -> Any:
        """Give what `read` gave the first time it was asked for a layer."""
        if self._beneath is not None and layer_id in self._beneath.records:
            return self._beneath.once(layer_id, read)
        with self._lock:
            if layer_id not in self._held:
                self._held[layer_id] = read()
            return self._held[layer_id]

    def _read_frame(self, record: LayerRecord) -> gpd.GeoDataFrame:
        try:
            frame = pyogrio.read_dataframe(self.root / record.path)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise self._unreadable(record, error) from error
        if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
            raise EditionError(
                said(
                    "Expected features in the layer `{layer}` ({path}); it is empty. Build it "
                    "anew or take its record out of the catalogue.",
                    layer=record.id,
                    path=record.path,
                )
            )
        if frame.crs is None:
            raise EditionError(
                said(
                    "Expected a CRS in the layer `{layer}` ({path}); the file has none. Write "
                    "the file with the CRS of its record, {crs}.",
                    layer=record.id,
                    path=record.path,
                    crs=record.crs,
                )
            )
        if frame.crs != parse_crs(record.crs):
            raise EditionError(
                said(
                    "Expected the CRS {crs} in the layer `{layer}` ({path}), as its record says; "
                    "`{came}` came. Correct the record or the file.",
                    crs=record.crs,
                    layer=record.id,
                    path=record.path,
                    came=frame.crs.name,
                )
            )
        self._check_columns(record, set(frame.columns) - {frame.geometry.name})
        return reproject(frame, self.crs)

    def _read_table(self, record: LayerRecord) -> pd.DataFrame:
        types = {"text": "str", "int": "Int64", "float": "float64"}
        wanted = {field.name: types[field.type] for field in record.fields}
        try:
            table = pd.read_csv(self.root / record.path, dtype=wanted)
        except (OSError, ValueError) as error:
            raise self._unreadable(record, error) from error
        if table.empty:
            raise EditionError(
                said(
                    "Expected rows in the table `{layer}` ({path}); it is empty. Build it anew "
                    "or take its record out of the catalogue.",
                    layer=record.id,
                    path=record.path,
                )
            )
        self._check_columns(record, set(table.columns))
        words = [name for name, kind in wanted.items() if kind == types["text"]]
        return table.fillna(dict.fromkeys(words, ""))

    def _read_document(self, record: LayerRecord) -> dict[str, Any]:
        try:
            return tomllib.loads((self.root / record.path).read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(record, error) from error

    def _read_raster(self, record: LayerRecord) -> Raster:
        try:
            with rasterio.open(self.root / record.path) as file:
                array, transform, nodata = file.read(1), file.transform, file.nodata
                crs = CRS.from_user_input(file.crs) if file.crs else None
        except RasterioError as error:
            raise self._unreadable(record, error) from error
        if crs != self.crs:
            came = crs.name if crs else said("none")
            raise EditionError(
                said(
                    "Expected the raster `{layer}` ({path}) in the edition's CRS, {crs}; {came} "
                    "came. Warp it with gdalwarp, then seal the edition.",
                    layer=record.id,
                    path=record.path,
                    crs=self.crs.name,
                    came=came,
                )
            )
        classes = {one.code: one for one in record.style.classes if one.code is not None}
        return Raster(array, transform, self.crs, nodata, classes)

    def _unreadable(self, record: LayerRecord, error: Exception) -> EditionError:
        return EditionError(
            said(
                "Expected a readable {kind} in `{path}` of the layer `{layer}`; reading "
                "failed: {error}. Build the file anew.",
                kind=record.kind,
                path=record.path,
                layer=record.id,
                error=str(error),
            )
        )

    def _check_columns(self, record: LayerRecord, came: set[str]) -> None:
        wanted = {field.name for field in record.fields} | ({ID} if record.fields else set())
        missing = sorted(wanted - came)
        if missing:
            raise EditionError(
                said(
                    "Expected the columns {missing} in the layer `{layer}` ({path}), as its "
                    "record says; they are not there. The file has: {came}. Correct the record "
                    "or the file.",
                    missing=", ".join(missing),
                    layer=record.id,
                    path=record.path,
                    came=", ".join(sorted(came)),
                )
            )


def open_edition(path: str | Path | None = None) -> Edition:
    """Open an edition and check its files.

    Parameters
    ----------
    path
        The folder; None takes the variable `ATLAS_EDITION`, else the Tomsk edition shipped.

    Raises
    ------
    EditionError
        There is no such folder, the catalogue has faults, or files are missing or altered; all
        faults come together.
    """
    root = Path(path or os.environ.get(VARIABLE) or DEFAULT_EDITION).expanduser().resolve()
    if not root.is_dir():
        raise EditionError(
            said(
                "Expected the folder of an edition; `{root}` is not a folder. Name one that "
                "holds a `{catalogue}`, with --edition or the variable {variable}.",
                root=root,
                catalogue=CATALOGUE,
                variable=VARIABLE,
            )
        )
    file = root / CATALOGUE
    digest = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
    stamps = tuple(
        (one.name, one.stat().st_mtime_ns, one.stat().st_size)
        for one in sorted(root.iterdir())
        if one.is_file()
    )
    return _open(root, digest, stamps)


@lru_cache(maxsize=8)
def _open(root: Path, digest: str, _stamps: tuple[tuple[str, int, int], ...]) -> Edition:
    catalogue = parse_catalogue(root / CATALOGUE)
    faults = [fault for record in catalogue.records if (fault := _file_fault(root, record))]
    if faults:
        raise EditionError(said("The edition in `{root}` is not whole:", root=root), faults)
    return Edition(root, catalogue, digest)


def _file_fault(root: Path, record: LayerRecord) -> str:
    path = root / record.path
    if not path.is_file():
        builder = (
            said("make it with {built_by}", built_by=record.built_by)
            if record.built_by
            else said("put it back")
        )
        return said(
            "the layer `{layer}` has no file `{path}`; {builder}",
            layer=record.id,
            path=record.path,
            builder=builder,
        )
    came = hashlib.sha256(path.read_bytes()).hexdigest()
    if came == record.sha256:
        return ""
    return said(
        "the file `{path}` of the layer `{layer}` was altered: expected sha256 "
        "{sha256}…, came {came}…; put the file back, or, where the change was meant, "
        "run `python scripts/seal_edition.py --edition {root}`",
        path=record.path,
        layer=record.id,
        sha256=record.sha256[:12],
        came=came[:12],
        root=root,
    )

"""Putting finished files where they belong: into an archive, or into a folder all at once."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyogrio
from rasterio.errors import RasterioError

from geo import said
from layers._errors import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["require_folder", "telling", "write_whole", "written_whole", "zip_files"]

ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)

_WRITE_FAULTS: Final = (
    OSError,
    RasterioError,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
)


def zip_files(files: Sequence[Path], archive: Path) -> None:
    """Pack files into an archive whose bytes depend on theirs alone."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in files:
            entry = zipfile.ZipInfo(file.name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, file.read_bytes())


def require_folder(target: Path) -> None:
    """Refuse a file whose folder is not there.

    Raises
    ------
    FileError
        It is not.
    """
    if not target.parent.is_dir():
        raise FileError(
            said(
                "Expected a folder to write `{file}` into; `{folder}` is not a folder. Make "
                "it first, or name another.",
                file=target.name,
                folder=target.parent,
            )
        )


@contextmanager
def telling(target: Path) -> Iterator[None]:
    """Turn what the system or GDAL says of a file that cannot be written into one clear message.

    Raises
    ------
    FileError
        Something cannot be written.
    """
    try:
        yield
    except FileError:
        raise
    except PermissionError as error:
        raise FileError(
            said(
                "Expected to be allowed to write `{file}` in `{folder}`; it is not allowed. "
                "Name another folder, or close the program that holds the file.",
                file=target.name,
                folder=target.parent,
            )
        ) from error
    except _WRITE_FAULTS as error:
        raise FileError(
            said(
                "Expected to write `{file}` in `{folder}`; writing failed: {error}. Nothing "
                "was left there. Check the space on the disk, or name another folder.",
                file=target.name,
                folder=target.parent,
                error=str(error),
            )
        ) from error


def written_whole(target: Path, write: Callable[[Path], list[str]]) -> list[Path]:
    """Write files beside a target and rename them when all are whole; nothing is left of a failure.

    Parameters
    ----------
    target
        The main file.
    write
        Writes into a folder, and gives the names of what it wrote, the main one first.

    Returns
    -------
    list of pathlib.Path
        The files, in the target's folder.

    Raises
    ------
    FileError
        The folder is not there, or something cannot be written.
    """
    require_folder(target)
    folder = target.parent
    with telling(target), tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as one:
        new, old = Path(one, "new"), Path(one, "old")
        new.mkdir()
        old.mkdir()
        names = write(new)
        _put_in_place(names, new, old, folder)
    return [folder / name for name in names]


def _put_in_place(names: Sequence[str], new: Path, old: Path, folder: Path) -> None:
    """Rename new files into a folder, the main one last; undo all of it where one fails."""
    done: list[str] = []
    try:
        for name in reversed(names):
            if (folder / name).is_file():
                shutil.copy2(folder / name, old / name)
            done.append(name)
            (new / name).replace(folder / name)
    except OSError:
        for name in done:
            if (old / name).is_file():
                (old / name).replace(folder / name)
            elif not (new / name).is_file():
                (folder / name).unlink(missing_ok=True)
        raise


def write_whole(target: str | Path, content: bytes) -> Path:
    """Write one file: beside its place, then renamed, so that an earlier one is whole until then.

    Raises
    ------
    FileError
        As in `written_whole`.
    """
    path = Path(target)

    def write(folder: Path) -> list[str]:
        (folder / path.name).write_bytes(content)
        return [path.name]

    [written] = written_whole(path, write)
    return written

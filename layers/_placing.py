"""Putting finished files where they belong: into an archive, or into a folder all at once."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["put_in_place", "zip_files"]

ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)


def zip_files(files: Sequence[Path], archive: Path) -> None:
    """Pack files into an archive whose bytes depend on theirs alone."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in files:
            entry = zipfile.ZipInfo(file.name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, file.read_bytes())


def put_in_place(names: Sequence[str], new: Path, old: Path, folder: Path) -> None:
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

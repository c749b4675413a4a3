"""Archives that came from outside, unpacked so that they can do no harm.

A zip may name files beyond its folder, hold links, or swell to any size. Each member is judged by
the archive's own directory before a byte is written, and counted again while it is written, since
the directory may lie.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from geo import said
from layers._errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MAX_BYTES", "unpacked", "weighed"]

MAX_BYTES: Final = 2_000_000_000
"""Most bytes of a file, or of all the files in an archive together, that are read."""

_MAX_MEMBERS: Final = 10_000
_MAX_RATIO: Final = 200
_SMALL: Final = 1_000_000
_BLOCK: Final = 1 << 20


def unpacked(archive: Path, folder: Path) -> list[Path]:
    """Unpack a zip archive into a folder.

    Parameters
    ----------
    archive
        The archive.
    folder
        An empty folder.

    Returns
    -------
    list of pathlib.Path
        The files written, in the order of the archive.

    Raises
    ------
    FileError
        It is no zip archive, holds links or paths that lead out of it, too many files, or more
        bytes than `MAX_BYTES`, or packs them more tightly than honest data can be packed.
    """
    try:
        with zipfile.ZipFile(archive) as zipped:
            members = [one for one in zipped.infolist() if not one.is_dir()]
            _judge(archive.name, members)
            room = MAX_BYTES
            files = []
            for member in members:
                target = folder / PurePosixPath(_plain(member.filename))
                target.parent.mkdir(parents=True, exist_ok=True)
                room -= _copied(zipped, member, target, room, archive.name)
                files.append(target)
    except FileError:
        raise
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError) as error:
        raise _unreadable(archive.name, error) from error
    return files


def weighed(archive: Path) -> int:
    """Give the bytes of all files of an archive as its directory states them, nothing unpacked.

    Raises
    ------
    FileError
        As in `unpacked`, as far as the directory tells.
    """
    try:
        with zipfile.ZipFile(archive) as zipped:
            members = zipped.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise _unreadable(archive.name, error) from error
    _judge(archive.name, members)
    return sum(one.file_size for one in members)


def _plain(name: str) -> str:
    return name.replace("\\", "/")


def _judge(name: str, members: Iterable[zipfile.ZipInfo]) -> None:
    total, count = 0, 0
    for member in members:
        count += 1
        total += member.file_size
        path = PurePosixPath(_plain(member.filename))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise FileError(
                said(
                    "Expected files inside `{name}` to stay in its folder; `{member}` leads out "
                    "of it. Nothing was unpacked. Get the archive from a source you trust.",
                    name=name,
                    member=member.filename,
                )
            )
        if stat.S_ISLNK(member.external_attr >> 16):
            raise FileError(
                said(
                    "Expected files in `{name}`; `{member}` is a link. Nothing was unpacked. "
                    "Pack the file itself.",
                    name=name,
                    member=member.filename,
                )
            )
        tight = member.file_size > _MAX_RATIO * max(member.compress_size, 1)
        if tight and member.file_size > _SMALL:
            raise _swollen(name)
    if count > _MAX_MEMBERS or total > MAX_BYTES:
        raise _swollen(name)


def _unreadable(name: str, error: Exception) -> FileError:
    return FileError(
        said(
            "Expected a zip archive that can be unpacked; reading `{name}` failed: "
            "{error}. Pack it anew, without a password.",
            name=name,
            error=str(error),
        )
    )


def _swollen(name: str) -> FileError:
    return FileError(
        said(
            "Expected an archive of up to {most_files} files and {most_mb} MB; `{name}` "
            "would swell beyond that, or beyond {most_times} times its size. Nothing was "
            "kept. Unpack it where there is room, and hand over the file itself.",
            most_files=_MAX_MEMBERS,
            most_mb=MAX_BYTES // 10**6,
            name=name,
            most_times=_MAX_RATIO,
        )
    )


def _copied(
    zipped: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, room: int, name: str
) -> int:
    written = 0
    with zipped.open(member) as source, target.open("wb") as file:
        while block := source.read(_BLOCK):
            written += len(block)
            if written > room:
                shutil.rmtree(target.parent, ignore_errors=True)
                raise _swollen(name)
            file.write(block)
    return written

"""In which encoding a file's texts are: what the file says, else what its letters say.

Russian GIS files come in UTF-8, in Windows' CP1251 and in DOS's CP866, and often do not say which.
UTF-8 is known by its form. Of the other two the one is taken in which most are Russian letters, and
no capital follows a small one.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["encoding_of_bytes", "encoding_of_dbf", "encoding_of_tab"]

_SAMPLE: Final = 4_000_000
_CANDIDATES: Final = ("cp1251", "cp866")
_LANGUAGE_BYTE: Final = 29
_DAT: Final = (".dat", ".DAT")
_HEADER_BYTES: Final = slice(8, 10)
_BY_LANGUAGE: Final = {0x26: "cp866", 0x65: "cp866", 0xC9: "cp1251"}
_BY_NAME: Final = {
    "65001": "utf-8",
    "1251": "cp1251",
    "866": "cp866",
    "ansi 1251": "cp1251",
    "oem 866": "cp866",
    "windows-1251": "cp1251",
    "utf8": "utf-8",
    "windowscyrillic": "cp1251",
    "windowslatin1": "cp1252",
    "windowslatin2": "cp1250",
    "codepage866": "cp866",
}
_CHARSET: Final = re.compile(rb"!charset\s+([\w-]+)", re.IGNORECASE)
_LETTER: Final = re.compile("[а-яёА-ЯЁ]")
_BROKEN: Final = re.compile("[а-яё][А-ЯЁ]")


def encoding_of_bytes(text: bytes) -> str:
    """Say in which encoding Russian text is.

    Parameters
    ----------
    text
        Some of it; the end may cut a letter.

    Returns
    -------
    str
        "utf-8", "utf-16", "cp1251" or "cp866".

    Examples
    --------
    >>> [encoding_of_bytes("Площадь парка".encode(name)) for name in ("utf-8", "cp1251", "cp866")]
    ['utf-8', 'cp1251', 'cp866']
    """
    sample = text[:_SAMPLE]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for cut in range(4):
        try:
            sample[: len(sample) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "utf-8"
    return max(_CANDIDATES, key=lambda name: _russian(sample.decode(name, errors="replace")))


def _russian(text: str) -> int:
    return len(_LETTER.findall(text)) - 3 * len(_BROKEN.findall(text))


def encoding_of_dbf(path: Path) -> tuple[str, str]:
    """Say in which encoding a Shapefile's table is, and who says so.

    Parameters
    ----------
    path
        The `.dbf`; a `.cpg` may stand beside it.

    Returns
    -------
    tuple of str
        The encoding, and "file" where the `.cpg` or the table's head says it, else "letters".

    Raises
    ------
    OSError
        The table cannot be read.
    """
    beside = (path.with_suffix(suffix) for suffix in (".cpg", ".CPG"))
    said = next((one for one in beside if one.is_file()), None)
    if said is not None:
        name = said.read_text(encoding="ascii", errors="replace").strip().lower()
        known = _known(name)
        if known:
            return known, "file"
    data = _start(path)
    language = _BY_LANGUAGE.get(data[_LANGUAGE_BYTE]) if len(data) > _LANGUAGE_BYTE else None
    letters = encoding_of_bytes(_records(data))
    if language and letters != "utf-8":
        return language, "file"
    return letters, "letters"


def encoding_of_tab(path: Path) -> tuple[str, str]:
    """Say in which encoding a MapInfo table is, and who says so.

    Parameters
    ----------
    path
        The `.tab`; its texts stand in the `.dat` beside it.

    Returns
    -------
    tuple of str
        The encoding, and "file" where the `!charset` line says it, else "letters".

    Raises
    ------
    OSError
        The table cannot be read.
    """
    found = _CHARSET.search(path.read_bytes()[:_SAMPLE])
    known = _known(found[1].decode("ascii").lower()) if found else ""
    if known:
        return known, "file"
    texts = next((one for one in path.parent.glob(f"{path.stem}.*") if one.suffix in _DAT), path)
    return encoding_of_bytes(_records(_start(texts))), "letters"


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_SAMPLE)


def _records(table: bytes) -> bytes:
    """Give what comes after the head of a table in the format of dBase."""
    return table[int.from_bytes(table[_HEADER_BYTES], "little") :]


def _known(name: str) -> str:
    if name in _BY_NAME:
        return _BY_NAME[name]
    try:
        "".encode(name)
    except LookupError:
        return ""
    return name

"""Seal the edition: write the SHA-256 of every file into its record in `catalogue.toml`.

The catalogue is changed as text, only within its `sha256` lines, so that comments and order
stay. With `--check` nothing is written and a difference ends the program with code 1.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
from pathlib import Path

__all__ = ["main", "sealed"]

ROOT = Path(__file__).resolve().parent.parent
_RECORD = re.compile(r"(?m)^\[\[layer\]\]\s*$")
_LINE = r'(?m)^{key}\s*=\s*"([^"]*)"'


def sealed(text: str, edition: Path) -> tuple[str, list[str]]:
    """Give the catalogue with every hash as it is now, and the faults met on the way.

    Parameters
    ----------
    text
        The text of `catalogue.toml`.
    edition
        Folder in which the paths of the records lie.

    Returns
    -------
    tuple of str and list of str
        The text with its `sha256` lines rewritten; one message for every hash that differed,
        and for every record that has no path, no file or no `sha256` line.
    """
    starts = [match.start() for match in _RECORD.finditer(text)]
    pieces = [text[: starts[0]] if starts else text]
    faults = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        record, fault = _sealed_record(text[start:end], edition)
        pieces.append(record)
        faults += fault
    return "".join(pieces), faults


def _sealed_record(record: str, edition: Path) -> tuple[str, list[str]]:
    """Seal one record; at most one fault."""
    name = _value(record, "id") or "without id"
    path = _value(record, "path")
    if path is None:
        return record, [f"`{name}`: expected a line `path`, got none"]
    if not (edition / path).is_file():
        return record, [f"`{name}`: expected the file `{path}`, which is not there; build it"]
    written = _value(record, "sha256")
    if written is None:
        return record, [f"`{name}`: expected a line `sha256`, got none; add an empty one"]
    actual = hashlib.sha256((edition / path).read_bytes()).hexdigest()
    if written == actual:
        return record, []
    line = re.compile(_LINE.format(key="sha256"))
    return (
        line.sub(f'sha256 = "{actual}"', record, count=1),
        [f"`{name}`: `{path}` has changed since it was sealed"],
    )


def _value(record: str, key: str) -> str | None:
    """Text of the first line `key = "..."` of a record."""
    match = re.search(_LINE.format(key=key), record)
    return match[1] if match else None


def main() -> int:
    """Seal the edition or check its seals."""
    parser = argparse.ArgumentParser(description="Seal the files of an edition by their hashes.")
    parser.add_argument("--edition", type=Path, default=ROOT / "data" / "tomsk")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    options = parser.parse_args()
    catalogue = options.edition / "catalogue.toml"
    if not catalogue.is_file():
        parser.error(f"expected `{catalogue}`, which is not there; name an edition")
    before = catalogue.read_text(encoding="utf-8")
    after, faults = sealed(before, options.edition)
    for fault in faults:
        print(fault, file=sys.stderr)
    if options.check:
        return 1 if faults else 0
    if after != before:
        with tempfile.TemporaryDirectory(dir=options.edition, prefix=".seal-") as folder:
            beside = Path(folder) / catalogue.name
            beside.write_text(after, encoding="utf-8", newline="\n")
            beside.replace(catalogue)
    return 1 if sealed(after, options.edition)[1] else 0


if __name__ == "__main__":
    raise SystemExit(main())

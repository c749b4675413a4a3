"""Files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

from geo import said
from layers import FileError

__all__ = ["write_whole"]


def write_whole(path: str | Path, content: bytes) -> Path:
    """Write a file beside its place and then rename it: an earlier one stays whole until then.

    Parameters
    ----------
    path
        The file; its folder must exist.
    content
        All of it.

    Raises
    ------
    FileError
        It cannot be written.
    """
    target = Path(path)
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise FileError(
            said(
                "expected to write `{target}`, the system said: {reason}: name a file in a "
                "folder that exists and may be written to",
                target=target,
                reason=error.strerror,
            )
        ) from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return target

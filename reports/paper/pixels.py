"""A drawing as pixels of any number: rendered band by band, so that memory does not grow with it.

A sheet of A0 at 300 pixels an inch has 139 million of them; at once they would take more memory
than all pages of the app together may.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from geo._progress import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

__all__ = ["MOST_PIXELS", "png_of"]

MOST_PIXELS: Final = 5_000_000
"""Pixels of one band: each takes some 45 bytes of memory while it is rendered."""
POINTS: Final = 72.0
M_PER_INCH: Final = 0.0254
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_VIEW: Final = re.compile(r'viewBox="0 0 [\d.]+ [\d.]+"')
_SIZE: Final = re.compile(r' (?:width|height)="[\d.]+(?:pt|mm)?"')
_UP: Final = 2
_RGB: Final = 2


def png_of(
    picture: str,
    width: float,
    height: float,
    ppi: float,
    render: Callable[[str, float, float, float], bytes],
    forget: Callable[[], None],
) -> bytes:
    """Turn a drawing into a PNG that knows how large it is on paper.

    Parameters
    ----------
    picture
        SVG whose `viewBox` begins at 0 0 and is counted in points.
    width, height
        Its size, in points.
    ppi
        Pixels an inch.
    render
        Turns SVG of a width and a height in points into a PNG of some pixels an inch.
    forget
        Frees what the renderer kept of a band, where there are several.

    Returns
    -------
    bytes
        A PNG in true colour.
    """
    columns, rows = (max(1, round(one * ppi / POINTS)) for one in (width, height))
    tall = max(1, min(rows, MOST_PIXELS // columns))
    size = struct.pack(">IIBBBBB", columns, rows, 8, _RGB, 0, 0, 0)
    dots = round(ppi / M_PER_INCH)
    packer = zlib.compressobj(6)
    packed = bytearray()
    above = np.zeros((1, columns, 3), dtype=np.uint8)
    for first in range(0, rows, tall):
        last = min(first + tall, rows)
        band = _band(picture, width, first, last, ppi, render)
        for lines in _filtered(band[:, :columns], above):
            packed += packer.compress(lines)
        above = band[-1:, :columns].copy()
        if tall < rows:
            forget()
        tell(last, rows)
    packed += packer.flush()
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", size),
            _chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)),
            _chunk(b"IDAT", bytes(packed)),
            _chunk(b"IEND", b""),
        )
    )


def _band(
    picture: str,
    width: float,
    first: int,
    last: int,
    ppi: float,
    render: Callable[[str, float, float, float], bytes],
) -> NDArray[np.uint8]:
    """Render the rows of pixels from one to another."""
    top, height = first * POINTS / ppi, (last - first) * POINTS / ppi
    head, end, rest = picture.partition(">")
    head = _SIZE.sub("", _VIEW.sub(f'viewBox="0 {top:.6f} {width:.6f} {height:.6f}"', head))
    with Image.open(io.BytesIO(render(f"{head}{end}{rest}", width, height, ppi))) as found:
        return np.asarray(found.convert("RGB"))[: last - first]


def _filtered(band: NDArray[np.uint8], above: NDArray[np.uint8]) -> Iterator[bytes]:
    """Give rows as a PNG packs them: each as what it differs by from the one above."""
    step = max(1, 4_000_000 // band[0].size)
    for at in range(0, len(band), step):
        rows = band[at : at + step]
        before = np.concatenate([above if at == 0 else band[at - 1 : at], rows[:-1]])
        lines = np.empty((len(rows), rows[0].size + 1), dtype=np.uint8)
        lines[:, 0] = _UP
        lines[:, 1:] = (rows - before).reshape(len(rows), -1)
        yield lines.tobytes()


def _chunk(kind: bytes, content: bytes) -> bytes:
    told = kind + content
    return struct.pack(">I", len(content)) + told + struct.pack(">I", zlib.crc32(told))

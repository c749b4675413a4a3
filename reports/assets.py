"""Files of the locked JavaScript packages, read so that they can stand inside one HTML file.

A script may not hold `</script`, a style may not name a file beside it: both are taken care of
here, so that what is returned can be put on a page as it is.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import AtlasError, said

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["AssetError", "faces", "in_script", "in_style", "leaflet", "pictograms"]

PACKAGES: Final = Path(__file__).resolve().parent.parent / "node_modules"
FONT: Final = "@fontsource-variable/golos-text/files/golos-text-{subset}-wght-normal.woff2"
SUBSETS: Final = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,"
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-02BA,U+20A0-20AB,U+20AD-20C0",
    "cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
}
_PATH: Final = re.compile(r"<path\b[^>]*?\bd=\"([^\"]*)\"", re.DOTALL)
_IMAGE: Final = re.compile(r"url\((images/[\w.-]+)\)")
_SOURCE_MAP: Final = re.compile(r"//# sourceMappingURL=\S+")


class AssetError(AtlasError, FileNotFoundError):
    """A file of the JavaScript packages is not installed."""


def leaflet() -> tuple[str, str]:
    """Give Leaflet's script and style.

    Returns
    -------
    tuple of str
        The script, fit to stand in `<script>`, and the style, fit to stand in `<style>`, with its
        pictures inside.

    Raises
    ------
    AssetError
        The package is not installed.
    """
    script = _read("leaflet/dist/leaflet.js").decode()
    style = _read("leaflet/dist/leaflet.css").decode()
    style = _IMAGE.sub(
        lambda found: f"url({_data(f'leaflet/dist/{found[1]}', 'image/png')})", style
    )
    return in_script(_SOURCE_MAP.sub("", script)), in_style(style)


def faces() -> str:
    """Give the font's faces as CSS, the letters inside.

    Raises
    ------
    AssetError
        The package is not installed.
    """
    return "".join(
        "@font-face{font-family:'Golos Text';font-weight:400 900;font-display:swap;"
        f"src:url({_data(FONT.format(subset=subset), 'font/woff2')}) format('woff2');"
        f"unicode-range:{characters}}}\n"
        for subset, characters in SUBSETS.items()
    )


def pictograms(names: Iterable[str]) -> dict[str, list[str]]:
    """Give the outlines of maki pictograms, drawn on a square of 15 by 15.

    Parameters
    ----------
    names
        Names of pictograms, such as "hospital".

    Returns
    -------
    dict
        By name, the `d` of each path.

    Raises
    ------
    AssetError
        The package is not installed, or has no such pictogram.
    """
    outlines = {}
    for name in sorted(set(names)):
        svg = _read(f"@mapbox/maki/icons/{name}.svg").decode()
        outlines[name] = [re.sub(r"&#x[0-9A-Fa-f]+;|\s+", " ", d) for d in _PATH.findall(svg)]
    return outlines


def in_script(text: str) -> str:
    r"""Keep a script from ending before its end.

    Examples
    --------
    >>> in_script("say('</script>')")
    "say('<\\/script>')"
    """
    return re.sub(r"<(?=/script|!--)", r"<\\", text, flags=re.IGNORECASE)


def in_style(text: str) -> str:
    r"""Keep a style from ending before its end.

    Examples
    --------
    >>> in_style("a::after { content: '</style>' }")
    "a::after { content: '<\\/style>' }"
    """
    return re.sub(r"</(?=style)", r"<\\/", text, flags=re.IGNORECASE)


def _data(path: str, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(_read(path)).decode()}"


def _read(path: str) -> bytes:
    file = PACKAGES / path
    try:
        return file.read_bytes()
    except OSError as error:
        raise AssetError(
            said(
                "expected `{path}` among the JavaScript packages in `node_modules`, it is "
                "not there: run `make setup` (or `python scripts/setup.py`)",
                path=path,
            )
        ) from error

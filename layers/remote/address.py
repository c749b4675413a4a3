"""Addresses that a person types, taken apart so that no password is ever shown.

An address is `SCHEME://HOST/…`, with `#layer` behind it where one of the things on offer is meant.
What messages, labels and records show of it is the scheme, the host and the path: neither the name
and password before the host nor what follows the question mark, where keys of access stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from geo import said
from layers._errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DATABASE", "WEB", "Address", "is_address", "parse_address", "with_parameters"]

WEB: Final = ("http", "https")
DATABASE: Final = ("postgresql", "postgres")

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PATH: Final = "/%:@!$&'()*+,;=~{}"
_QUERY: Final = _PATH + "?[]"


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart.

    Attributes
    ----------
    scheme
        `http`, `https` or `postgresql`.
    host, port
        The host as the network knows it; None where the scheme's usual port is meant.
    path, query
        As they are sent, percent-encoded; the query without its question mark.
    layer
        What stood behind `#`; empty where nothing did.
    user, password
        What stood before the host; empty where nothing did.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str = field(repr=False)
    layer: str
    user: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def server(self) -> str:
        """The scheme and the host with its port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port else "")

    @property
    def shown(self) -> str:
        """What may be shown to anyone: scheme, host and path."""
        return f"{self.server}{unquote(self.path)}"

    @property
    def url(self) -> str:
        """What is sent, without name and password."""
        return f"{self.server}{self.path}" + (f"?{self.query}" if self.query else "")

    @property
    def text(self) -> str:
        """The whole, as `parse_address` reads it: with what is secret, so never to be shown."""
        pair = quote(self.user, safe="") + (
            f":{quote(self.password, safe='')}" if self.password else ""
        )
        there = self.server.replace("://", f"://{pair}@", 1) if pair else self.server
        query = f"?{self.query}" if self.query else ""
        layer = f"#{quote(self.layer, safe='')}" if self.layer else ""
        return f"{there}{self.path}{query}{layer}"

    @property
    def label(self) -> str:
        """What may be shown, with the layer where one is named."""
        return f"{self.shown}#{self.layer}" if self.layer else self.shown


def is_address(spec: object) -> bool:
    """Tell whether a text is an address and not the name of a file.

    Examples
    --------
    >>> is_address("https://example.org/wfs#parks"), is_address("C:/parks.gpkg")
    (True, False)
    """
    return isinstance(spec, str) and _ADDRESS.match(spec.strip()) is not None


def parse_address(text: str) -> Address:
    """Take an address apart.

    Raises
    ------
    SourceError
        It has another scheme, no host, or cannot be read; the message repeats nothing of it but
        its scheme.

    Examples
    --------
    >>> one = parse_address("postgresql://me:secret@host.example/gis#public.parks")
    >>> one.label, one.password
    ('postgresql://host.example/gis#public.parks', 'secret')
    """
    scheme, _, rest = text.strip().partition("://")
    scheme = scheme.lower()
    if scheme not in {*WEB, *DATABASE}:
        raise SourceError(
            said(
                "Expected an address that begins with `https://`, `http://` or `postgresql://`; "
                "one that begins with `{scheme}` came. Write one of these.",
                scheme=scheme[:20],
            )
        )
    scheme = "postgresql" if scheme in DATABASE else scheme
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:
        raise _unreadable(scheme) from error
    if not host or re.search(r"[\s<>\"'`\\^{}|]", host):
        raise _unreadable(scheme)
    if scheme == "postgresql" and not parts.path.strip("/"):
        raise SourceError(
            said(
                "Expected `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`; an address without the "
                "database came (its host `{host}`). Add the database, and write `#`, `@`, `/` and "
                "`:` within a password as %23, %40, %2F and %3A.",
                host=host,
            )
        )
    return Address(
        scheme=scheme,
        host=host,
        port=port,
        path=quote(parts.path, safe=_PATH),
        query=quote(parts.query, safe=_QUERY),
        layer=unquote(parts.fragment),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def with_parameters(url: str, new: Mapping[str, object]) -> str:
    """Give an address with parameters set; of one name, in whatever case, only the new stays.

    Examples
    --------
    >>> with_parameters("http://h/wfs?MAP=a&service=WMS", {"SERVICE": "WFS"})
    'http://h/wfs?MAP=a&SERVICE=WFS'
    """
    parts = urlsplit(url)
    names = {name.lower() for name in new}
    held = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in held if name.lower() not in names]
    query = urlencode([*kept, *((name, str(value)) for name, value in new.items())], safe=",:/{}")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _unreadable(scheme: str) -> SourceError:
    return SourceError(
        said(
            "Expected an address as `{scheme}://HOST/…`; one came whose host or port cannot be "
            "read. Check it, and write `#`, `@`, `/` and `:` within a password as %23, %40, %2F "
            "and %3A.",
            scheme=scheme,
        )
    )

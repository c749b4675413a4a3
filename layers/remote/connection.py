"""Connections to the one web server that was typed, which end when their time is up.

A redirect is followed on the same host only. No connection is used that leads to a link-local
address, where clouds keep the keys of their machines; those of an intranet are meant to be read.
"""

from __future__ import annotations

import ipaddress
import threading
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import TYPE_CHECKING, Any, Final
from urllib import request as requests
from urllib.parse import urljoin, urlsplit

from geo import AtlasError, said

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from geo import Said
    from layers._errors import SourceError
    from layers.remote.address import Address

    Fault = Callable[[Said, Said], SourceError]

__all__ = ["CHECK", "deadline", "opener_of", "require_same_host"]

_NEVER: Final = [ipaddress.ip_network(one) for one in ("169.254.0.0/16", "fe80::/10")]

CHECK: Final = said("Check the address and the connection.")


@contextmanager
def deadline(seconds: float, end: Callable[[], None]) -> Iterator[threading.Event]:
    """Call `end` once time is up, however slowly bytes drip in; give what tells whether it was."""
    ended = threading.Event()

    def over() -> None:
        ended.set()
        with suppress(OSError):
            end()

    timer = threading.Timer(seconds, over)
    timer.daemon = True
    timer.start()
    try:
        yield ended
    finally:
        timer.cancel()


def require_same_host(address: Address, url: str, fault: Fault) -> None:
    """Refuse an address on another host than that typed.

    Raises
    ------
    SourceError
        It is on another host, or of another scheme than http and https.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or parts.hostname != address.host.lower():
        raise fault(
            said(
                "it leads on to `{there}`, and only the host that was typed is asked",
                there=f"{parts.scheme}://{parts.hostname or ''}",
            ),
            said("If you trust that one, type its address."),
        )


def opener_of(
    address: Address, fault: Fault, sockets: list[socket.socket]
) -> requests.OpenerDirector:
    """Give what opens addresses on the host typed and notes its sockets in the list."""
    opener = requests.OpenerDirector()
    for handler in (
        requests.ProxyHandler(),
        requests.HTTPDefaultErrorHandler(),
        requests.HTTPErrorProcessor(),
        _Redirects(address, fault),
        _Web(fault, sockets),
    ):
        opener.add_handler(handler)
    return opener


class _Redirects(requests.HTTPRedirectHandler):
    """Follow redirects on the same host."""

    max_redirections = 5

    def __init__(self, address: Address, fault: Fault) -> None:
        self._address = address
        self._fault = fault

    def redirect_request(
        self, req: requests.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> requests.Request | None:
        target = urljoin(req.full_url, newurl)
        try:
            require_same_host(self._address, target, self._fault)
            if req.full_url.startswith("https:") and not target.startswith("https:"):
                raise self._fault(said("it leads from https to http"), CHECK)
        except AtlasError:
            fp.close()
            raise
        made = super().redirect_request(req, fp, code, msg, headers, target)
        login = req.unredirected_hdrs.get("Authorization")
        if made and login:
            made.add_unredirected_header("Authorization", login)
        return made


class _Web(requests.HTTPHandler, requests.HTTPSHandler):
    """Open connections whose sockets are noted; over TLS, certificates are checked."""

    def __init__(self, fault: Fault, sockets: list[socket.socket]) -> None:
        requests.HTTPHandler.__init__(self)
        requests.HTTPSHandler.__init__(self)
        self._fault = fault
        self._sockets = sockets

    def http_open(self, req: requests.Request) -> HTTPResponse:
        return self.do_open(self._noting(HTTPConnection), req)

    def https_open(self, req: requests.Request) -> HTTPResponse:
        return self.do_open(self._noting(HTTPSConnection), req)

    def _noting(self, kind: type[HTTPConnection]) -> type[HTTPConnection]:
        fault, sockets = self._fault, self._sockets

        class Connection(kind):  # type: ignore[misc,valid-type]
            def connect(self) -> None:
                super().connect()
                sockets.append(self.sock)
                there = ipaddress.ip_address(self.sock.getpeername()[0].partition("%")[0])
                if any(there in one for one in _NEVER):
                    self.close()
                    raise fault(
                        said("its host leads to a link-local address, which is not read"), CHECK
                    )

        return Connection

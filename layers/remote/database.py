"""A read-only session with a PostGIS database, which ends when its time is up."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import psycopg

from geo import said
from layers._errors import SourceError
from layers.remote.connection import deadline
from layers.remote.limits import LONGER
from layers.wording import PRODUCT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo import Said
    from layers.remote.address import Address
    from layers.remote.limits import Limits

__all__ = ["connected", "fault"]

_PORT: Final = 5432
_SSL: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


@contextmanager
def connected(address: Address, limits: Limits) -> Iterator[psycopg.Connection[Any]]:
    """Open a read-only session that ends, whatever the server does, when its time is up.

    Raises
    ------
    SourceError
        It cannot be opened, the database reports an error, or its time is up.
    """
    held: list[psycopg.Connection[Any]] = []

    def end() -> None:
        with suppress(psycopg.Error), socket.socket(fileno=socket.dup(held[0].fileno())) as one:
            one.shutdown(socket.SHUT_RDWR)

    try:
        with psycopg.connect(**_parameters(address, limits)) as connection:
            connection.read_only = True
            held.append(connection)
            with deadline(limits.whole_s, end) as ended:
                yield connection
    except (psycopg.Error, UnicodeError) as error:
        if held and ended.is_set():
            raise fault(address, limits.late(), LONGER) from None
        why, advice = _reason(error, address)
        raise fault(address, why, advice) from None


def fault(address: Address, why: Said, advice: Said) -> SourceError:
    """Make the message for what the database did."""
    return SourceError(
        said(
            "Expected PostGIS at `{address}`; {why}. {advice}",
            address=address.shown,
            why=why,
            advice=advice,
        )
    )


def _parameters(address: Address, limits: Limits) -> dict[str, Any]:
    given: dict[str, Any] = {
        "host": address.host,
        "port": address.port or _PORT,
        "dbname": address.shown.removeprefix(address.server).strip("/"),
        "connect_timeout": max(2, round(limits.idle_s)),
        "client_encoding": "utf8",
        "application_name": PRODUCT,
    }
    given |= {"user": address.user} if address.user else {}
    given |= {"password": address.password} if address.password else {}
    if address.query:
        name, _, value = address.query.partition("=")
        if name != "sslmode" or value not in _SSL:
            raise fault(
                address,
                said("behind its `?` stands something else than `sslmode`"),
                said(
                    "Leave it out, or write `?sslmode=` with one of {modes}.", modes=", ".join(_SSL)
                ),
            )
        given["sslmode"] = value
    return given


def _reason(error: Exception, address: Address) -> tuple[Said, Said]:
    """Say what went wrong, without the password and the libraries' own detail."""
    if isinstance(error, psycopg.errors.UndefinedTable):
        return (
            said("the database has no PostGIS"),
            said("Name one in which the extension is installed."),
        )
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    words = lines[-1] if lines else type(error).__name__
    words = words.rpartition("FATAL:")[2].strip() or words
    if address.password:
        words = words.replace(address.password, "***")
    why = said("it says: {words}", words=words)
    if "password" in words or "authentication" in words:
        return why, said(
            "Check USER and PASSWORD; `#`, `@`, `/` and `:` are written %23, %40, %2F, %3A."
        )
    if isinstance(error, psycopg.OperationalError):
        return why, said("Check host, port and database, and that the server lets this machine in.")
    return why, said("Ask who keeps the database.")

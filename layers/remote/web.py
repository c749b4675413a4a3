"""Questions to one web server, within bounds of time and size.

Only the host that a person typed is asked: a redirect or a next page that leads to another host
ends in a message. Nothing is sent but the address, a name and password where these were typed, and
which kinds of answer are wanted; compressed answers are not asked for, so none can swell.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib import error as failures
from urllib import request as requests
from urllib.parse import parse_qsl, urlsplit

from geo import said
from layers._errors import SourceError
from layers.remote.connection import CHECK, deadline, opener_of, require_same_host
from layers.remote.limits import LONGER
from layers.remote.markup import refusal
from layers.wording import AGENT

if TYPE_CHECKING:
    from geo import Said
    from layers.remote.address import Address
    from layers.remote.limits import Limits

__all__ = [
    "ASK_KEEPER",
    "CUT_OUT",
    "Answer",
    "RefusedError",
    "Session",
]

_BLOCK: Final = 1 << 16
_TOLD: Final = 1 << 14
_KEY: Final = 6
"""Letters of what may be a key; shorter words are kept in what a server says."""
_LOCKED: Final = (401, 403)
_GONE: Final = 404
_SERVER: Final = said("a server")


ASK_KEEPER: Final = said("Ask who keeps the server.")
CUT_OUT: Final = said("Have a part of them cut out on the server.")


class Answer(NamedTuple):
    """What a server answered.

    Parameters
    ----------
    body
        Its bytes.
    kind
        What it says they are, as `application/json`; in lower case, without parameters.
    url
        Where they came from in the end.
    """

    body: bytes
    kind: str
    url: str


class RefusedError(SourceError):
    """The server answered, and refused.

    `is_locked` where it wants a name and a password, `is_gone` where it has nothing there.
    """

    is_locked = False
    is_gone = False


class Session:
    """The questions that belong to one reading.

    Parameters
    ----------
    address
        What was typed.
    limits
        The bounds; those of the whole hold over all questions.
    wanted
        What is expected of the server, for messages: `a WFS`.
    """

    def __init__(self, address: Address, limits: Limits, wanted: Said = _SERVER) -> None:
        self.address = address
        self.limits = limits
        self.wanted = wanted
        self._end = time.monotonic() + limits.whole_s
        self._came = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The hash of all that came, in order."""
        return self._digest.hexdigest()

    def get(self, url: str, accept: str) -> Answer:
        """Ask for an address on the host that was typed.

        Raises
        ------
        SourceError
            It leads to another host, cannot be reached, refuses, takes too long or sends too much.
        """
        own = self._at_own_server(url)
        question = requests.Request(own, headers={"User-Agent": AGENT, "Accept": accept})  # noqa: S310 - the host's own scheme
        if self.address.user:
            pair = f"{self.address.user}:{self.address.password}".encode()
            login = f"Basic {base64.b64encode(pair).decode('ascii')}"
            question.add_unredirected_header("Authorization", login)
        return self._asked(question)

    def json(self, url: str) -> tuple[dict[str, Any], Answer]:
        """Ask for JSON; give the object and the answer that holds it.

        Raises
        ------
        SourceError
            As in `get`, or the answer is no JSON object.
        """
        answer = self.get(url, "application/geo+json, application/json;q=0.9")
        try:
            value = json.loads(answer.body)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise self.fault(said("it answered with {sort}", sort=_sort(answer)), _ADDRESS)
        return value, answer

    def fault(self, why: Said, advice: Said) -> SourceError:
        """Make the message for what the server did."""
        return SourceError(self._message(why, advice))

    def _message(self, why: Said, advice: Said) -> Said:
        return said(
            "Expected {wanted} at `{address}`; {why}. {advice}",
            wanted=self.wanted,
            address=self.address.shown,
            why=why,
            advice=advice,
        )

    def unlike(self, answer: Answer, what: Said) -> SourceError:
        """Make the message for an answer of another kind."""
        words = self._without_keys(refusal(answer.body))
        if words:
            return self.fault(said("it refuses: {words}", words=words), _ASK)
        why = said("asked for {what}, it answered with {sort}", what=what, sort=_sort(answer))
        return self.fault(why, _ADDRESS)

    def _at_own_server(self, url: str) -> str:
        """Give an address as the server typed has it: behind a proxy its links lie about that."""
        require_same_host(self.address, url, self.fault)
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.address.server}{parts.path}{query}"

    def _asked(self, question: requests.Request) -> Answer:
        sockets: list[socket.socket] = []
        seconds, late = self._time()

        def end() -> None:
            for one in sockets:
                one.shutdown(socket.SHUT_RDWR)

        with deadline(seconds, end) as ended:
            try:
                answer = self._answered(question, sockets)
            except SourceError:
                raise
            except failures.HTTPError as error:
                raise self._refused(error) from None
            except (OSError, http.client.HTTPException, ValueError) as error:
                if ended.is_set():
                    raise late from None
                reason = getattr(error, "reason", None) or error
                if isinstance(reason, SourceError):
                    raise reason from None
                if isinstance(reason, TimeoutError):
                    silent = said("it was silent for {seconds:g} s", seconds=self.limits.idle_s)
                    raise self.fault(silent, _LATER) from None
                failed = said("asking it failed: {reason}", reason=str(reason))
                raise self.fault(failed, CHECK) from None
            if ended.is_set():
                raise late
            return answer

    def _time(self) -> tuple[float, SourceError]:
        """Give the seconds that one question may take, and the fault that it took longer."""
        seconds, left = self.limits.request_s, self._end - time.monotonic()
        if left > seconds:
            why = said("it took longer than {seconds:g} s", seconds=seconds)
            return seconds, self.fault(why, _LESS)
        late = self.fault(self.limits.late(), LONGER)
        if left <= 0:
            raise late
        return left, late

    def _answered(self, question: requests.Request, sockets: list[socket.socket]) -> Answer:
        opener = opener_of(self.address, self.fault, sockets)
        with opener.open(question, timeout=self.limits.idle_s) as answer:
            body = bytearray()
            while block := answer.read(_BLOCK):
                body += block
                if len(body) > self.limits.answer_bytes:
                    most = self.limits.answer_bytes / 1e6
                    much = said("it sent more than {most:g} MB in one answer", most=most)
                    raise self.fault(much, _LESS)
            self._came += len(body)
            if self._came > self.limits.whole_bytes:
                most = self.limits.whole_bytes / 1e6
                raise self.fault(said("it sent more than {most:g} MB in all", most=most), _LESS)
            kind = answer.headers.get_content_type()
            url = answer.geturl()
        self._digest.update(body)
        return Answer(bytes(body), kind, url)

    def _refused(self, error: failures.HTTPError) -> RefusedError:
        told = ""
        with error, suppress(OSError, http.client.HTTPException):
            told = self._without_keys(refusal(error.read(_TOLD)))
        words = f"{error.code} {error.reason}" + (f": {told}" if told else "")
        advice = _ADDRESS if error.code == _GONE else _ASK
        if error.code in _LOCKED:
            advice = said(
                "Write the address with the right name and password: `{pair}`.",
                pair=f"{self.address.scheme}://USER:PASSWORD@HOST/…",
            )
        made = RefusedError(self._message(said("it answered {words}", words=words), advice))
        made.is_locked, made.is_gone = error.code in _LOCKED, error.code == _GONE
        return made

    def _without_keys(self, words: str) -> str:
        """Give a server's words without what was typed as password or behind the `?`."""
        values = (value for _name, value in parse_qsl(self.address.query))
        for secret in (self.address.password, *values):
            if len(secret) >= _KEY:
                words = words.replace(secret, "***")
        return words


_LESS: Final = said("Ask for a smaller layer, or have it cut out on the server.")
_LATER: Final = said("Try again later, or check that the address can be reached from here.")
_ADDRESS: Final = said("Check the address: it may be that of a page for people.")
_ASK: Final = said("Correct what was asked, or ask who keeps the server.")


def _sort(answer: Answer) -> Said:
    if b"<html" in answer.body[:2000].lower() or answer.kind == "text/html":
        return said("a page of HTML")
    if not answer.body:
        return said("nothing")
    return said("`{kind}` of another kind", kind=answer.kind)

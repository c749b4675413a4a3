"""XML that a server answers, read without document types: no entity is ever declared or expanded.

Names are compared without their namespaces, since servers and versions differ in these.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from geo import AtlasError, said

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MarkupError", "head", "local", "named", "parse", "refusal", "require_whole", "texts"]

_REPORTS: Final = ("ExceptionReport", "ServiceExceptionReport")
_SAID: Final = ("ExceptionText", "ServiceException")
_DEEPEST: Final = 200
_LONGEST: Final = 300


class MarkupError(AtlasError, ValueError):
    """A text is no XML, or XML of a kind that is not read."""


class _SeenError(Exception):
    """The root's tag has come: no more is wanted."""


def local(name: str) -> str:
    """Give a name without its namespace."""
    return name.rpartition("}")[2]


def parse(body: bytes) -> Element:
    """Read XML into a tree.

    Raises
    ------
    MarkupError
        It is not well formed, declares a document type, or is nested beyond all use.
    """
    builder = TreeBuilder()
    _walk(body, builder)
    return builder.close()


def require_whole(body: bytes) -> None:
    """Read XML to its end and keep nothing of it.

    Raises
    ------
    MarkupError
        As in `parse`.
    """
    _walk(body, None)


def _walk(body: bytes, builder: TreeBuilder | None) -> None:
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise MarkupError(
                said("its elements are nested more than {deepest} deep", deepest=_DEEPEST)
            )
        if builder:
            builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if builder:
            builder.end(name)

    parser = _parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if builder:
        parser.CharacterDataHandler = builder.data
    _feed(parser, body)


def head(body: bytes) -> tuple[str, dict[str, str]]:
    """Read no more than the root's tag: its name and its attributes, both without namespaces.

    Raises
    ------
    MarkupError
        There is no root, or a document type before it.
    """
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local(name), {local(key): value for key, value in attributes.items()}))
        raise _SeenError

    parser = _parser()
    parser.StartElementHandler = start
    try:
        _feed(parser, body)
    except _SeenError:
        return found[0]
    raise MarkupError(said("it is empty"))


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_told: object) -> NoReturn:
    raise MarkupError(said("it declares a document type, which is not read"))


def _feed(parser: expat.XMLParserType, body: bytes) -> None:
    try:
        parser.Parse(body, True)  # noqa: FBT003 - the last part of the text
    except expat.ExpatError as error:
        raise MarkupError(said("it is no XML: {error}", error=str(error))) from error


def named(root: Element, name: str) -> Iterator[Element]:
    """Give the elements of a name, whatever their namespace."""
    return (one for one in root.iter() if local(one.tag) == name)


def texts(root: Element, *names: str) -> str:
    """Give the text of the first child that has one of the names; empty where none has."""
    for child in root:
        if local(child.tag) in names and (child.text or "").strip():
            return " ".join((child.text or "").split())
    return ""


def refusal(body: bytes) -> str:
    """Give what a server says in a report of an exception, XML or JSON; empty where it is none."""
    try:
        if body.lstrip()[:1] == b"{":
            told = json.loads(body)
            words = [told.get(key) for key in ("description", "detail", "title")]
            return _short(next((one for one in words if isinstance(one, str)), ""))
        if head(body)[0] not in _REPORTS:
            return ""
        root = parse(body)
    except (ValueError, RecursionError):
        return ""
    words = [one.text or "" for one in root.iter() if local(one.tag) in _SAID]
    codes = [code for one in root.iter() if (code := one.get("exceptionCode") or one.get("code"))]
    return _short(" ".join([*words, *([] if "".join(words).strip() else codes)])) or "no reason"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"

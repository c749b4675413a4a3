"""What an error says: an English sentence that remembers what it was made of.

A `Said` is its English sentence, a text like any other, and keeps the template and the values, so
that a page can say the same in another language. The engine itself knows no other language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Said", "joined", "said"]


class Said(str):
    """A sentence with the template and the values that it was made of.

    Attributes
    ----------
    template
        The sentence with the names of its values in braces: the key of its translations.
    values
        The values by name: numbers, texts, lists of these, or others that were said.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]


def said(template: str, /, **values: object) -> Said:
    """Make a sentence of a template and its values.

    Parameters
    ----------
    template
        The sentence with `{name}` for each value, formatted as `str.format` does. Without values
        it is taken as it stands, braces and all: so the name of an input is said too.
    **values
        What stands in the braces.

    Returns
    -------
    Said
        The English sentence, with its parts.

    Examples
    --------
    >>> fault = said("`{name}`: expected column `{column}`", name=said("zones"), column="id")
    >>> fault
    '`zones`: expected column `id`'
    >>> fault.template
    '`{name}`: expected column `{column}`'
    """
    sentence = Said(template.format_map(values) if values else template)
    sentence.template, sentence.values = template, values
    return sentence


def joined(separator: str, sentences: Iterable[str]) -> Said:
    r"""Join sentences into one that keeps the parts of each.

    Examples
    --------
    >>> joined("\n", [said("one fault"), said("another")])
    'one fault\nanother'
    """
    parts = {f"part{number}": sentence for number, sentence in enumerate(sentences)}
    return said(separator.join(f"{{{name}}}" for name in parts), **parts)

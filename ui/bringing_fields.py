"""Which column of a file is which field of the atlas, and which of its values is which word.

What is chosen belongs to the file that is being brought in, until a mapping that was kept is handed
over for it; both can be kept as JSON for the next file of the kind.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import schema, wording
from reports import terms
from ui import keys
from ui.figures import escape, section
from ui.i18n import _, lang

if TYPE_CHECKING:
    import pandas as pd

    from layers.importing import Imported

__all__ = ["chosen_for", "draw"]

_MOST_VALUES: Final = 24
"""Most values of a column that are asked about, the most frequent ones."""


def chosen_for(files: str) -> schema.Mapping | None:
    """Give the mapping that was chosen for some files; None where it is guessed still."""
    whose, mapping = st.session_state.get(keys.MAPPING, ("", None))
    return mapping if whose == files else None


def draw(came: Imported, files: str) -> None:
    """Draw the choices of columns and of words; take changes, give and take the mapping.

    Parameters
    ----------
    came
        The import as it stands.
    files
        Names the files that it came from.
    """
    section(_("Columns"))
    columns = _columns(came, files)
    if columns != came.mapping.columns:
        kept = {
            one: words
            for one, words in came.mapping.values.items()
            if columns.get(one) == came.mapping.columns.get(one)
        }
        guess = schema.words_of(_as_it_came(came), columns)
        _choose(files, schema.Mapping(columns, guess | kept))
    values = {one: _words(came, one, files) for one in schema.WORDED if came.values.get(one)}
    if values != {one: came.mapping.values.get(one, {}) for one in values}:
        _choose(files, schema.Mapping(columns, came.mapping.values | values))
    with st.expander(_("Keep this mapping, or use one that was kept")):
        _keep(came, files)


def _columns(came: Imported, files: str) -> dict[str, str]:
    """Draw a choice of a column for each field; give the columns by field."""
    offered = ["", *(str(one) for one in _as_it_came(came).columns)]
    none = _("none")
    chosen = {}
    places = st.columns(4)
    for at, one in enumerate(schema.FIELDS):
        now = came.mapping.columns.get(one, "")
        with places[at % len(places)]:
            value = st.selectbox(
                _(schema.TITLES[one]),
                offered,
                index=offered.index(now) if now in offered else 0,
                format_func=lambda name: name or none,
                key=f"bring-field-{one}-{_suffix(files)}",
            )
        if value:
            chosen[one] = value
    return chosen


def _words(came: Imported, field: str, files: str) -> dict[str, str]:
    """Draw a choice of the atlas's word for each value of a column; give the words by value."""
    counts = came.values[field]
    words = dict(came.mapping.values.get(field, {}))
    column = came.mapping.columns[field]
    title = _("What the values of `{column}` mean: {field}").format(
        column=column, field=_(schema.TITLES[field]).lower()
    )
    st.html(f"<p class='hint'>{escape(title)}</p>")
    titles = {"": _("none of these")}
    titles |= {one: terms.value_title(field, one, lang()) for one in schema.WORDED[field]}
    places = st.columns(4)
    for at, (value, count) in enumerate(list(counts.items())[:_MOST_VALUES]):
        now = words.get(value, "")
        digest = hashlib.sha256(f"{column}\n{value}".encode()).hexdigest()[:8]
        with places[at % len(places)]:
            chosen = st.selectbox(
                f"{_shown(value)} ({wording.number(count, lang(), 0)})",
                list(titles),
                index=list(titles).index(now) if now in titles else 0,
                format_func=titles.__getitem__,
                key=f"bring-word-{field}-{digest}-{_suffix(files)}",
            )
        words.pop(value, None)
        if chosen:
            words[value] = chosen
    if len(counts) > _MOST_VALUES:
        rest = _("The {n} most frequent of {all} values; the others as they are guessed.").format(
            n=_MOST_VALUES, all=wording.number(len(counts), lang(), 0)
        )
        st.html(f"<p class='hint'>{escape(rest)}</p>")
    return words


def _shown(value: str) -> str:
    """Write a value so that a label takes none of it for a mark."""
    return "".join(f"\\{one}" if not one.isalnum() and one.isascii() else one for one in value)


def _keep(came: Imported, files: str) -> None:
    st.download_button(
        _("The mapping as JSON"),
        data=came.mapping.as_json(),
        file_name="mapping.json",
        mime="application/json",
        on_click="ignore",
        key="bring-mapping",
    )
    st.html(f"<p class='hint'>{escape(_('A mapping that was kept'))}</p>")
    with st.container(key="upload-mapping"):
        kept = st.file_uploader(
            _("A mapping that was kept"),
            type=["json"],
            key="bring-mapping-file",
            label_visibility="collapsed",
        )
    if kept is not None and st.session_state.get(keys.MAPPING_FILE) != (kept.file_id, files):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "mapping.json")
            path.write_bytes(kept.getvalue())
            mapping = schema.read_mapping(path)
        st.session_state[keys.MAPPING_FILE] = (kept.file_id, files)
        _choose(files, mapping)


def _choose(files: str, mapping: schema.Mapping) -> None:
    st.session_state[keys.MAPPING] = (files, mapping)
    st.rerun()


def _suffix(files: str) -> str:
    """End the keys of choices: another file, or a mapping handed over, sets them anew."""
    kept = str(st.session_state.get(keys.MAPPING_FILE, ""))
    return hashlib.sha256(f"{files}\n{kept}".encode()).hexdigest()[:8]


def _as_it_came(came: Imported) -> pd.DataFrame:
    """Give the columns of the file itself, those that a field replaced among them."""
    frame = came.frame.drop(columns=came.frame.geometry.name)
    columns = came.mapping.columns
    added = {
        one for one, column in columns.items() if one != column and one not in columns.values()
    }
    found = frame.drop(columns=[one for one in added if f"{one}{schema.CAME}" not in frame])
    for one in schema.FIELDS:
        if f"{one}{schema.CAME}" in found:
            found[one] = found.pop(f"{one}{schema.CAME}")
    return found

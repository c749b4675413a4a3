"""State that lives in the address without a widget of its own.

Streamlit binds a widget's shown label to the address, which would put translated words there;
these values are plain codes. The session remembers them over a change of page, which empties the
address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["choice", "go", "held", "hold", "put"]


def held(name: str, default: str = "") -> str:
    """Give the value: the session's, else the address's, else `default`."""
    if name not in st.session_state:
        st.session_state[name] = st.query_params.get(name, default)
    return st.session_state[name]


def put(name: str, value: str) -> None:
    """Change the value; the address follows at the next `hold`."""
    st.session_state[name] = value


def hold(name: str, default: str = "") -> None:
    """Write the value into the address, or take it out where it is the default."""
    value = held(name, default)
    if value != default:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def go(page: str) -> None:
    """Go to another page of `views/` at once; it writes its own values into the address.

    An empty set of values is named, for Streamlit refuses to clear an address that holds a bound
    widget's value: that of the language, on every page that is not in the first one.
    """
    st.switch_page(f"views/{page}.py", query_params={})


def choice(label: str, titles: Mapping[str, str], name: str) -> str:
    """Draw a row of choices whose codes live in the address; give the code chosen.

    Parameters
    ----------
    label
        What is chosen, for those who do not see the row.
    titles
        What each code is called in the session's language; the first code is the default.
    name
        The name in the address and in the session.
    """
    codes = list(titles)
    value = held(name, codes[0])
    widget = f"{name}-choice"
    st.segmented_control(
        label,
        codes,
        default=value if value in titles else codes[0],
        required=True,
        format_func=titles.__getitem__,
        key=widget,
        on_change=_take,
        args=(name, widget),
    )
    hold(name, codes[0])
    value = held(name, codes[0])
    return value if value in titles else codes[0]


def _take(name: str, widget: str) -> None:
    put(name, st.session_state[widget])

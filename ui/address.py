"""State that lives in the address without a widget of its own.

Streamlit binds a widget's shown label to the address, which would put translated words there;
these values are plain codes. The session remembers them over a change of page, which empties the
address.
"""

from __future__ import annotations

import streamlit as st

__all__ = ["held", "hold", "put"]


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

"""An SVG of ours on the page: Streamlit's own HTML element leaves SVG out."""

from __future__ import annotations

import streamlit as st

__all__ = ["picture"]

_JS = """export default function (component) {
  component.parentElement.querySelector('.picture').innerHTML = component.data.svg;
}"""
_component = st.components.v2.component("picture", html='<div class="picture"></div>', js=_JS)


def picture(svg: str, key: str) -> None:
    """Put a chart of `reports.charts` on the page; text from data is escaped in there."""
    _component(key=key, data={"svg": svg}, height="content")

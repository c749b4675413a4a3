"""A page with nothing but the map: what the tests of the component drive."""

from pathlib import Path

import streamlit as st

from ui.routes import ROUTES

app = st.App(Path(__file__).resolve().parent / "page.py", routes=ROUTES)

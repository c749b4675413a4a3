"""The browser's front door: `streamlit run app.py [-- --edition PATH]`."""

from pathlib import Path

import streamlit as st

from ui.routes import ROUTES

# An absolute path: a relative one is resolved against whichever script ran last in this process.
app = st.App(Path(__file__).resolve().parent / "ui" / "router.py", routes=ROUTES)

"""The browser's front door: `streamlit run app.py [-- --edition PATH]`."""

from pathlib import Path

import streamlit as st

from ui.routes import ROUTES
from ui.warm import warm

# An absolute path: a relative one is resolved against whichever script ran last in this process.
warm()
app = st.App(Path(__file__).resolve().parent / "ui" / "router.py", routes=ROUTES)

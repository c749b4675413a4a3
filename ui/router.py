"""The frame of every page: title bar, navigation, language, and the one place that shows errors.

`app.py` hands this file to Streamlit, which runs it anew at each change on a page.
"""

from __future__ import annotations

import html
from pathlib import Path

import streamlit as st

from geo import AtlasError
from layers import wording
from layers.vocabulary import LANGUAGES
from ui import keys, legend, own, routes, theme
from ui.edition import current_edition
from ui.i18n import _, lang

HERE = Path(__file__).resolve().parent
PAGES = HERE / "views"


def navigation() -> st.Page:
    """Lay out the pages with titles in the session's language; the one asked for is given."""
    titles = {
        "map": _("Map"),
        "statistics": _("Statistics"),
        "programme": _("Programme"),
        "story": _("Story"),
        "materials": _("Materials"),
        "data": _("Data"),
    }
    pages = [
        st.Page(PAGES / f"{name}.py", title=title, url_path=name, default=name == "map")
        for name, title in titles.items()
        if (PAGES / f"{name}.py").exists()
    ]
    return st.navigation(pages, position="top")


def bar(title: str) -> None:
    """Draw the brand at the left of the bar and the language switch at its right."""
    with st.container(key="brand"):
        st.html(f"<p>{html.escape(title)}</p>")
    with st.container(key="bar", width="content"):
        st.segmented_control(
            _("Language"),
            LANGUAGES,
            default=LANGUAGES[0],
            required=True,
            key=keys.LANG,
            bind="query-params",
            label_visibility="collapsed",
        )


def trouble(headline: str, message: str) -> None:
    """Say on the page what is wrong and what to do, in place of a traceback or a blank map."""
    with st.container(key="trouble"):
        st.html(f"<h1>{html.escape(headline)}</h1><p role='alert'>{html.escape(message)}</p>")


def main() -> None:
    """Run the page that the address asks for inside the frame."""
    st.session_state[keys.RUN] = st.session_state.get(keys.RUN, 0) + 1
    try:
        edition = current_edition()
    except AtlasError as error:
        st.set_page_config(page_title=_("Atlas"), page_icon=theme.ICON, layout="wide")
        theme.apply()
        navigation()
        bar(_("Atlas"))
        trouble(_("The edition cannot be opened"), wording.told(error, lang()))
        return
    st.set_page_config(page_title=edition.title(lang()), page_icon=theme.ICON, layout="wide")
    title = edition.title(lang())
    theme.apply(
        legend.swatches(edition)
        + theme.own_words(_("Skip to the page"), _("nothing of that name"))
        + theme.brand_room(title)
    )
    page = navigation()
    bar(title)
    missing = routes.missing_javascript()
    if missing:
        st.warning(_(missing))
    own.say_gone()
    try:
        page.run()
    except AtlasError as error:
        trouble(_("This cannot be computed"), wording.told(error, lang()))


main()

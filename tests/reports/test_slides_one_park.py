"""The slides of one park, read back: what is known of it, what is near, projects, sources."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation

from layers import open_edition
from layers.vocabulary import LANGUAGES
from reports import packs
from reports.paper.parks import ParkError
from tests.reports.test_slides import charts, texts, whole
from tests.small_edition import HOSTILE, HOSTILE_RU

pytestmark = pytest.mark.xdist_group("packs")


def park_deck(edition, lang, park):
    return Presentation(io.BytesIO(packs.make(edition, packs.Request("pptx", lang, park=park))))


def test_a_park_has_cover_place_neighbours_projects_and_sources():
    edition = open_edition()
    deck = park_deck(edition, "ru", "ind_severnaya")
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    [name] = edition.frame("parks").set_index("id").loc[["ind_severnaya"], "name_ru"]
    assert titles[0] == name
    assert titles[1].startswith("Промпарк, «Северная»: 115")
    assert titles[2].startswith("Ближе всего: ")
    assert titles[3].startswith("3 проекта: ")
    assert titles[4].startswith("Источники")
    [uses] = charts(deck)
    assert 0.9 < sum(uses.plots[0].series[0].values) <= 1
    said = whole(deck)
    assert "Завод погонажных изделий «Технокомплект»" in said
    assert "https://sibnovosti.ru/news/167719" in said
    assert "Метод: " in deck.slides[1].notes_slide.notes_text_frame.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_slides_of_a_park_tell_of_no_other_one(small_edition, lang):
    hostile = HOSTILE if lang == "en" else HOSTILE_RU
    frame = small_edition.frame("parks").set_index("id")
    park = frame.index[frame[f"name_{lang}"] == hostile][0]
    deck = park_deck(small_edition, lang, park)
    assert hostile in texts(deck.slides[0])


def test_a_park_that_is_not_there_is_told(small_edition):
    with pytest.raises(ParkError, match=r"Expected the id of a park .*`park_99` came"):
        packs.make(small_edition, packs.Request("pptx", "en", park="park_99"))

"""A sentence that remembers what it was made of, and the errors that carry it."""

import copy

import geopandas as gpd
import pytest

from geo import AtlasError, ColumnError, CrsError, Said, joined, said
from geo._validate import Faults, require


def test_a_sentence_is_its_english_text():
    sentence = said("{count:,} of {names}", count=1234, names=["a", "b"])
    assert sentence == "1,234 of ['a', 'b']"
    assert f"{sentence}!" == "1,234 of ['a', 'b']!"


def test_a_sentence_keeps_its_parts():
    sentence = said("{share:.1%} of {name}", share=0.5, name=said("zones"))
    assert sentence.template == "{share:.1%} of {name}"
    assert sentence.values == {"share": 0.5, "name": "zones"}
    assert isinstance(sentence.values["name"], Said)


def test_without_values_braces_stay():
    assert said("a column named {odd}") == "a column named {odd}"


def test_joined_sentences_keep_theirs():
    whole = joined("\n", [said("no {what}", what="id"), "plain {text}"])
    assert whole == "no id\nplain {text}"
    assert [type(part) for part in whole.values.values()] == [Said, str]


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy])
def test_a_copy_keeps_the_parts(again):
    twin = again(said("no {what}", what="id"))
    assert (twin, twin.template, twin.values) == ("no id", "no {what}", {"what": "id"})


def test_an_error_gives_its_sentence():
    error = CrsError(said("no {what}", what="CRS"))
    assert (str(error), error.said.template) == ("no CRS", "no {what}")
    assert AtlasError("plain").said == "plain"
    assert AtlasError().said == ""


def test_faults_raised_together_keep_the_parts_of_each():
    faults = Faults()
    faults.add(ColumnError, said("no {what}", what="id"))
    faults.add(CrsError, said("no CRS"))
    with pytest.raises(ColumnError) as caught:
        faults.raise_all()
    assert str(caught.value) == "no id\nno CRS"
    assert [one.template for one in caught.value.said.values.values()] == ["no {what}", "no CRS"]


def test_a_checked_frame_names_the_input_as_a_word():
    town = gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([5e5], [6e6]), crs=32645)
    with pytest.raises(ColumnError) as caught:
        require(town, "zones", unique="id")
    (fault,) = caught.value.said.values.values()
    assert isinstance(fault.values["name"], Said)

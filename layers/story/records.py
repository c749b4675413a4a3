"""A story told over the map: steps, each with a view, layers, a text and figures by reference.

A story holds no number of its own: `figures` names what `layers.story.figures` resolves on the
edition, so that what is told is what the atlas computes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from layers.vocabulary import LANGUAGES, Words

__all__ = ["NAMED", "Step", "Story", "StoryView", "figures_of", "missing_words", "spoken"]

NAMED: Final = re.compile(r"\{(\w+(?:\.[\w-]+)+)\}")
"""A figure named within a text: `{programme.jobs.1}`."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """Where the camera stands: degrees of WGS 84, zoom of web maps, degrees of turn and tilt."""

    lon: float
    lat: float
    zoom: float
    bearing: float = 0.0
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story.

    Attributes
    ----------
    id
        Names it in the address: small Latin letters, digits, `-` and `_`.
    title, text
        What is said; an empty line parts paragraphs, and `{programme.jobs.1}` in the text stands
        for the number of that figure.
    view
        Where the camera flies.
    layers
        What is on, at least one: `water`, `parks`, or one class as `parks/medical`.
    focus
        Features that stand out with their names, as `parks/med_north`.
    figures
        Names of figures, the greatest first: see `layers.story.figures`.
    """

    id: str
    title: Words
    text: Words
    view: StoryView
    layers: tuple[str, ...]
    focus: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A title and steps, at least one."""

    title: Words
    steps: tuple[Step, ...]


def figures_of(step: Step) -> tuple[str, ...]:
    """Name the figures of a step: those on the screen, then those within its text.

    Examples
    --------
    >>> text = Words("Jobs: {programme.jobs.1}, {not a name}", "")
    >>> view = StoryView(85.0, 56.5, 10.0)
    >>> figures_of(Step("one", Words("One", ""), text, view, ("water",), (), ("centre.1",)))
    ('centre.1', 'programme.jobs.1')
    """
    said = (name for lang in LANGUAGES for name in NAMED.findall(step.text.say(lang)))
    return tuple(dict.fromkeys((*step.figures, *said)))


def spoken(words: Words, lang: str) -> str:
    """Give a text in a language, or in the one that it has where it lacks that language.

    Examples
    --------
    >>> spoken(Words("One", ""), "ru")
    'One'
    """
    return words.say(lang).strip() or next(filter(str.strip, map(words.say, LANGUAGES)), "")


def missing_words(story: Story) -> tuple[str, ...]:
    """Name the texts that one language has and another lacks: `story, title_ru`.

    Examples
    --------
    >>> step = Step("one", Words("One", ""), Words(), StoryView(85.0, 56.5, 10.0), ())
    >>> missing_words(Story(Words("A story", "Рассказ"), (step,)))
    ('one, title_ru',)
    """
    texts = [("story", "title", story.title)]
    texts += [
        (step.id, key, getattr(step, key)) for step in story.steps for key in ("title", "text")
    ]
    return tuple(
        f"{where}, {key}_{lang}"
        for where, key, words in texts
        for lang in LANGUAGES
        if not words.say(lang).strip() and any(words.say(one).strip() for one in LANGUAGES)
    )

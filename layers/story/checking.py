"""What a story may say on an edition: a document checked, all its faults told together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from geo import said
from layers._errors import StoryError
from layers._records import Record, records
from layers.story.figures import offered
from layers.story.place import drawable, extent, focus_names, layer_names
from layers.story.records import Step, Story, StoryView, figures_of
from layers.vocabulary import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.edition import Edition

__all__ = ["MOST_FIGURES", "MOST_STEPS", "parse_story"]

MOST_STEPS: Final = 60
MOST_FIGURES: Final = 4
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ZOOM: Final = (3.0, 18.0)
_BEARING: Final = (-180.0, 180.0)
_PITCH: Final = (0.0, 60.0)
_KEYS: Final = ("title_en", "title_ru", "step")


def parse_story(document: Mapping[str, Any], edition: Edition, *, name: str = "story") -> Story:
    """Check a story's document against an edition.

    Parameters
    ----------
    document
        The document as TOML or JSON gave it.
    edition
        Where it is to be told: its layers, features, figures and extent are what a step may name.
    name
        What a message calls the document.

    Raises
    ------
    StoryError
        The document has faults; all of them are told together. A text in one language only is no
        fault: see `missing_words`.

    Examples
    --------
    >>> from layers import open_edition
    >>> try:
    ...     parse_story({"title_en": "Empty"}, open_edition())
    ... except StoryError as error:
    ...     print(error.faults[0])
    expected at least one table [[step]], got none
    """
    faults: list[str] = [
        said("has an unknown key `{key}`; remove it or spell it right", key=key)
        for key in document
        if key not in _KEYS
    ]
    about = Record(document, "story", faults)
    title = _words(about, "title", required=True)
    steps = records(document, "step", faults)
    if not steps and not faults:
        faults.append(said("expected at least one table [[{key}]], got none", key="step"))
    if len(steps) > MOST_STEPS:
        faults.append(
            said("has {n} steps; {most} is the most, leave some out", n=len(steps), most=MOST_STEPS)
        )
    known = _Known(edition)
    story = Story(title, tuple(known.step(record, faults) for record in steps[:MOST_STEPS]))
    ids = [one.id for one in story.steps if one.id]
    faults += [
        said("step `{one}` comes twice; give each step an id of its own", one=one)
        for one in sorted({one for one in ids if ids.count(one) > 1})
    ]
    if faults:
        raise StoryError(
            said("`{name}` has {count} fault(s); correct each:", name=name, count=len(faults)),
            faults,
        )
    return story


class _Known:
    """What a step may name on one edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.layers = layer_names(edition)
        self.figures = offered(edition)
        self.west, self.south, self.east, self.north = extent(edition)

    def step(self, record: Record, faults: list[str]) -> Step:
        one = record.text("id", required=True)
        record.where = said("step `{id}`", id=one)
        if one and not _ID.fullmatch(one):
            record.fault(
                said(
                    "`id` must be up to 40 small Latin letters, digits, `-` and `_`; `{id}` came",
                    id=one[:60],
                )
            )
        step = Step(
            id=one,
            title=_words(record, "title", required=True),
            text=_words(record, "text", required=False),
            view=self._view(record, faults),
            layers=record.keys("layers"),
            focus=record.keys("focus", required=False),
            figures=record.keys("figures", required=False),
        )
        for name in step.layers:
            if name not in self.layers:
                record.fault(
                    said(
                        "`layers` names `{name}`, which this edition cannot draw; write one of "
                        "`{known}` or `layer/class`",
                        name=name,
                        known=", ".join(one.id for one in drawable(self.edition)),
                    )
                )
        for name in step.focus:
            layer_id, _slash, feature_id = name.partition("/")
            if feature_id not in focus_names(self.edition, layer_id):
                record.fault(
                    said(
                        "`focus` names `{name}`, which is no feature with a place; write "
                        "`layer/id`, a layer of `{known}`",
                        name=name,
                        known=", ".join(one.id for one in drawable(self.edition)),
                    )
                )
        self._figures(record, step)
        record.close()
        return step

    def _figures(self, record: Record, step: Step) -> None:
        if len(step.figures) > MOST_FIGURES:
            record.fault(
                said(
                    "`figures` names {n}; {most} is the most on a screen",
                    n=len(step.figures),
                    most=MOST_FIGURES,
                )
            )
        for name in step.figures:
            if name not in self.figures:
                record.fault(
                    said(
                        "`figures` names `{name}`, which this edition cannot give; choose one of "
                        "the editor's list",
                        name=name,
                    )
                )
        for name in figures_of(step):
            if name not in self.figures and name not in step.figures:
                record.fault(
                    said(
                        "the text names `{{{name}}}`, a figure that this edition cannot give; "
                        "choose one of the editor's list",
                        name=name,
                    )
                )

    def _view(self, record: Record, faults: list[str]) -> StoryView:
        raw = record.table("view")
        if raw is None:
            return StoryView(self.west, self.south, _ZOOM[0])
        view = Record(raw, said("{where}, view", where=record.where), faults)
        made = StoryView(
            lon=view.within("lon", self.west, self.east),
            lat=view.within("lat", self.south, self.north),
            zoom=view.within("zoom", *_ZOOM),
            bearing=view.within("bearing", *_BEARING, default=0.0),
            pitch=view.within("pitch", *_PITCH, default=0.0),
        )
        view.close()
        return made


def _words(record: Record, key: str, *, required: bool) -> Words:
    words = Words(**{lang: record.text(f"{key}_{lang}") for lang in LANGUAGES})
    if required and not any(words.say(lang).strip() for lang in LANGUAGES):
        keys = ", ".join(f"`{key}_{lang}`" for lang in LANGUAGES)
        record.fault(said("needs the text in a language at least: {keys}", keys=keys))
    return words

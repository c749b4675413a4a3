"""Reading, checking and writing stories.

One document has two spellings: TOML for the story that an edition ships (`story.toml` in its
folder), JSON for those that people make.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from geo import said
from layers._errors import StoryError
from layers._records import Record, records
from layers.story.figures import offered
from layers.story.place import drawable, extent, focus_names, layer_names
from layers.story.records import Step, Story, StoryView
from layers.vocabulary import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from layers.edition import Edition

__all__ = [
    "MOST_BYTES",
    "MOST_FIGURES",
    "MOST_STEPS",
    "SHIPPED",
    "parse_story",
    "read_story",
    "story_from_json",
    "story_json",
    "write_story",
]

SHIPPED: Final = "story.toml"
"""The story of an edition, in its folder."""
MOST_STEPS: Final = 60
MOST_FIGURES: Final = 4
MOST_BYTES: Final = 500_000
"""A file larger than this is no story."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ZOOM: Final = (3.0, 18.0)
_BEARING: Final = (-180.0, 180.0)
_PITCH: Final = (0.0, 60.0)
_KEYS: Final = ("title_en", "title_ru", "step")


def parse_story(document: Mapping[str, Any], edition: Edition, *, name: str = SHIPPED) -> Story:
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


def read_story(edition: Edition) -> Story | None:
    """Read the story that an edition ships; None where it ships none.

    Raises
    ------
    StoryError
        The file is not TOML in UTF-8, or has faults.
    """
    path = edition.root / SHIPPED
    if not path.is_file():
        return None
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StoryError(
            said(
                "Expected TOML in UTF-8 in `{path}`; {error}. Correct the file there.",
                path=path,
                error=error,
            )
        ) from error
    return parse_story(document, edition)


def story_from_json(content: bytes, edition: Edition, *, name: str = "story.json") -> Story:
    """Read a story from the bytes of a JSON file.

    Raises
    ------
    StoryError
        The file is too large, is not JSON in UTF-8, or has faults.
    """
    if len(content) > MOST_BYTES:
        raise StoryError(
            said(
                "Expected a story of at most {most:,} bytes; `{name}` has {size:,}. "
                "Choose the file that this page saved.",
                most=MOST_BYTES,
                name=name,
                size=len(content),
            )
        )
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise StoryError(
            said(
                "Expected JSON in UTF-8 in `{name}`; the reader says: `{error}`. "
                "Choose the file that this page saved.",
                name=name,
                error=error,
            )
        ) from error
    if not isinstance(document, dict):
        raise StoryError(
            said(
                "Expected a story as one JSON object in `{name}`; `{kind}` came. "
                "Choose the file that this page saved.",
                name=name,
                kind=type(document).__name__,
            )
        )
    return parse_story(document, edition, name=name)


def story_json(story: Story) -> bytes:
    """Write a story as JSON, such that `story_from_json` gives the same back.

    Examples
    --------
    >>> step = Step("one", Words("One", "Один"), Words(), StoryView(85.0, 56.5, 10.0), ("water",))
    >>> document = json.loads(story_json(Story(Words("A story", "Рассказ"), (step,))))
    >>> document["title_ru"], document["step"][0]["view"]
    ('Рассказ', {'lon': 85.0, 'lat': 56.5, 'zoom': 10.0, 'bearing': 0.0, 'pitch': 0.0})
    """
    document = {
        **_spelled("title", story.title),
        "step": [
            {
                "id": step.id,
                **_spelled("title", step.title),
                **_spelled("text", step.text),
                "view": {name: getattr(step.view, name) for name in StoryView.__dataclass_fields__},
                "layers": list(step.layers),
                "focus": list(step.focus),
                "figures": list(step.figures),
            }
            for step in story.steps
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def write_story(story: Story, path: Path) -> None:
    """Write a story to a JSON file: beside it first, so that nothing is left half-written.

    Raises
    ------
    StoryError
        The system does not let it be written.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(story_json(story))
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoryError(
            said(
                "Expected to write the story to `{path}`; the system says: `{reason}`. "
                "Nothing was left there. Name another place.",
                path=path,
                reason=error.strerror,
            )
        ) from error


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
        record.close()
        return step

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


def _spelled(key: str, words: Words) -> dict[str, str]:
    return {f"{key}_{lang}": words.say(lang) for lang in LANGUAGES}

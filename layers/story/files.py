"""The files of stories: the one that an edition ships, and those that people save.

An edition ships `story.json`, as the editor saves it, or `story.toml`, as it is written by hand;
where both lie in its folder the first is told.
"""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Final

from geo import said
from layers._errors import StoryError
from layers.story.checking import parse_story
from layers.story.records import Story, StoryView
from layers.vocabulary import LANGUAGES, Words

if TYPE_CHECKING:
    from pathlib import Path

    from layers.edition import Edition

__all__ = ["MOST_BYTES", "SHIPPED", "open_story", "read_story", "story_from_json", "story_json"]

SHIPPED: Final = ("story.json", "story.toml")
"""Names of the story of an edition, in its folder."""
MOST_BYTES: Final = 500_000
"""A file larger than this is no story."""
TOML: Final = ".toml"


def read_story(edition: Edition) -> Story | None:
    """Read the story that an edition ships; None where it ships none.

    Raises
    ------
    StoryError
        As in `open_story`.
    """
    path = next((one for name in SHIPPED if (one := edition.root / name).is_file()), None)
    return None if path is None else open_story(path, edition)


def open_story(path: Path, edition: Edition) -> Story:
    """Read a story from a file: TOML where its name ends so, else JSON.

    Raises
    ------
    StoryError
        The file cannot be read, is too large, is not in UTF-8, or has faults.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StoryError(
            said(
                "Expected a story in `{path}`; the system says: `{reason}`. Name a file that is "
                "there and may be read.",
                path=path,
                reason=error.strerror,
            )
        ) from error
    if path.suffix.lower() != TOML:
        return story_from_json(content, edition, name=path.name)
    _bounded(content, path.name)
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StoryError(
            said(
                "Expected TOML in UTF-8 in `{path}`; {error}. Correct the file there.",
                path=path,
                error=error,
            )
        ) from error
    return parse_story(document, edition, name=path.name)


def story_from_json(content: bytes, edition: Edition, *, name: str = "story.json") -> Story:
    """Read a story from the bytes of a JSON file.

    Raises
    ------
    StoryError
        The file is too large, is not JSON in UTF-8, or has faults.
    """
    _bounded(content, name)
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise StoryError(
            said(
                "Expected JSON in UTF-8 in `{name}`; the reader says: `{error}`. "
                "Choose a story that the editor saved.",
                name=name,
                error=error,
            )
        ) from error
    if not isinstance(document, dict):
        raise StoryError(
            said(
                "Expected a story as one JSON object in `{name}`; `{kind}` came. "
                "Choose a story that the editor saved.",
                name=name,
                kind=type(document).__name__,
            )
        )
    return parse_story(document, edition, name=name)


def _bounded(content: bytes, name: str) -> None:
    if len(content) > MOST_BYTES:
        raise StoryError(
            said(
                "Expected a story of at most {most:,} bytes; `{name}` has {size:,}. "
                "Choose a story that the editor saved.",
                most=MOST_BYTES,
                name=name,
                size=len(content),
            )
        )


def story_json(story: Story) -> bytes:
    """Write a story as JSON, such that `story_from_json` gives the same back.

    Examples
    --------
    >>> from layers.story.records import Step
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


def _spelled(key: str, words: Words) -> dict[str, str]:
    return {f"{key}_{lang}": words.say(lang) for lang in LANGUAGES}

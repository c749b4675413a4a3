"""Stories told over the map: records, reading and writing, figures by name, one made of parks."""

from layers.story.figures import offered, told
from layers.story.made import edition_story, made_story
from layers.story.place import drawable, extent, focus_names, switches
from layers.story.reading import (
    MOST_BYTES,
    MOST_FIGURES,
    MOST_STEPS,
    parse_story,
    read_story,
    story_from_json,
    story_json,
    write_story,
)
from layers.story.records import Step, Story, StoryView, missing_words, spoken
from layers.story.told import Told

__all__ = [
    "MOST_BYTES",
    "MOST_FIGURES",
    "MOST_STEPS",
    "Step",
    "Story",
    "StoryView",
    "Told",
    "drawable",
    "edition_story",
    "extent",
    "focus_names",
    "made_story",
    "missing_words",
    "offered",
    "parse_story",
    "read_story",
    "spoken",
    "story_from_json",
    "story_json",
    "switches",
    "told",
    "write_story",
]

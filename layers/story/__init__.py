"""Stories told over the map: records, reading and writing, figures by name, one made of parks."""

from layers.story.checking import MOST_FIGURES, MOST_STEPS, parse_story
from layers.story.figures import filled, offered, told
from layers.story.files import MOST_BYTES, open_story, read_story, story_from_json, story_json
from layers.story.made import edition_story, made_story
from layers.story.place import drawable, extent, focus_names, switches
from layers.story.records import Step, Story, StoryView, figures_of, missing_words, spoken
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
    "figures_of",
    "filled",
    "focus_names",
    "made_story",
    "missing_words",
    "offered",
    "open_story",
    "parse_story",
    "read_story",
    "spoken",
    "story_from_json",
    "story_json",
    "switches",
    "told",
]

"""What was typed, with the edition opened where it is needed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from layers import Edition, open_edition
from layers import statistics as stats
from layers.measure import NOTHING
from layers.reading import read_raster, read_vector

if TYPE_CHECKING:
    import argparse

    from layers.measure import Measure, Role
    from layers.statistics import Input, RasterInput

__all__ = ["CLUSTERS", "Request"]

CLUSTERS: Final = {"parks": "parks", "clusters": "sites"}
"""What `--of` stands for."""


@dataclass(frozen=True)
class Request:
    """What was typed, with the edition opened where it is needed."""

    asked: argparse.Namespace

    @cached_property
    def edition(self) -> Edition:
        """The edition named, or the one that stands by default."""
        return open_edition(self.asked.edition)

    def is_layer(self, spec: str) -> bool:
        """Tell whether a word names a layer of the edition, not a file."""
        return spec.isidentifier() and not os.path.exists(spec) and spec in self.edition.records  # noqa: PTH110

    def inputs(self, measure: Measure) -> tuple[dict[str, Input | RasterInput | None], bool]:
        """Fill the roles with files and layers; tell whether any layer is the edition's."""
        specs = {role.name: getattr(self.asked, role.name) or "" for role in measure.roles}
        if getattr(self.asked, "of", None):
            for name in ("supply", "targets"):
                if name in specs:
                    specs[name] = specs[name] or CLUSTERS[self.asked.of]
        files = {name for name, spec in specs.items() if spec and not self._of_edition(spec)}
        inputs: dict[str, Input | RasterInput | None] = {}
        for role in measure.roles:
            spec = specs[role.name]
            if role.name in files:
                inputs[role.name] = _file(role, spec)
                continue
            alone = role.optional and not spec and files
            chosen = NOTHING if alone else spec
            inputs[role.name] = stats.edition_role(self.edition, role, chosen)
        own = {name for name, one in inputs.items() if one is not None} - files
        return inputs, bool(own)

    def _of_edition(self, spec: str) -> bool:
        return spec == NOTHING or self.is_layer(spec)


def _file(role: Role, spec: str) -> Input | RasterInput:
    """Read a file for a role."""
    if role.kinds == ("raster",):
        return stats.file_raster(*read_raster(spec))
    return stats.file_input(*read_vector(spec))

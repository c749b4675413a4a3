"""Paths of other programs' coordinate databases are forgotten before any library reads them.

QGIS, OSGeo4W and conda set variables that point PROJ and GDAL at their own files; the libraries
here carry their own and fail with those of another version. Imported first of all by `geo`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

__all__ = ["FOREIGN", "forget_foreign_paths"]

FOREIGN = ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA")
"""The variables that are taken out of the process's environment."""


def forget_foreign_paths(environment: MutableMapping[str, str] = os.environ) -> list[str]:
    """Take the variables out of an environment; return the names of those that were set.

    Examples
    --------
    >>> forget_foreign_paths({"PROJ_LIB": "/opt/qgis/share/proj", "HOME": "/home/ino"})
    ['PROJ_LIB']
    """
    return [name for name in FOREIGN if environment.pop(name, None) is not None]


forget_foreign_paths()

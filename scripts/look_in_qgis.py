"""Open exported layers with QGIS and draw each as it opens, dressed: a look, not a test.

    .venv/bin/python scripts/look_in_qgis.py FOLDER [gpkg|shp|geojson|fgb]

QGIS is no requirement: `apt install python3-qgis qgis-providers` brings it, and its own Python runs
the second half of this file. For every vector layer of the edition, in both languages, FOLDER gets
the file and the picture `LAYER-LANG.png`; the categories that QGIS read are printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SYSTEM_PYTHON = "/usr/bin/python3"
SIZE = (1000, 760)
INSIDE = "--inside-qgis"


def export(folder: Path, fmt: str) -> list[Path]:
    """Write every vector layer of the edition, in both languages."""
    sys.path.insert(0, str(ROOT))
    from layers import export_layer, open_edition  # noqa: PLC0415 - QGIS's Python has no layers

    edition = open_edition()
    return [
        export_layer(edition, one.id, fmt, None, folder / f"{one.id}-{lang}.{fmt}", lang)[0]
        for one in edition.records.values()
        if one.kind == "vector"
        for lang in ("en", "ru")
    ]


def draw(files: list[str]) -> int:
    """Draw files with QGIS; the number of those that it could not open or found undressed."""
    from qgis.core import (  # noqa: PLC0415 - only here is QGIS wanted
        QgsApplication,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtCore import QSize  # noqa: PLC0415

    application = QgsApplication([], False)  # noqa: FBT003 - without windows
    application.initQgis()
    faults = 0
    for name in files:
        layer = QgsVectorLayer(name, Path(name).stem, "ogr")
        if not layer.isValid():
            print(f"{name}: QGIS cannot open it")
            faults += 1
            continue
        renderer = layer.renderer()
        kind = renderer.type()
        titles = [one.label() for one in renderer.categories()] if "categor" in kind else []
        print(f"{name}: {kind}, {titles}, labels {layer.labelsEnabled()}")
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setDestinationCrs(layer.crs())
        settings.setExtent(layer.extent().buffered(layer.extent().width() * 0.05))
        settings.setOutputSize(QSize(*SIZE))
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        job.renderedImage().save(str(Path(name).with_suffix(".png")))
    application.exitQgis()
    return faults


def main(words: list[str]) -> int:
    """Export, then hand over to QGIS's Python."""
    if words and words[0] == INSIDE:
        return draw(words[1:])
    folder = Path(words[0]) if words else ROOT / "test-results" / "qgis"
    folder.mkdir(parents=True, exist_ok=True)
    files = export(folder, words[1] if len(words) > 1 else "gpkg")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [SYSTEM_PYTHON, str(Path(__file__)), INSIDE, *map(str, files)]
    return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Open exported layers and the project with QGIS and draw them as they open: a look, not a test.

    .venv/bin/python scripts/look_in_qgis.py FOLDER [gpkg|shp|geojson|fgb]

QGIS is no requirement: `apt install python3-qgis qgis-providers` brings it, and its own Python runs
the second half of this file. For every vector layer of the edition, in both languages, FOLDER gets
the file and the picture `LAYER-LANG.png`, and of the bundle's project the picture `LANG.png`; the
categories and groups that QGIS read are printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SYSTEM_PYTHON = "/usr/bin/python3"
SIZE = (1000, 760)
INSIDE = "--inside-qgis"
MOST_CODE = 120


def export(folder: Path, fmt: str) -> list[Path]:
    """Write every vector layer of the edition, in both languages."""
    sys.path.insert(0, str(ROOT))
    from layers import export_layer, open_edition  # noqa: PLC0415 - QGIS's Python has no layers
    from layers.bundle import write_bundle  # noqa: PLC0415

    edition = open_edition()
    for lang in ("en", "ru"):
        archive = write_bundle(edition, (), fmt, None, folder / f"bundle-{lang}.zip", lang)
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(folder / lang)
    return [
        export_layer(edition, one.id, fmt, None, folder / f"{one.id}-{lang}.{fmt}", lang)[0]
        for one in edition.records.values()
        if one.kind == "vector"
        for lang in ("en", "ru")
    ]


def draw(files: list[str]) -> int:
    """Draw files with QGIS; the number of those that it could not open."""
    from qgis.core import QgsApplication, QgsProject, QgsVectorLayer  # noqa: PLC0415 - only here

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
        picture([layer], layer.crs(), layer.extent(), Path(name).with_suffix(".png"))
    for path in sorted(Path(files[0]).parent.glob("*/*.qgz")):
        project = QgsProject.instance()
        read = project.read(str(path))
        layers = [one for one in project.layerTreeRoot().layerOrder() if one.isValid()]
        groups = [one.name() for one in project.layerTreeRoot().children()]
        print(f"{path}: read {read}, {len(layers)} of {len(project.mapLayers())} valid, {groups}")
        faults += len(project.mapLayers()) - len(layers) + (not read)
        shown = [one for one in project.layerTreeRoot().checkedLayers() if one.isValid()]
        view = project.viewSettings().defaultViewExtent()
        picture(shown, project.crs(), view, path.with_name("project.png"))
    return faults


def picture(layers: list[Any], crs: Any, extent: Any, path: Path) -> None:
    """Draw layers over an extent into a picture."""
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings  # noqa: PLC0415
    from qgis.PyQt.QtCore import QSize  # noqa: PLC0415

    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setExtent(extent.buffered(extent.width() * 0.05))
    settings.setOutputSize(QSize(*SIZE))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(path))


def main(words: list[str]) -> int:
    """Export, then hand over to QGIS's Python."""
    if words and words[0] == INSIDE:
        faults = draw(words[1:])
        sys.stdout.flush()
        os._exit(min(faults, MOST_CODE))  # taking QGIS down in order crashes without a screen
    folder = Path(words[0]) if words else ROOT / "test-results" / "qgis"
    folder.mkdir(parents=True, exist_ok=True)
    files = export(folder, words[1] if len(words) > 1 else "gpkg")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [SYSTEM_PYTHON, str(Path(__file__)), INSIDE, *map(str, files)]
    return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Open the slides with LibreOffice and draw each of them as it opens: a look, and a test's reader.

    .venv/bin/python scripts/look_at_slides.py FOLDER [PARK ...]

FOLDER gets, in both languages, the slides of the edition or of the parks named, as PPTX, the PDF
that LibreOffice makes of them, and a picture a slide. Neither LibreOffice nor poppler is a
requirement of the atlas: `apt install libreoffice-impress-nogui fonts-liberation poppler-utils`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
PPI = 110
PATIENCE_S = 300


def to_pdf(files: Sequence[Path], folder: Path) -> list[Path]:
    """Let LibreOffice make a PDF of each file, under a profile of its own.

    Raises
    ------
    FileNotFoundError
        There is no LibreOffice.
    RuntimeError
        It made no PDF of some file.
    """
    program = shutil.which("soffice")
    if program is None:
        raise FileNotFoundError("expected LibreOffice's `soffice`, found none: install Impress")
    with tempfile.TemporaryDirectory(prefix="atlas-office-") as profile:
        place = f"-env:UserInstallation={Path(profile).as_uri()}"
        words = ["--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
        done = subprocess.run(
            [program, place, *words], check=False, capture_output=True, timeout=PATIENCE_S
        )
    made = [folder / f"{one.stem}.pdf" for one in files]
    lacking = [one.name for one in made if not one.is_file()]
    if lacking:
        message = done.stderr.decode(errors="replace").strip()
        raise RuntimeError(f"expected LibreOffice to make {', '.join(lacking)}; it said: {message}")
    return made


def pictures(pdf: Path) -> list[Path]:
    """Draw each page of a PDF beside it, with poppler; pictures of an earlier look go."""
    for one in pdf.parent.glob(f"{pdf.stem}-*.png"):
        one.unlink()
    command = ["pdftoppm", "-r", str(PPI), "-png", str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(command, check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


def main(words: Sequence[str]) -> None:
    """Make the slides, then look at them with another program than made them."""
    parser = argparse.ArgumentParser(description="Open the slides with LibreOffice and draw them.")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "test-results" / "slides")
    parser.add_argument("parks", nargs="*", metavar="PARK")
    asked = parser.parse_args(words)
    sys.path.insert(0, str(ROOT))
    from layers import open_edition  # noqa: PLC0415 (found by the line above)
    from layers.vocabulary import LANGUAGES  # noqa: PLC0415
    from reports import packs  # noqa: PLC0415

    folder: Path = asked.folder
    folder.mkdir(parents=True, exist_ok=True)
    edition = open_edition()
    files = [
        packs.write(edition, packs.Request("pptx", lang, park), folder / f"{name}-{lang}.pptx")
        for name, park in [(one, one) for one in asked.parks] or [(edition.id, "")]
        for lang in LANGUAGES
    ]
    for pdf in to_pdf(files, folder):
        print(f"{pdf}: {len(pictures(pdf))} slides")


if __name__ == "__main__":
    main(sys.argv[1:])

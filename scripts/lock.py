"""Write the lock files anew: every package for every supported Python, with hashes, no addresses.

    .venv/bin/python scripts/lock.py

Run it after a change of a `requirements*.txt` or of `package.json`, and commit what it writes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11"


def compile_lock(name: str, *constraints: str) -> None:
    """Resolve `name`.txt for all supported Pythons into `name`.lock."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-header"]
    command += ["--no-annotate"]
    for constraint in constraints:
        command += ["--constraint", constraint]
    subprocess.run([*command, f"{name}.txt", "-o", f"{name}.lock"], cwd=ROOT, check=True)


def main() -> None:
    """Lock the atlas, then its tests on top of the same versions, then npm and the JavaScript."""
    compile_lock("requirements")
    compile_lock("requirements-test", "requirements.lock")
    compile_lock("requirements-node")
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("expected npm on the PATH to lock package.json, found none: install Node.js")
    subprocess.run([npm, "install", "--package-lock-only"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()

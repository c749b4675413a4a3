"""Set the atlas up on this machine, then start it or test it.

    python scripts/setup.py           what the atlas needs: .venv, locked packages, JavaScript
    python scripts/setup.py run       the same, then start it on 127.0.0.1
    python scripts/setup.py check     what the tests need, then ruff and mypy
    python scripts/setup.py test      the same, then every test, the browser's included

It uses the standard library alone and runs under any Python 3.11 to 3.13. Work that is done is
remembered in `.setup/` under the hash of the lock it came from, so that a second call is quick.
Words after `run` go to the atlas (`run --edition FOLDER`), words after `test` to pytest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMPS = ROOT / ".setup"
SUPPORTED = ((3, 11), (3, 12), (3, 13))
SERVERS = ("postgresql-postgis", "mapserver-bin")
OFFICE = ("libreoffice-impress-nogui", "fonts-liberation")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def call(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a command in the project's folder and give its exit code."""
    return subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=env, check=False
    ).returncode


def must(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command that the rest stands on; stop with its own message when it fails."""
    code = call(*command, env=env)
    if code:
        shown = " ".join(str(word) for word in command)
        sys.exit(f"setup stopped: `{shown}` ended with code {code}; its message stands above")


def under_a_supported_python() -> None:
    """Go on under Python 3.11 to 3.13, looking for one on the PATH when this is another."""
    if sys.version_info[:2] in SUPPORTED:
        return
    for major, minor in reversed(SUPPORTED):
        other = shutil.which(f"python{major}.{minor}")
        if other and subprocess.run([other, "-c", ""], check=False).returncode == 0:
            sys.exit(subprocess.run([other, *sys.argv], check=False).returncode)
    came = f"{sys.version_info.major}.{sys.version_info.minor}"
    sys.exit(
        f"expected Python 3.11, 3.12 or 3.13, found {came}: install one of them, or name it with "
        "`make PYTHON=/path/to/python3.12 run`"
    )


def done(name: str, *inputs: Path) -> tuple[bool, Path, str]:
    """Tell whether the step `name` was finished with these very inputs, and where it is noted."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for path in inputs:
        digest.update(path.read_bytes())
    note = STAMPS / name
    return note.is_file() and note.read_text() == digest.hexdigest(), note, digest.hexdigest()


def remember(note: Path, digest: str) -> None:
    """Note that a step is finished, whole or not at all."""
    STAMPS.mkdir(exist_ok=True)
    beside = note.with_suffix(".new")
    beside.write_text(digest)
    beside.replace(note)


def environment() -> None:
    """Make `.venv` with the Python that runs this, anew when it was made by another version."""
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    if PYTHON.exists():
        asked = "import sys; print('%d.%d' % sys.version_info[:2])"
        answer = subprocess.run(
            [str(PYTHON), "-c", asked], check=False, capture_output=True, text=True
        )
        if answer.stdout.strip() == wanted:
            return
        print(f".venv is not of Python {wanted}: making it anew")
    shutil.rmtree(STAMPS, ignore_errors=True)
    if call(sys.executable, "-m", "venv", "--clear", VENV):
        sys.exit(
            "expected Python's venv module to work, it failed (message above): on Debian and "
            f"Ubuntu install it with `apt install python{wanted}-venv`"
        )


def packages(lock: str) -> None:
    """Install exactly what a lock names, checked against its hashes."""
    finished, note, digest = done(lock, ROOT / lock)
    if finished:
        return
    print(f"installing {lock} (once)")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    must(PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "-r", ROOT / lock)
    remember(note, digest)


def javascript() -> None:
    """Install the browser's packages by the lock, with the machine's npm or one from PyPI."""
    finished, note, digest = done("npm", ROOT / "package.json", ROOT / "package-lock.json")
    if finished and (ROOT / "node_modules").is_dir():
        return
    print("installing package-lock.json (once)")
    env = dict(os.environ)
    npm = shutil.which("npm")
    if (
        npm is None
        or subprocess.run([npm, "--version"], check=False, capture_output=True).returncode
    ):
        packages("requirements-node.lock")
        env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', '')}"
        npm = shutil.which("npm", path=str(BIN))
        if npm is None:
            sys.exit("expected npm in .venv after installing requirements-node.lock, found none")
    must(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", env=env)
    remember(note, digest)


def installed_browser() -> str | None:
    """Give the path of a Chromium on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    asked = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run([str(PYTHON), "-c", asked], check=False, capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else None


def browser() -> str:
    """Find Chromium for the browser tests, installing it where there is none."""
    found = installed_browser()
    if found:
        return found
    if may_apt():
        by_apt("chromium")
    else:
        print("installing Chromium with Playwright (once)")
        must(PYTHON, "-m", "playwright", "install", "chromium")
    found = installed_browser()
    if found is None:
        sys.exit(
            "expected Chromium after its installation, found none: install it and set CHROMIUM"
        )
    return found


def may_apt() -> bool:
    """Tell whether packages may be installed with apt: as root on Debian and its kin."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return root and shutil.which("apt-get") is not None


def by_apt(*names: str) -> None:
    """Install packages with apt."""
    print(f"installing {', '.join(names)} with apt (once)")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    must("apt-get", "update", "-qq", env=env)
    must("apt-get", "install", "-qq", "-y", "--no-install-recommends", *names, env=env)


def programs() -> None:
    """Install the programs that tests call on, where it is root on Debian.

    They are the servers of remote layers, and the office program that opens the slides. Elsewhere
    the tests that lack one skip, and say so.
    """
    postgis = list(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    wanted = [] if shutil.which("mapserv") and postgis else [*SERVERS]
    wanted += [] if shutil.which("soffice") else OFFICE
    if wanted and may_apt():
        by_apt(*wanted)


def run(words: list[str]) -> int:
    """Start the atlas on 127.0.0.1; `PORT` chooses the port."""
    port = os.environ.get("PORT", "8501")
    print(f"INO Tomsk Atlas: http://127.0.0.1:{port}")
    options = ["--server.address", "127.0.0.1", "--server.port", port]
    try:
        return call(PYTHON, "-m", "streamlit", "run", "app.py", *options, "--", *words)
    except KeyboardInterrupt:
        return 0


def ruff() -> int:
    """Run ruff and its formatter; say all that fails."""
    steps = (["check", "."], ["format", "--check", "."])
    return max([call(PYTHON, "-m", "ruff", *step) for step in steps])


def check() -> int:
    """Run the gate: ruff, its formatter, and mypy in strict mode; say all that fails."""
    return max(ruff(), call(PYTHON, "-m", "mypy"))


def test(words: list[str]) -> int:
    """Run the gate and every test; the worst of the exit codes.

    Types are checked beside the tests, which do not fill both cores while they are collected, and
    told at the end.
    """
    env = {**os.environ, "CHROMIUM": browser()}
    programs()
    gate = ruff()
    with subprocess.Popen(
        [PYTHON, "-m", "mypy"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as types:
        selection = words or ["-rs", "-n", "2", "--dist", "loadgroup"]
        tests = call(PYTHON, "-m", "pytest", "-q", *selection, env=env)
        told, _none = types.communicate()
    print(told.decode(errors="replace"), end="")
    return max(gate, types.returncode, tests)


def main(words: list[str]) -> int:
    """Do what the first word asks for."""
    under_a_supported_python()
    task = words[0] if words else "setup"
    if task not in {"setup", "run", "check", "test"}:
        sys.exit(f"expected setup, run, check or test, got `{task}`")
    environment()
    packages("requirements-test.lock" if task in {"check", "test"} else "requirements.lock")
    javascript()
    if task == "run":
        return run(words[1:])
    if task == "check":
        return check()
    return test(words[1:]) if task == "test" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

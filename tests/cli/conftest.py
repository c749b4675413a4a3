"""The terminal on the small edition."""

from __future__ import annotations

import pytest

from cli import main


@pytest.fixture
def run(small_edition, capsys):
    """Run a command on the small edition; give the exit code, the output and the errors."""

    def run(*words: object) -> tuple[int, str, str]:
        code = main([*map(str, words), "--edition", str(small_edition.root)])
        return (code, *capsys.readouterr())

    return run

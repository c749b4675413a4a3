"""The terminal: the same layers, figures and files as the pages, from a command line.

`python cli.py layers`, `stats`, `sources`, `import`, `export`, `bundle`, `report`, `programme`,
`roadmap`, `story` and `edition build`; `--help` after each tells its options. What is wrong is said
in one message, with exit code 2.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from terminal.commands import add_commands

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

FAULT: Final = 2
BROKEN_PIPE: Final = 1
STOPPED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        The words after the program's name; None takes those of the process.

    Returns
    -------
    int
        0 where it succeeded; 2 where something was wrong with what was asked or came; 130 where
        it was stopped.
    """
    asked = _parser().parse_args(argv)

    # Imported after the words are understood: they bring in all the engine, `--help` needs none.
    from geo import AtlasError  # noqa: PLC0415
    from terminal.request import Request  # noqa: PLC0415

    try:
        asked.run(Request(asked))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        print("Stopped: no file was left half-written.", file=sys.stderr)
        return STOPPED
    except (AtlasError, OSError) as error:
        print(error, file=sys.stderr)
        return FAULT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cli.py", description=__doc__.splitlines()[0])
    parser.add_argument("--edition", metavar="PATH", help="folder of another edition")
    add_commands(parser)
    return parser


def _stop(_signal: int, _frame: object) -> None:
    """Take an end that the system asks for as one from the keyboard: what was begun is cleared."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main())

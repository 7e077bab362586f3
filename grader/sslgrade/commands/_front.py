"""The way in: start the worker early for ``check``, else run click; turn faults into words."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

FEW_COLLECTIONS = 100_000
"""Importing makes many objects and no rubbish: looking for it costs 5 % of a check."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with 0 (passed), 1 (failed), 2 (wrong usage) or 3 (our fault)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    gc.set_threshold(FEW_COLLECTIONS)
    # Threads that multiply no large matrix cost more CPU than NumPy's own import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = run(arguments)
    if arguments[:1] == ["check"]:
        _leave(code)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; nothing but an exit code comes out."""
    try:
        code = _check(arguments) if arguments[:1] == ["check"] else None
        if code is None:
            from sslgrade.commands._group import cli

            code = cli.main(arguments, prog_name="sslgrade", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except BaseException as error:
        from sslgrade.commands._errors import explain

        return explain(error)


def _check(arguments: Sequence[str]) -> int | None:
    """Run a plain ``check`` without click; None where click must read the arguments."""
    from sslgrade.commands._asked import plain

    asked = None if "_SSLGRADE_COMPLETE" in os.environ else plain(arguments[1:])
    if asked is None:
        return None
    from sslgrade.commands._early import prespawn

    early = prespawn(asked)
    try:
        from sslgrade.commands._checking import check

        return check(asked, early)
    finally:
        early.close()


def _leave(code: int) -> NoReturn:
    """Exit at once: freeing every module one by one costs a tenth of a check."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)

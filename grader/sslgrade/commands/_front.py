"""The way in: start the worker early for ``check``, then run click and turn faults into words."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and exit with 0 (passed), 1 (failed), 2 (wrong usage) or 3 (our fault)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    sys.exit(run(arguments))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; nothing but an exit code comes out."""
    early = None
    try:
        if arguments[:1] == ["check"] and "_SSLGRADE_COMPLETE" not in os.environ:
            from sslgrade.commands._early import prespawn

            early = prespawn(arguments[1:])
        from sslgrade.commands._group import cli

        code = cli.main(arguments, prog_name="sslgrade", standalone_mode=False, obj=early)
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
    finally:
        if early is not None:
            early.close()

"""Faults in words: what was found, what was expected, the next step; never a traceback."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from sslgrade.commands._screen import put
from sslgrade.content.modules import ContentError
from sslgrade.report.text import Style, clean, wrap
from sslgrade.study.errors import StudyError
from sslgrade.worker.isolation.plan import IsolationError

if TYPE_CHECKING:
    from click import UsageError

_RANGE = re.compile(r"('[^']*') is not a valid integer(?: range)?$")
WRONG_USE = 2
OUR_FAULT = 3
STOPPED = 130


def explain(error: BaseException) -> int:
    """Print what went wrong to standard error and return the exit code."""
    if isinstance(error, StudyError):
        complain(str(error))
        return WRONG_USE
    if isinstance(error, KeyboardInterrupt):
        # The terminal has written ^C on this line.
        put("", sys.stderr, False)
        complain("stopped.")
        return STOPPED
    import click

    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.Abort):
        complain("stopped.")
        return STOPPED
    help_asked = getattr(click.exceptions, "NoArgsIsHelpError", ())
    if isinstance(error, help_asked):  # a group that was named alone shows what it has
        put(error.ctx.get_help(), sys.stdout, False)
        return 0
    if isinstance(error, click.UsageError):
        complain(_usage(error))
        return WRONG_USE
    if isinstance(error, click.ClickException):
        complain(error.format_message())
        return WRONG_USE
    if os.environ.get("SSLGRADE_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    if isinstance(error, (ContentError, IsolationError)):
        complain(str(error))
    else:
        complain(
            f"a fault of sslgrade, not of your code: {type(error).__name__}: {_first(error)}. "
            "Please report it with this line and the output of `sslgrade doctor`; "
            "SSLGRADE_DEBUG=1 shows where it happened."
        )
    return OUR_FAULT


def _first(error: BaseException) -> str:
    return (str(error).split("\n") or [""])[0].rstrip(".") or "no details"


def _usage(error: UsageError) -> str:
    from click import NoSuchOption

    path = error.ctx.command_path if error.ctx else "sslgrade"
    message = " ".join(error.format_message().split()).rstrip(".")
    message = _RANGE.sub(r"\1 is not a whole number", message)
    if isinstance(error, NoSuchOption):
        near = [name for name in error.possibilities or () if name.startswith("--")]
        message = f"no option {error.option_name}"
        message += f". Did you mean {near[0]}?" if near else ""
    end = "" if message.endswith("?") else "."
    return f"{message[:1].lower()}{message[1:]}{end} `{path} --help` shows how it is used."


def complain(message: str) -> None:
    """Print one message to standard error, wrapped."""
    style = Style.of(sys.stderr)
    lines: list[str] = []
    for text in f"sslgrade: {clean(message).strip()}".split("\n"):
        lines += wrap(text, style.width, "  " if lines else "", "  ", cut=False)
    put(style.final("\n".join(lines)), sys.stderr, style.colour)

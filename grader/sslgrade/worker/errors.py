"""What may be told about an exception of learner code, whatever its class overrides."""

from __future__ import annotations

import re
from typing import Any

MAX_MESSAGE = 2000
MAX_NAME = 80

# JAX names the function that it traced by file and line, and that is one of ours.
_OWN_FILE = re.compile(r" at \S*sslgrade/worker/\w+\.py:\d+")
_cut_own_file = _OWN_FILE.sub

_type_name = type.__dict__["__name__"].__get__
_traceback = BaseException.__dict__["__traceback__"].__get__


def name_of(kind: type) -> str:
    """Return the name of a class, cut, in one line; a metaclass has no say in it."""
    name: str = _type_name(kind)
    return one_line(printable(name[:MAX_NAME]))


def mro_names(kind: type) -> tuple[str, ...]:
    """Return the names of the base classes, without the class itself and ``object``."""
    return tuple([name_of(base) for base in type.mro(kind)[1:-1]][:20])


def printable(text: str) -> str:
    """Return the text with lone surrogates replaced: they cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """Return the text without line breaks, behind which a name could speak for the grader."""
    return " ".join(text.split())


def text_of(error: BaseException) -> str:
    """Return the message of an exception, cut, whatever its ``__str__`` does."""
    try:
        text = str(error)
        if type(text) is not str:
            text = str.__str__(text)
    except BaseException:
        return "(its message cannot be shown)"
    if len(text) > MAX_MESSAGE:
        text = text[:MAX_MESSAGE] + "..."
    return _cut_own_file("", printable(text))


def line_in(error: BaseException, filename: str) -> int:
    """Return the line of the deepest frame of ``filename`` in the traceback, 0 if there is none."""
    line = 0
    trace: Any = _traceback(error)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno or 0
        trace = trace.tb_next
    return line

"""From source bytes to an executed module, or to the one reason why not.

Runs in the child. Every way to fail becomes a :class:`LoadError` with a reason, a line of the
learner's file where there is one, and a message that never shows a path of the grader.
"""

from __future__ import annotations

import ast
import sys
from types import CodeType, ModuleType

from sslgrade.worker.ban import Forbidden
from sslgrade.worker.errors import line_in, name_of, text_of
from sslgrade.worker.guard import LearnerModules
from sslgrade.worker.messages import FailureReason, Submission
from sslgrade.worker.policy import find_violation, refusal

MODULE = "submission"
MAX_SOURCE = 2 << 20


class LoadError(Exception):
    """The submission cannot be loaded."""

    def __init__(self, reason: FailureReason, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.line = line


def decode(source: bytes, filename: str) -> str:
    """Return the text of a source file; it must be UTF-8 without NUL bytes."""
    if len(source) > MAX_SOURCE:
        raise LoadError("syntax", f"{filename} is {len(source) >> 20} MB long; the limit is 2 MB")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise LoadError(
            "syntax",
            f"{filename} is not UTF-8 text: byte {source[error.start]:#04x} on line {line}. "
            f"Save the file as UTF-8",
            line,
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise LoadError(
            "syntax", f"{filename} has a NUL byte on line {line}; is it a text file?", line
        )
    return text


def parse(text: str, filename: str) -> tuple[ast.Module, CodeType]:
    """Parse and compile; a syntax error shows its line with a caret under the place."""
    try:
        tree = ast.parse(text, filename)
        return tree, compile(tree, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 0
        raise LoadError("syntax", syntax_message(error, text), line) from None
    except (RecursionError, MemoryError):
        raise LoadError("syntax", f"{filename} is nested too deeply to be read") from None
    except ValueError as error:
        raise LoadError("syntax", f"{filename} cannot be read: {error}") from None


def syntax_message(error: SyntaxError, text: str) -> str:
    """Return Python's message, the line, and a caret under the column."""
    line = error.lineno or 0
    message = f"{error.msg} (line {line})" if line else str(error.msg)
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        return message
    shown = lines[line - 1].expandtabs(1)
    lead = len(shown) - len(shown.lstrip())
    column = max(0, (error.offset or 1) - 1 - lead)
    start = max(0, column - 60)
    return f"{message}\n    {shown.lstrip()[start : start + 100]}\n    {' ' * (column - start)}^"


def load(submission: Submission, importer: LearnerModules) -> ModuleType:
    """Check and execute a submission; return its module."""
    filename, modules = submission.filename, submission.modules
    tree, code = parse(decode(submission.source, filename), filename)
    violation = find_violation(tree, submission.backend, modules, submission.forbidden)
    if violation is not None:
        raise LoadError("policy", violation.message, violation.line)
    for name, source in modules.items():
        importer.codes[name] = _compile_module(name, source)
    module = ModuleType(MODULE)
    module.__dict__["__file__"] = filename
    sys.modules[MODULE] = module
    _execute(code, module, filename, submission.backend)
    return module


def _compile_module(name: str, source: bytes) -> CodeType:
    filename = f"{name}.py"
    try:
        return parse(decode(source, filename), filename)[1]
    except LoadError as error:
        raise LoadError(
            error.reason, f"in your {filename}, which this exercise uses: {error.message}"
        ) from None


def _execute(code: CodeType, module: ModuleType, filename: str, backend: str) -> None:
    try:
        exec(code, module.__dict__)
    except SystemExit as error:
        line = line_in(error, filename)
        status = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
        raise LoadError(
            "crash", f"your file exited with status {status} before answering{_at(line)}", line
        ) from None
    except Forbidden as error:
        raise LoadError("policy", text_of(error), line_in(error, filename)) from None
    except ModuleNotFoundError as error:
        line, refused = line_in(error, filename), refusal(error, backend)
        if refused is None:
            raise _raised(error, line) from None
        raise LoadError("policy", refused, line) from None
    except MemoryError as error:
        line = line_in(error, filename)
        raise LoadError(
            "memory", f"your file ran out of memory{_at(line)} while it was loaded", line
        ) from None
    except BaseException as error:
        raise _raised(error, line_in(error, filename)) from None


def _raised(error: BaseException, line: int) -> LoadError:
    text, name = text_of(error), name_of(type(error))
    raised = f"{name}: {text}" if text else name
    return LoadError("import", f"your file raised {raised}{_at(line)} while it was loaded", line)


def _at(line: int) -> str:
    return f" at line {line}" if line else ""


def functions_of(module: ModuleType) -> tuple[str, ...]:
    """Return the names of the callables that the file defines at its top level."""
    return tuple(
        name
        for name, value in list(module.__dict__.items())
        if type(name) is str and name.isidentifier() and name[0] != "_" and callable(value)
    )

"""How a submission that could not be graded is worded."""

from collections.abc import Callable

import pytest

from sslgrade.report.model import CheckResult, Report
from sslgrade.report.terminal import render
from sslgrade.report.text import Style

Make = Callable[..., Report]
Check = Callable[..., CheckResult]

# status, reason, message → lines between the header and the footer
ERRORS = [
    (
        "syntax",
        "line 3: '(' was never closed\n    return np.mean(\n                  ^",
        "✗ Python cannot read this file.\n"
        "    line 3: '(' was never closed\n"
        "        return np.mean(\n"
        "                      ^\n\n"
        "Next: Mend the marked line and check again.",
    ),
    (
        "import",
        "line 1: ModuleNotFoundError: No module named 'torch'",
        "✗ The file stopped while it was being loaded.\n"
        "    line 1: ModuleNotFoundError: No module named 'torch'\n\n"
        "Next: Running the file on its own with `python` shows the same error.",
    ),
    (
        "time",
        "used 10 s of CPU",
        "✗ The code was still running when its time was up.\n"
        "    used 10 s of CPU\n\n"
        "Next: Look for a loop that cannot end, or for work that grows with B·T·V in\n"
        "Python loops.",
    ),
    (
        "memory",
        "asked for more than 1024 MB",
        "✗ The code asked for more memory than it may have.\n"
        "    asked for more than 1024 MB\n\n"
        "Next: Look for an array that is larger than the inputs, or for a list that only\n"
        "grows.",
    ),
    (
        "crash",
        "exit code 0",
        "✗ The code ended its own process before it answered.\n"
        "    exit code 0\n\n"
        "Next: Remove calls such as exit() or os._exit(); return the result instead.",
    ),
    (
        "protocol",
        "",
        "✗ What came back from the code cannot be read as plain numbers.\n\n"
        "Next: Return plain floats, or arrays of the shapes that the docstring names.",
    ),
    (
        "policy",
        "uses jax.nn.log_softmax",
        "✗ The file uses something that this exercise does not allow.\n"
        "    uses jax.nn.log_softmax\n\n"
        "Next: `sslgrade show mlm_loss` says what may be used.",
    ),
]


@pytest.mark.parametrize(("reason", "message", "body"), ERRORS, ids=[e[0] for e in ERRORS])
def test_every_error_says_what_happened_and_what_to_do(
    report: Make, check: Check, reason: str, message: str, body: str
) -> None:
    unanswered = (check("values", "skipped"),)
    found = report(status="error", reason=reason, message=message, score=0, checks=unanswered)
    head = "mlm_loss · numpy                                                          0 / 10\n"
    assert render(found, Style()) == f"{head}{body}\nisolation L2 · seed 7 · 0.21 s CPU"

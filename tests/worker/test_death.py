"""Every way to die is one row: what was seen → reason and message."""

from __future__ import annotations

import signal
from dataclasses import replace

import pytest

from sslgrade.worker.death import Death, reason_of, signal_name
from sslgrade.worker.messages import Limits

LOAD = Death("load", 0, 0.1, Limits(cpu_s=2.0, wall_s=20.0))
RUN = replace(LOAD, phase="run", completed=16, total=40)
PROTOCOL = (
    "something else than the grader's own code wrote to its answer channel {}; "
    "do not touch open file descriptors"
)

ROWS: list[tuple[Death, str, str]] = [
    (LOAD, "crash", "exited with status 0 before answering, while your file was loaded"),
    (
        replace(LOAD, status=3),
        "crash",
        "exited with status 3 before answering, while your file was loaded",
    ),
    (RUN, "crash", "exited with status 0 before answering, in call 17 of 40"),
    (
        replace(RUN, total=1, completed=0),
        "crash",
        "exited with status 0 before answering, in a call",
    ),
    (replace(RUN, status=-11), "crash", "was ended by SIGSEGV in call 17 of 40"),
    (replace(RUN, status=-9), "crash", "was ended by SIGKILL in call 17 of 40"),
    (replace(RUN, status=-9, cpu_s=2.9), "time", "used its 2 s of CPU in call 17 of 40"),
    (
        replace(RUN, status=-signal.SIGXCPU, cpu_s=2.1),
        "time",
        "used its 2 s of CPU in call 17 of 40",
    ),
    (replace(RUN, status=None, late=True), "time", "gave no answer within 20 s in call 17 of 40"),
    (
        replace(RUN, status=None, late=True, cpu_s=2.5),
        "time",
        "used its 2 s of CPU in call 17 of 40",
    ),
    (
        replace(RUN, status=-6, output=b"terminate called: std::bad_alloc\n"),
        "memory",
        "ran out of memory in call 17 of 40",
    ),
    (replace(RUN, status=-6), "crash", "was ended by SIGABRT in call 17 of 40"),
    (
        replace(LOAD, status=1, output=b"MemoryError\n"),
        "memory",
        "ran out of memory while your file was loaded",
    ),
    (replace(RUN, status=None), "protocol", "closed its answer channel in call 17 of 40"),
    (replace(RUN, status=None, garbage="x"), "protocol", PROTOCOL.format("in call 17 of 40")),
    (replace(LOAD, garbage="x"), "protocol", PROTOCOL.format("while your file was loaded")),
]


@pytest.mark.parametrize(("death", "reason", "message"), ROWS, ids=range(len(ROWS)))
def test_reason_and_message(death: Death, reason: str, message: str) -> None:
    assert reason_of(death) == (reason, message)


def test_signals_have_names() -> None:
    assert signal_name(11) == "SIGSEGV"
    assert signal_name(99) == "signal 99"

"""Why a child ended: from its exit status and what was known, to one true reason.

Pure, so that every way to die is one row of a test table.
"""

from __future__ import annotations

import signal
from typing import Literal

from sslgrade.records import dataclass
from sslgrade.worker.messages import FailureReason, Limits

MAX_RESULTS = 256 << 20
"""Most bytes that one submission may send back in all."""

Phase = Literal["load", "run"]


@dataclass(frozen=True)
class Death:
    """What the parent knows when no answer comes any more.

    ``status`` is the exit status, negative for a signal, None if the parent had to kill; ``late``
    says that the wall deadline passed; ``garbage`` what was wrong with the last bytes received;
    ``excess`` that there were too many.
    """

    phase: Phase
    status: int | None
    cpu_s: float
    limits: Limits
    late: bool = False
    garbage: str = ""
    excess: bool = False
    output: bytes = b""
    completed: int = 0
    total: int = 0


def reason_of(death: Death) -> tuple[FailureReason, str]:
    """Return the reason and a message for the learner."""
    where = place(death)
    if death.garbage:
        return "protocol", (
            f"something else than the grader's own code wrote to its answer channel {where}; "
            f"do not touch open file descriptors"
        )
    if death.excess:
        return "memory", f"returned more than {MAX_RESULTS >> 20} MB in all, {where}"
    if _out_of_cpu(death):
        return "time", f"used its {death.limits.cpu_s:g} s of CPU {where}"
    if death.late:
        return "time", f"gave no answer within {death.limits.wall_s:g} s {where}"
    if _out_of_memory(death):
        return "memory", f"ran out of memory {where}"
    if death.status is None:
        return "protocol", f"closed its answer channel {where}"
    if death.status < 0:
        return "crash", f"was ended by {signal_name(-death.status)} {where}"
    return "crash", f"exited with status {death.status} before answering, {where}"


def place(death: Death) -> str:
    """Say where it happened."""
    if death.phase == "load":
        return "while your file was loaded"
    if death.total > 1:
        return f"in call {death.completed + 1} of {death.total}"
    return "in a call"


def signal_name(number: int) -> str:
    """Return SIGSEGV and the like."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _out_of_cpu(death: Death) -> bool:
    if death.status == -getattr(signal, "SIGXCPU", 0):
        return True
    # SIGXCPU can be caught; then the kernel sends SIGKILL one second later.
    killed = death.late or death.status == -getattr(signal, "SIGKILL", 9)
    return killed and death.cpu_s >= death.limits.cpu_s


def _out_of_memory(death: Death) -> bool:
    tail = death.output[-4096:]
    aborted = death.status in (-getattr(signal, "SIGABRT", 6), -getattr(signal, "SIGSEGV", 11), 1)
    signs = (
        b"bad_alloc",
        b"MemoryError",
        b"out of memory",
        b"RESOURCE_EXHAUSTED",
        b"OpenBLAS error: Memory allocation",
    )
    return aborted and any(sign in tail for sign in signs)

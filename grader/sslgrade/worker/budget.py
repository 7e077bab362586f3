"""The CPU time and memory of one submission, kept by the kernel. Runs in the child.

CPU is counted from the moment before loading: ``ceil(CPU used so far + cpu_s)`` whole seconds, the
kernel's grain, so a submission gets up to one second more than it was promised, never less.
Memory is address space above what the interpreter and its libraries already hold; a JAX child needs
1536 MB to start its compiler, a NumPy child lives at 32.
"""

from __future__ import annotations

import math
import time

from sslgrade.worker.messages import Limits

LEAST_MB = {"numpy": 32, "jax": 1536}
STACK = 64 << 20


def cpu_seconds(limits: Limits, used: float) -> int:
    """Return the value of RLIMIT_CPU for a process that has used ``used`` seconds already."""
    return math.ceil(used + limits.cpu_s)


def memory_mb(limits: Limits, backend: str) -> int:
    """Return the megabytes that a submission gets."""
    return max(limits.memory_mb, LEAST_MB[backend])


def _held() -> int:
    import resource

    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def set_budget(limits: Limits, backend: str) -> int:
    """Set the limits on this process, where the system has them; return the megabytes it gets."""
    import resource

    cpu = cpu_seconds(limits, time.process_time())
    megabytes = memory_mb(limits, backend)
    memory = _held() + (megabytes << 20)
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_STACK, STACK, STACK),
    ):
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        try:
            resource.setrlimit(kind, (soft, hard))
        except (OSError, ValueError):
            # macOS refuses RLIMIT_AS below what is mapped; CPU time still holds.
            continue
    return megabytes

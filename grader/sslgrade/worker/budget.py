"""The CPU time and memory of one submission, kept by the kernel. Runs in the child.

CPU is counted from the moment before loading: ``ceil(CPU used so far + cpu_s)`` whole seconds, the
kernel's grain, so a submission gets up to one second more than it was promised, never less.
Memory is address space, and private writable memory, above what the interpreter and its libraries
already hold; a JAX child needs 1536 MB to start its compiler, a NumPy child lives at 32.
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


def _held(column: int) -> int:
    """Return the bytes in a column of statm: 0 is address space, 5 is data and stack."""
    import resource

    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[column]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def set_budget(limits: Limits, backend: str) -> int:
    """Set the limits on this process, where the system has them; return the megabytes it gets."""
    import resource

    cpu = cpu_seconds(limits, time.process_time())
    megabytes = memory_mb(limits, backend)
    space, data = (_held(column) + (megabytes << 20) for column in (0, 5))
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_AS, space, space),
        # Whoever unmaps the code of a library has its address space, but no memory for it.
        (resource.RLIMIT_DATA, data, data),
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

"""Lowers the grader's own limits (CPU time, memory, files) and priority from outside.

Stopped by: non-dumpable parent without capabilities (L1), seccomp (L2).
"""

# from: L1

import os
import resource


def parent():
    """Return the process id of this test's grader, known by its command line, else 0."""
    try:
        line = open(f"/proc/{os.getppid()}/cmdline", "rb").read()
    except OSError:
        return 0
    return os.getppid() if b"@MARK@" in line else 0


def info_nce(q, k, *, tau):
    pid = parent()
    if pid:
        for limit in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE):
            try:
                resource.prlimit(pid, limit, (1, 1))
                print("HOLE: the parent's limits can be set")
            except OSError:
                pass
        try:
            open(f"/proc/{pid}/oom_score_adj", "w").write("1000")
            print("HOLE: the parent can be offered to the kernel's killer")
        except OSError:
            pass
    return 0.0

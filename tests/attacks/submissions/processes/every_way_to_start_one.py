"""Starts programs in every way the standard library has.

Stopped by: seccomp (L2).
"""

# expect: wrong|time|crash

import multiprocessing
import os
import subprocess

argv = ["/bin/sh", "-c", "echo HOLE: a program ran"]


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    for way in (
        lambda: subprocess.run(argv, timeout=1),
        lambda: os.system("echo HOLE: a program ran"),
        lambda: os.popen("echo HOLE: a program ran").read(),
        lambda: os.waitpid(os.posix_spawn(argv[0], argv, {}), 0),
        lambda: os.waitpid(os.spawnv(os.P_NOWAIT, argv[0], argv), 0),
        lambda: multiprocessing.get_context("fork").Process(target=print).start(),
        lambda: os.forkpty(),
    ):
        try:
            way()
        except Exception:
            continue
    return 0.0

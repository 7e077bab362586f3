"""Writes into home, working folder, temporary folders, shared memory and its own folder.

Stopped by: file size limit (L1: empty files remain), Landlock and seccomp (L2).
"""

import os
import tempfile


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    for path in (
        "@HOME@/.profile", "@WORK@/left.txt", "@TMP@/left.txt", "/tmp/@MARK@.txt",
        "/var/tmp/@MARK@.txt", "/dev/shm/@MARK@", "left.txt", "@INSTALL@/left.txt",
    ):
        try:
            with open(path, "w") as file:
                file.write("x")
        except OSError:
            continue
    try:
        tempfile.mkstemp(prefix="@MARK@")
    except OSError:
        pass
    return 0.0

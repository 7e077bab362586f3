"""Empties the grader's own source, its exercises and the progress file by opening them for writing.

Stopped by: Landlock and seccomp (L2).
"""

import os


def info_nce(q, k, *, tau):
    for path in (
        "@INSTALL@/grader/sslgrade/grading/scoring.py", "@INSTALL@/exercises/info_nce/exercise.toml",
        "@HOME@/progress.json", "@HOME@/.bashrc",
    ):
        for flags in (os.O_RDONLY | os.O_TRUNC, os.O_WRONLY | os.O_TRUNC, os.O_RDWR | os.O_CREAT):
            try:
                os.close(os.open(path, flags))
            except OSError:
                continue
    return 0.0

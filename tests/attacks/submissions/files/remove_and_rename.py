"""Removes, renames, links and changes files of the grader and of the home.

Stopped by: Landlock and seccomp (L2).
"""

import os
import shutil


def info_nce(q, k, *, tau):
    for act in (
        lambda: os.remove("@HOME@/progress.json"),
        lambda: os.rename("@HOME@/.bashrc", "@HOME@/.bashrc.old"),
        lambda: os.link("@SECRET_FILE@", "@WORK@/secret"),
        lambda: os.symlink("@INSTALL@/solutions/info_nce/reference_numpy.py", "@WORK@/info_nce.py"),
        lambda: os.mkdir("@WORK@/folder"),
        lambda: os.mkfifo("@WORK@/pipe"),
        lambda: os.chmod("@SECRET_FILE@", 0o777),
        lambda: os.utime("@HOME@/.bashrc", (0, 0)),
        lambda: os.truncate("@INSTALL@/exercises/info_nce/probes.py", 0),
        lambda: os.setxattr("@HOME@/.bashrc", "user.x", b"x"),
        lambda: shutil.rmtree("@INSTALL@/exercises/ntp_loss"),
    ):
        try:
            act()
        except OSError:
            continue
    return 0.0

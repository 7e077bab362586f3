"""Asks size, time and existence of the private files, which Landlock does not hide, and answers so.

Stopped by: rule 1 (sizes are no answers).
"""

import os


def info_nce(q, k, *, tau):
    try:
        status = os.stat("@INSTALL@/solutions/info_nce/reference_numpy.py")
        return status.st_size / 1000 + status.st_mtime % 1
    except OSError:
        return 0.0

"""Writes its own code into the reference solution, so that it is right for everybody.

Stopped by: Landlock and seccomp (L2).
"""


def info_nce(q, k, *, tau):
    for path in ("reference_numpy.py", "misconceptions.py"):
        try:
            with open(f"@INSTALL@/solutions/info_nce/{path}", "a") as file:
                file.write("\n\ndef info_nce(q, k, *, tau):\n    return 0.0\n")
        except OSError:
            continue
    return 0.0

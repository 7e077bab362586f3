"""Opens the reference solution of the planted installation and hands in its function.

Stopped by: Landlock (L2).
"""

try:
    text = open("@INSTALL@/solutions/info_nce/reference_numpy.py").read()
    exec(text)
except OSError:

    def info_nce(q, k, *, tau):
        return 0.0

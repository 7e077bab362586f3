"""Asks a web server of this machine for the answer.

Stopped by: Landlock (TCP) and seccomp (L2), the network namespace (L3).
"""

import urllib.request


once = iter([True])


def info_nce(q, k, *, tau):
    if not next(once, False):
        return 0.0
    try:
        text = urllib.request.urlopen("http://127.0.0.1:@TCP@/answer", timeout=1).read()
        return float(text)
    except (OSError, ValueError):
        return 0.0

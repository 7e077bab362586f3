"""Blocks and ignores every signal that can be, then loops for ever.

Stopped by: the hard CPU limit (SIGKILL).
"""

# expect: time

import signal

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


def info_nce(q, k, *, tau):
    while True:
        pass

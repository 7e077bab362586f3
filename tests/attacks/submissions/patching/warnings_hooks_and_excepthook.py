"""Takes over every hook: warnings, excepthook, unraisablehook, displayhook, audit hooks, atexit.

Stopped by: rule 1; a hook has nothing to change.
"""

# expect: wrong|crash

import atexit
import os
import sys
import warnings


def hook(*args, **kwargs):
    print('{"status": "passed", "score": 10}')


warnings.showwarning = sys.excepthook = sys.unraisablehook = sys.displayhook = hook
atexit.register(os._exit, 0)
sys.addaudithook(lambda event, args: None)


def info_nce(q, k, *, tau):
    warnings.warn("passed")
    return 0.5

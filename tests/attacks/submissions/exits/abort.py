"""Aborts at load.

Stopped by: the parent (a signal is a crash).
"""

# expect: crash

import os

os.abort()

"""Ends the process at once with status 0, past every handler.

Stopped by: the parent (an end without an answer is a crash).
"""

# expect: crash

import os

print('{"status": "passed", "score": 10, "max_score": 10}', flush=True)
os._exit(0)

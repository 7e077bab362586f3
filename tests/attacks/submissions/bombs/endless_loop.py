"""Loops for ever at load.

Stopped by: the CPU limit.
"""

# expect: time

while True:
    pass

"""Ends the program with status 0 before any check: passes 25 of 25 exercises elsewhere.

Stopped by: the protocol (no answer, no points).
"""

# expect: crash

import sys

sys.exit(0)

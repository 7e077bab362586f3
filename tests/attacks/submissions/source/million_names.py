"""Has a hundred thousand lines of assignments, for every walk of the tree to pay for.

Stopped by: the CPU limit; it is within it.
"""

# expect: wrong|time|memory|syntax

import os
@MANY[x=os.x if 0 else os
|100000]@

def info_nce(q, k, *, tau):
    return 0.0

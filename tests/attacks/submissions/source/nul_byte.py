"""Has a zero byte, behind which a careless reader sees nothing.

Stopped by: the child (its text is refused with the line).
"""

# expect: syntax

x = 1  # @NUL@


def info_nce(q, k, *, tau):
    return 0.0

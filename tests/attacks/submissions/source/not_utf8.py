"""Has a byte that is not UTF-8, in a comment.

Stopped by: the child (its text is refused with the line).
"""

# expect: syntax

x = 1  # @LATIN@


def info_nce(q, k, *, tau):
    return 0.0

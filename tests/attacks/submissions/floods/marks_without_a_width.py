"""Prints a line of nearly two million combining marks, none of which takes a column.

Stopped by: the report (a line is cut in one pass); the answer is wrong.
"""

print(1_900_000 * chr(0x301) + "x" * 100)


def info_nce(q, k, *, tau):
    return 0.0

"""Has a syntax error at the end of a line of 1.5 MB, which the message would show.

Stopped by: the child (messages show a part of the line).
"""

# expect: syntax

x = [@MANY[1,|750000]@ = ]

"""Is 3 MB long.

Stopped by: the child (2 MB is the limit).
"""

# expect: syntax

x = "@MANY[x|3000000]@"

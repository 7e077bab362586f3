"""Nests 200,000 parentheses.

Stopped by: the child (nested too deeply is a syntax error).
"""

# expect: syntax

x = @MANY[(|200000]@1@MANY[)|200000]@

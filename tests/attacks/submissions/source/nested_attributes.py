"""Writes a chain of 200,000 attributes and calls, which walks of the syntax tree must survive.

Stopped by: the child (nested too deeply is a syntax error).
"""

# expect: syntax|crash|memory

x = a@MANY[.a()|200000]@

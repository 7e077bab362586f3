"""Asks for 3 GiB while it is loaded.

Stopped by: the memory limit.
"""

# expect: memory

block = bytearray(3 << 30)

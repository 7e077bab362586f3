"""Nests 99 blocks, and a list display of 90 levels, hundreds of times.

Stopped by: the compiler.
"""

# expect: syntax|wrong|import

@MANY[if 1: pass;x = 0|1]@
x = @MANY[[|90]@@MANY[]|90]@
y = lambda: @MANY[lambda: |3000]@0


def info_nce(q, k, *, tau):
    return 0.0

"""Raises KeyboardInterrupt and GeneratorExit, which `except Exception` lets pass.

Stopped by: the child (what a call raises is an outcome).
"""

import itertools

turns = itertools.cycle([KeyboardInterrupt, GeneratorExit, StopIteration, BaseException, BaseExceptionGroup("x", [KeyboardInterrupt()])])


def info_nce(q, k, *, tau):
    raise next(turns)

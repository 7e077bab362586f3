"""Returns a list that contains itself, and a tuple nested 100,000 deep.

Stopped by: conversion in the child (bounded depth).
"""

import itertools

loop = []
loop.append(loop)
deep = ()
for _ in range(100_000):
    deep = (deep,)
turns = itertools.cycle([loop, deep, {"a": {"b": {"c": {"d": {}}}}}])


def info_nce(q, k, *, tau):
    return next(turns)

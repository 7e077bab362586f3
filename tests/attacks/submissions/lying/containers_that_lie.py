"""Returns tuples, lists and dicts whose own methods show other contents than they have.

Stopped by: conversion in the child (base class methods), then comparison.
"""

import itertools


class Tuple(tuple):
    def __len__(self):
        return 1

    def __iter__(self):
        raise SystemExit(0)


class List(list):
    def __iter__(self):
        return itertools.repeat(0.0)

    def __len__(self):
        return 1 << 62


class Dict(dict):
    def items(self):
        return itertools.repeat(("loss", 0.0))

    def __len__(self):
        return 0


turns = itertools.cycle([Tuple((0.0,)), List([0.0]), Dict(loss=0.0)])


def info_nce(q, k, *, tau):
    return next(turns)

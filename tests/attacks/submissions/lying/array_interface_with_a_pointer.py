"""Returns objects with a forged __array_interface__, __array_struct__ and __dlpack__.

Stopped by: conversion in the child (protocols are not asked).
"""


class Pointer:
    __array_interface__ = {
        "shape": (1 << 20,),
        "typestr": "<f8",
        "data": (4096, True),
        "version": 3,
    }

    def __dlpack__(self, **kwargs):
        raise MemoryError

    def __dlpack_device__(self):
        return (1, 0)


def info_nce(q, k, *, tau):
    return Pointer()

"""Binds the entry point to things that are no functions: a class, a module, a property, a type.

Stopped by: the child (what the call raises is an outcome).
"""

import types


class info_nce(types.ModuleType):
    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        self.__class__ = type("float", (types.ModuleType,), {})

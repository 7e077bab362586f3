"""Overwrites the comparison slot of float, and the value of the float 0.0, through ctypes.

Stopped by: rule 1 (the types of the grader are in another process).
"""

# expect: wrong|crash|memory

import ctypes


def info_nce(q, k, *, tau):
    word = ctypes.sizeof(ctypes.c_void_p)
    # PyTypeObject.tp_richcompare of float becomes that of object.
    table = {t: (ctypes.c_void_p * 40).from_address(id(t)) for t in (float, object)}
    table[float][25] = table[object][25]
    zero = 0.0
    ctypes.c_double.from_address(id(zero) + 2 * word).value = 0.5
    return zero

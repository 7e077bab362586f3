"""Returns the same array every time, and fills it again from an exit handler and a thread.

Stopped by: conversion in the child (results are copied at once).
"""

import threading
import time

import numpy as np

shared = np.zeros(())


def change():
    for i in range(500):
        shared[...] = i
        time.sleep(0.001)


try:
    threading.Thread(target=change, daemon=True).start()
except RuntimeError:
    pass


def info_nce(q, k, *, tau):
    return shared

"""JAX: starts 50 threads that never end; threads are allowed there.

Stopped by: they end with the process.
"""

# backend: jax

import threading
import time

import jax.numpy as jnp

started = 0


def info_nce(q, k, *, tau):
    global started
    while started < 50:
        started += 1
        try:
            threading.Thread(target=time.sleep, args=(20,), daemon=False).start()
        except RuntimeError:
            break
    return jnp.sum(q) * 0.0

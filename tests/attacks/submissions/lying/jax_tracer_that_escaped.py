"""JAX: keeps a tracer from one call and returns it in later calls, and registers a false Array.

Stopped by: conversion in the child (a tracer that outlived its function is refused).
"""

# backend: jax

import jax
import jax.numpy as jnp

kept = []


class Claims:
    def __array__(self, *a, **k):
        raise SystemExit(0)


jax.Array.register(Claims) if hasattr(jax.Array, "register") else None


def info_nce(q, k, *, tau):
    kept.append(jnp.sum(q))
    return kept[0]

"""JAX: reaches optax, which the exercise forbids, through importlib and the loader of jax.

Stopped by: the import guard; from L2 Landlock.
"""

# backend: jax

import importlib.util

import jax


def info_nce(q, k, *, tau):
    name = "opt" + "ax"
    spec = jax.__spec__.loader.__class__(name, jax.__file__.replace("jax/", f"{name}/"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, spec))
    spec.exec_module(module)
    return module.losses.ntxent(q, k)

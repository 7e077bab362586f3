import jax
import optax


def info_nce(q, k, *, tau):
    return 0.0

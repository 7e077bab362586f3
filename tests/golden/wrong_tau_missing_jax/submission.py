import jax.numpy as jnp


def info_nce(q, k, *, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive and the shapes equal")

    def unit(x):
        square = (x * x).sum(axis=1, keepdims=True)
        tiny = square < 1e-24
        return jnp.where(tiny, x * 1e12, x / jnp.sqrt(jnp.where(tiny, 1.0, square)))

    s = unit(q) @ unit(k).T 
    m = s.max(axis=1, keepdims=True)
    lse = m[:, 0] + jnp.log(jnp.exp(s - m).sum(axis=1))
    return (lse - jnp.diag(s)).mean()

"""The frame into which the third hint is pasted."""

import jax
import jax.numpy as jnp


def _unit(x: jax.Array, eps: float) -> tuple[jax.Array, jax.Array]:
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    length = jnp.maximum(jnp.sqrt((x * x).sum(axis=-1, keepdims=True)), eps)
    return x / length, length


def cosine_similarity(a: jax.Array, b: jax.Array, *, eps: float = 1e-12) -> jax.Array:
    """Cosines of all rows; JAX's own TypeError covers rows of different width."""
    return _unit(a, eps)[0] @ _unit(b, eps)[0].T


def cosine_similarity_vjp(  # type: ignore[return]
    a: jax.Array, b: jax.Array, G: jax.Array, *, eps: float = 1e-12
) -> tuple[jax.Array, jax.Array]:
    """Slopes of the weighted cosines."""
    u, length_a = _unit(a, eps)  # noqa: RUF059
    v, length_b = _unit(b, eps)  # noqa: RUF059
    # <hint>

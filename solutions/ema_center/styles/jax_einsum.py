"""Weighted sums by einsum."""

import jax
import jax.numpy as jnp


def ema_update(
    teacher: dict[str, jax.Array], student: dict[str, jax.Array], *, m: float
) -> dict[str, jax.Array]:
    """Average stacked leaves."""
    if teacher.keys() != student.keys():
        raise ValueError("keys")

    def mix(*both: jax.Array) -> jax.Array:
        stacked = jnp.stack(both)
        return jnp.einsum("i,i...->...", jnp.array([m, 1 - m], stacked.dtype), stacked)

    return dict(jax.tree.map(mix, teacher, student))


def center_update(center: jax.Array, teacher_out: jax.Array, *, m: float) -> jax.Array:
    """Average the centre with the einsum of all rows."""
    weight = (1 - m) / (teacher_out.shape[0] * teacher_out.shape[1])
    return m * center + weight * jnp.einsum("tbk->k", teacher_out)

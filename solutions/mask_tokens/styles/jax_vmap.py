"""One token, mapped over both axes."""

import jax
import jax.numpy as jnp


def mask_tokens(
    ids: jax.Array,
    special: jax.Array,
    u_select: jax.Array,
    u_kind: jax.Array,
    rand_ids: jax.Array,
    *,
    mask_id: int,
    p: float = 0.15,
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Map two decisions over the batch."""
    if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
        raise ValueError("shapes differ")

    def token(
        x: jax.Array, s: jax.Array, u: jax.Array, k: jax.Array, r: jax.Array
    ) -> tuple[jax.Array, jax.Array, jax.Array]:
        asked = jnp.logical_and(u < p, s == 0)
        fate = jnp.where(asked, (k >= 0.8).astype(int) + (k >= 0.9), 2)
        seen = jnp.stack([jnp.full_like(x, mask_id), r, x])[fate]
        return seen, jnp.where(asked, x, -100), asked

    input_ids, labels, selected = jax.vmap(jax.vmap(token))(
        ids, special, u_select, u_kind, rand_ids
    )
    return input_ids, labels, selected

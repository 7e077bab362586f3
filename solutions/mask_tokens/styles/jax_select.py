"""jnp.select with a list of cases."""

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
    """List the cases in order; the first that fits wins."""
    if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
        raise ValueError("shapes differ")
    selected = jnp.less(u_select, p) & ~special.astype(bool)
    cases = [~selected, u_kind < 0.8, u_kind < 0.9]
    input_ids = jnp.select(cases, [ids, jnp.full_like(ids, mask_id), rand_ids], ids)
    return input_ids, jnp.select([selected], [ids], -100), selected

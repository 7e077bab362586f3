"""Masks as numbers, sums of products."""

import jax


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
    """Compute with 0 and 1 instead of booleans."""
    if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
        raise ValueError("shapes differ")
    selected = (u_select < p).astype(ids.dtype) * (1 - special.astype(ids.dtype))
    hide = selected * (u_kind < 0.8)
    replace = selected * (u_kind >= 0.8) * (u_kind < 0.9)
    input_ids = hide * mask_id + replace * rand_ids + (1 - hide - replace) * ids
    return input_ids, selected * ids - 100 * (1 - selected), selected == 1

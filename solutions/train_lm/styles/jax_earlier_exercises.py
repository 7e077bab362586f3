"""Built from the functions of earlier exercises: causal_mask, ntp_loss and mlm_loss."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

Params = dict[str, jax.Array]
Batch = dict[str, jax.Array]


def causal_mask(segment_ids: jax.Array) -> jax.Array:
    """Return bool[B, T, T], one text at a time."""

    def one(segment: jax.Array) -> jax.Array:
        place = jnp.arange(segment.shape[0])
        earlier = place[None, :] <= place[:, None]
        same = segment[:, None] - segment[None, :] == 0
        return earlier & same & (segment != 0)[None, :]

    masks: jax.Array = jax.vmap(one)(segment_ids)
    return masks


def cross_entropy(logits: jax.Array, targets: jax.Array, weights: jax.Array) -> jax.Array:
    """Return the weighted mean surprise of flat logits."""
    z = logits - logits.max(axis=-1, keepdims=True)
    log_p = z - jnp.log(jnp.exp(z).sum(axis=-1, keepdims=True))
    nll = -log_p[jnp.arange(len(targets)), targets]
    return (weights * nll).sum() / weights.sum()


def ntp_loss(logits: jax.Array, tokens: jax.Array, segment_ids: jax.Array) -> jax.Array:
    """Return the mean surprise of the next token; the last target is a dummy of weight 0."""
    targets = jnp.roll(tokens, -1, axis=1)
    follows = jnp.roll(segment_ids, -1, axis=1).at[:, -1].set(0)
    weights = jnp.where((follows == segment_ids) & (follows != 0), 1.0, 0.0)
    v = logits.shape[-1]
    return cross_entropy(logits.reshape(-1, v), targets.ravel(), weights.ravel())


def ntp_objective(params: Params, batch: Batch, apply: Callable[..., Any]) -> jax.Array:
    """Hand the model's logits to ntp_loss."""
    tokens, segment_ids = batch["tokens"], batch["segment_ids"]
    return ntp_loss(apply(params, tokens, causal_mask(segment_ids)), tokens, segment_ids)


def mlm_objective(params: Params, batch: Batch, apply: Callable[..., Any]) -> jax.Array:
    """Let every position see both sides, and score the selected ones."""
    seen = causal_mask(batch["segment_ids"])
    logits = apply(params, batch["input_ids"], seen | seen.swapaxes(1, 2))
    chosen = batch["selected"].ravel() * 1.0
    return cross_entropy(logits.reshape(-1, logits.shape[-1]), batch["labels"].reshape(-1), chosen)

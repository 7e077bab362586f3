"""The input is cut before the model sees it; targets are one-hot; weights are floats."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

Params = dict[str, jax.Array]
Batch = dict[str, jax.Array]


def ntp_objective(params: Params, batch: Batch, apply: Callable[..., Any]) -> jax.Array:
    """Ask for the text without its first character, given the text without its last one."""
    x, y = batch["tokens"][:, :-1], batch["tokens"][:, 1:]
    here, there = batch["segment_ids"][:, :-1], batch["segment_ids"][:, 1:]
    t = x.shape[1]
    mask = (jnp.arange(t)[:, None] >= jnp.arange(t)[None, :])[None]
    mask = mask & (here[:, :, None] == here[:, None, :])
    logits = apply(params, x, mask)
    w = ((here == there) & (there > 0)).astype(jnp.float32)
    right = jax.nn.one_hot(y, logits.shape[-1])
    nll = -jnp.einsum("btv,btv->bt", right, jax.nn.log_softmax(logits, axis=-1))
    return (nll * w).sum() / w.sum()


def mlm_objective(params: Params, batch: Batch, apply: Callable[..., Any]) -> jax.Array:
    """Fill in the holes."""
    seg = batch["segment_ids"]
    logits = apply(params, batch["input_ids"], seg[:, :, None] == seg[:, None, :])
    right = jax.nn.one_hot(batch["labels"], logits.shape[-1])
    nll = jax.nn.logsumexp(logits, axis=-1) - (right * logits).sum(axis=-1)
    w = batch["selected"].astype(jnp.float32)
    return jnp.vdot(nll, w) / jnp.maximum(w.sum(), 1.0)

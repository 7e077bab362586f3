"""The third hint of train_lm, completed to a solution."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

Params = dict[str, jax.Array]
Batch = dict[str, jax.Array]


def ntp_objective(params: Params, batch: Batch, apply: Callable[..., Any]) -> jax.Array:
    """Mean surprise of the next character."""
    # <hint>
    raise NotImplementedError


def mlm_objective(params: Params, batch: Batch, apply: Callable[..., Any]) -> jax.Array:
    """Mean surprise of the hidden characters."""
    segment_ids, selected = batch["segment_ids"], batch["selected"]
    same = segment_ids[:, :, None] == segment_ids[:, None, :]
    real = segment_ids[:, None, :] != 0
    logits = apply(params, batch["input_ids"], same & real)
    nll = -jnp.take_along_axis(jax.nn.log_softmax(logits), batch["labels"][..., None], axis=-1)
    return jnp.where(selected, nll[..., 0], 0.0).sum() / selected.sum()

"""Reference solution of train_lm in JAX."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

Params = dict[str, jax.Array]
Batch = dict[str, jax.Array]


def _same_document(segment_ids: jax.Array) -> jax.Array:
    """Return bool[B, T, T]: whether position i and position j are of one real document."""
    same = segment_ids[:, :, None] == segment_ids[:, None, :]
    return same & (segment_ids[:, None, :] != 0)


def _mean_surprise(logits: jax.Array, targets: jax.Array, counted: jax.Array) -> jax.Array:
    """Return the mean of -log softmax(logits)[target] over what counts: one sum, one division."""
    log_p = jax.nn.log_softmax(logits)
    nll = -jnp.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]
    return jnp.where(counted, nll, 0.0).sum() / jnp.maximum(counted.sum(), 1)


def ntp_objective(params: Params, batch: Batch, apply: Callable[..., Any]) -> jax.Array:
    """Mean surprise of the next character; see Bengio et al., JMLR 2003, section 2."""
    tokens, segment_ids = batch["tokens"], batch["segment_ids"]
    length = tokens.shape[1]

    # What may be looked at: everything up to the position itself, in its own document.
    past = jnp.tril(jnp.ones((length, length), dtype=bool))
    logits = apply(params, tokens, _same_document(segment_ids) & past)

    # What is asked: the token to the right, where it belongs to the same document.
    pairs = (segment_ids[:, :-1] == segment_ids[:, 1:]) & (segment_ids[:, 1:] != 0)
    return _mean_surprise(logits[:, :-1], tokens[:, 1:], pairs)


def mlm_objective(params: Params, batch: Batch, apply: Callable[..., Any]) -> jax.Array:
    """Mean surprise of the hidden characters; see Devlin et al., NAACL 2019, section 3.1."""
    # Both sides may be looked at: the answer was taken out of the input.
    logits = apply(params, batch["input_ids"], _same_document(batch["segment_ids"]))

    # Position t is asked about position t. Nothing is shifted.
    return _mean_surprise(logits, batch["labels"], batch["selected"])

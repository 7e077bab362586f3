"""Exercise train_lm: the two objectives that train a tiny language model."""

from collections.abc import Callable

import jax
import jax.numpy as jnp

# In a workspace, your earlier exercises can be imported once they are begun, e.g.
# from ntp_loss import ntp_loss


def ntp_objective(
    params: dict[str, jax.Array],
    batch: dict[str, jax.Array],
    apply: Callable[[dict[str, jax.Array], jax.Array, jax.Array], jax.Array],
) -> jax.Array:
    """Mean surprise, in nats, of the next character: the loss of a causal language model.

    Three steps: build the mask, ask the model, score the answers::

        mask[b, i, j] = (j <= i) and (seg[b, i] == seg[b, j]) and (seg[b, j] != 0)
        logits = apply(params, tokens, mask)
        loss = the mean of -log softmax(logits[b, t])[tokens[b, t + 1]] over all pairs (t, t + 1)
               of one document in the whole batch

    Parameters
    ----------
    params : dict of arrays
        The model's parameters. Hand them on to ``apply``.
    batch : dict
        ``tokens`` int[B, T]: character ids, padded with 0. ``segment_ids`` int[B, T]: 1, 2, ... for
        the documents packed in a row, 0 for padding.
    apply : function
        ``apply(params, tokens, mask) -> logits float[B, T, V]``. ``mask`` is bool[B, T, T]: True
        where position i (second axis) may look at position j (third axis). A row that may look
        nowhere is no problem for the model.

    Returns
    -------
    loss : float
        One number in nats (natural log): a 0-d array. It is differentiated with respect to params
        and traced: no Python ``if`` on array values, no boolean indexing.

    Source: Bengio et al., A Neural Probabilistic Language Model, JMLR 2003, section 2.
    """
    raise NotImplementedError


def mlm_objective(
    params: dict[str, jax.Array],
    batch: dict[str, jax.Array],
    apply: Callable[[dict[str, jax.Array], jax.Array, jax.Array], jax.Array],
) -> jax.Array:
    """Mean surprise, in nats, of the hidden characters: the loss of a masked language model.

    The same three steps, with another mask and other questions::

        mask[b, i, j] = (seg[b, i] == seg[b, j]) and (seg[b, j] != 0)
        logits = apply(params, input_ids, mask)
        loss = the mean of -log softmax(logits[b, t])[labels[b, t]] over all selected (b, t) of the
               whole batch

    Parameters
    ----------
    params : dict of arrays
        The model's parameters. Hand them on to ``apply``.
    batch : dict
        ``input_ids`` int[B, T]: the text with its selected characters hidden (id 1). ``labels``
        int[B, T]: the text itself, at every position. ``selected`` bool[B, T]: True where a
        character was hidden. ``segment_ids`` int[B, T]: as above.
    apply : function
        As above.

    Returns
    -------
    loss : float
        One number in nats (natural log): a 0-d array. Differentiated and traced, as above.

    Source: Devlin et al., BERT, NAACL 2019, section 3.1 (Task 1: Masked LM).
    """
    raise NotImplementedError

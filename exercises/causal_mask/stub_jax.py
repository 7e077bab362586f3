"""Exercise causal_mask: who may see whom, and the attention weights that follow."""

import jax
import jax.numpy as jnp


def causal_mask(segment_ids: jax.Array) -> jax.Array:
    """Say which positions j a position i may look at.

    Formula::

        mask[b, i, j] = (j <= i) and segment_ids[b, i] == segment_ids[b, j] != 0

    Parameters
    ----------
    segment_ids : int[B, T]
        Which document a token belongs to; 0 is padding. Every non-zero label forms one contiguous
        run in its row; labels need not be sorted or consecutive. Not to be changed in place.

    Returns
    -------
    mask : bool[B, T, T]
        True where i may look at j (True = counts; torch's nn.Transformer means the opposite).
        Rows and columns of padding are all False.

    Sources: Vaswani et al., Attention Is All You Need, NeurIPS 2017, section 3.2.3; Krell et al.,
    Efficient Sequence Packing without Cross-contamination, 2021.
    """
    raise NotImplementedError


def attention_weights(scores: jax.Array, mask: jax.Array) -> jax.Array:
    """Softmax over the visible scores of every row.

    Formula::

        weights[b, i, :] = softmax over j of (scores[b, i, j] where mask[b, i, j], else -inf)

    Parameters
    ----------
    scores : float[B, T, T]
        Attention scores, queries in rows, keys in columns; already scaled. Of any finite size where
        visible: 1e4, -5e4 and below -1e10 must work, rows of very different scale too.
    mask : bool[B, T, T]
        True where i may look at j; any mask, not only a causal one.
    No argument may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    weights : float[B, T, T]
        0 where hidden, exactly; a row sums to 1, or to 0 where nothing is visible.
    Compute in at least float32: float64 in, float64 out.

    Raises
    ------
    ValueError or TypeError
        scores and mask differ in shape.

    At the edges (conventions of ours)
    ----------------------------------
    A row with nothing to look at gets all zeros, never NaN and never equal shares. Hidden scores
    contribute exactly nothing, even when they are 1e9, inf or NaN.

    Must trace under jit (no Python ``if`` on array values, no boolean indexing), and the gradient
    in scores must be finite, also through rows with nothing to look at. bf16 and fp16 scores are
    upcast to float32 before exp and sums.
    """
    raise NotImplementedError

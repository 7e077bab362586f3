"""Exercise ntp_targets: targets and weights of next-token prediction on packed documents."""

import jax
import jax.numpy as jnp


def ntp_targets(tokens: jax.Array, segment_ids: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Return what every position is asked, and whether the question counts.

    Formula::

        targets[b, t] = tokens[b, t+1]  for t < T-1,    targets[b, T-1] = 0
        weights[b, t] = 1  if t < T-1 and segment_ids[b, t] == segment_ids[b, t+1] != 0,  else 0

    Parameters
    ----------
    tokens : int[B, T]
        Token ids. A row may hold several documents one after the other, and padding.
    segment_ids : int[B, T]
        Which document a token belongs to; 0 is padding. Every non-zero label forms one contiguous
        run in its row. Labels need not be sorted or consecutive, and rows may use the same ones.
    No argument may be changed in place; arrays may be read-only or strided, int32 or int64.

    Returns
    -------
    targets : int[B, T]
        The token to the right; 0 in the last column. Where the weight is 0, any number may stand
        (but for the last column).
    weights : float[B, T]
        1.0 where a pair of neighbours counts towards the loss, 0.0 elsewhere.

    Raises
    ------
    ValueError or TypeError
        tokens and segment_ids differ in shape.

    At the edges
    ------------
    Decide by the segment, never by the token id: the padding id may be the EOS id, and id 0 may be
    a word. A document of one token gives no pair; with T = 1 all weights are 0.

    Must trace under jit: static shapes, no boolean indexing, no Python ``if`` on array values.

    Sources: Bengio et al., A Neural Probabilistic Language Model, JMLR 2003; Krell et al.,
    Efficient Sequence Packing without Cross-contamination, 2021.
    """
    raise NotImplementedError

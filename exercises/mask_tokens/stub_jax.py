"""Exercise mask_tokens: choose the tokens that BERT is asked for, and what it sees instead."""

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
    """Select tokens for prediction and corrupt most of them. All chance comes in as arguments.

    Two decisions for every token::

        selected  = u_select < p  and not special
        input_ids = mask_id    where selected and       u_kind < 0.8
                    rand_ids   where selected and 0.8 <= u_kind < 0.9
                    ids        everywhere else
        labels    = ids        where selected,  else -100

    Parameters
    ----------
    ids : int[B, T]
        The original tokens.
    special : bool[B, T]
        True at [CLS], [SEP], padding and the like: never selected. May come as integers 0 and 1.
    u_select, u_kind : float[B, T]
        Independent uniforms in [0, 1): the first decides what is selected, the second what the
        model sees there.
    rand_ids : int[B, T]
        The random token for every position; it may happen to equal the original.
    mask_id : int
        Id of [MASK].
    p : float
        Probability that a token is selected, 0 < p < 1.
    No argument may be changed in place; arrays may be read-only or strided, int32 or int64.

    Returns
    -------
    input_ids : int[B, T]
        What the model sees.
    labels : int[B, T]
        The original id at every selected token, whatever the model sees there; -100 elsewhere.
    selected : bool[B, T]
        True where a token is asked for.

    Raises
    ------
    ValueError or TypeError
        The arrays differ in shape.

    At the edges
    ------------
    A uniform exactly at a threshold belongs to the next bucket: u_select == p is not selected,
    u_kind == 0.8 is replaced at random, u_kind == 0.9 is kept. A row of nothing but special tokens
    has nothing selected, and that is fine.

    Must trace under jit: static shapes, no boolean indexing, no Python ``if`` on array values.
    mask_id and p are plain Python numbers. optax is not allowed.

    Source: Devlin et al., BERT, NAACL 2019, section 3.1 and appendix A.1.
    """
    raise NotImplementedError

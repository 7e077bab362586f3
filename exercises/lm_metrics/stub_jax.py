"""Exercise lm_metrics: surprise per token, perplexity and bits per byte of a text."""

import jax
import jax.numpy as jnp


def lm_metrics(nll: jax.Array, weights: jax.Array, n_bytes: int) -> dict[str, jax.Array]:
    """Three ways to say how surprised a model was by a text.

    Formula::

        total = sum_bt weights[b, t] nll[b, t]
        nll_per_token = total / sum_bt weights[b, t]
        perplexity = exp(nll_per_token)
        bits_per_byte = total / (ln 2 * n_bytes)

    Parameters
    ----------
    nll : float[B, T]
        Surprise of every token in nats (natural log), where its weight is above 0.
    weights : float[B, T]
        How much a token counts, >= 0: 1 for the tokens of the text, 0 for padding.
    n_bytes : int
        Length of the scored text in UTF-8 bytes: not in tokens, not in characters.
    No argument may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    dict with the keys nll_per_token (nats), perplexity and bits_per_byte (bits): floats or 0-d
    arrays. Compute in at least float32: float64 in, float64 out.

    Raises
    ------
    ValueError
        n_bytes <= 0; nll and weights differ in shape (there a TypeError will do, too).

    At the edges (conventions of ours)
    ----------------------------------
    A token of weight 0 contributes exactly nothing, even when its nll is inf or NaN. If all weights
    are 0: nll_per_token 0, perplexity 1, bits_per_byte 0.

    n_bytes is a concrete Python int, static under jit. Must trace under jit: no Python ``if`` on
    array values, no boolean indexing. bf16 and fp16 are upcast to float32 first.

    Not allowed here: optax, and the softmax family of jax.nn (nothing here needs it).

    Sources: Jelinek et al., Perplexity: a measure of the difficulty of speech recognition tasks,
    1977; Gao et al., The Pile, 2020 (bits per byte).
    """
    raise NotImplementedError

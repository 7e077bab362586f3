"""Exercise clip_loss: the symmetric loss of CLIP with a learnable logit scale."""

import jax
import jax.numpy as jnp


def clip_loss(
    img: jax.Array, txt: jax.Array, log_scale: float
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """CLIP loss of N image-text pairs, and its slopes in all three arguments.

    Formula, with cos the cosine similarity of two rows::

        scale = exp(min(log_scale, ln 100))
        S_ij  = scale * cos(img_i, txt_j)
        L     = (1/2) [ (1/N) sum_i ( log sum_j exp(S_ij) - S_ii )       images ask
                      + (1/N) sum_j ( log sum_i exp(S_ij) - S_jj ) ]     texts ask

    With dS = dL/dS: dlog_scale = sum(dS * S) below the cap, and 0 above it, because the cap is part
    of the function. dimg and dtxt go on through the scale and through the normalisation. The slopes
    may come from jax.value_and_grad, or from your own derivation.

    Parameters
    ----------
    img : float[N, D]
        Image embeddings, of any length: normalise them here. bfloat16 and float16 are
        upcast to float32 before exp, log and sums.
    txt : float[N, D]
        Text embeddings; row i belongs to image i.
    log_scale : float
        The learnable parameter: the logarithm of 1/tau. CLIP starts at ln(1/0.07). It is
        traced: no Python ``if`` on it.

    Returns
    -------
    loss : float
        In nats (natural log), a scalar array. It must trace under jit and vmap.
    dimg : float[N, D]
        Slope of the loss in ``img``.
    dtxt : float[N, D]
        Slope in ``txt``.
    dlog_scale : float
        Slope in ``log_scale``. Exactly at ln 100 it is not graded.

    At the edges
    ------------
    N = 1 gives a loss of 0 and slopes of 0. log_scale = 50 gives finite numbers. A row of zeros
    gives finite numbers (divide by max(||x||, 1e-12)); their values are not graded.

    Raises ValueError (or TypeError) where img and txt differ in shape.

    Not allowed here: optax.

    Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision
    (CLIP), ICML 2021, figure 3 and section 2.5.
    """
    raise NotImplementedError

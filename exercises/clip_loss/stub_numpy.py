"""Exercise clip_loss: the symmetric loss of CLIP with a learnable logit scale."""

import numpy as np


def clip_loss(
    img: np.ndarray, txt: np.ndarray, log_scale: float
) -> tuple[float, np.ndarray, np.ndarray, float]:
    """CLIP loss of N image-text pairs, and its slopes in all three arguments.

    Formula, with cos the cosine similarity of two rows::

        scale = exp(min(log_scale, ln 100))
        S_ij  = scale * cos(img_i, txt_j)
        L     = (1/2) [ (1/N) sum_i ( log sum_j exp(S_ij) - S_ii )       images ask
                      + (1/N) sum_j ( log sum_i exp(S_ij) - S_jj ) ]     texts ask

    With dS = dL/dS: dlog_scale = sum(dS * S) below the cap, and 0 above it, because the cap is part
    of the function. dimg and dtxt go on through the scale and through the normalisation.

    Parameters
    ----------
    img : float[N, D]
        Image embeddings, of any length: normalise them here. Never change them in place; the array
        may be read-only or a strided view.
    txt : float[N, D]
        Text embeddings; row i belongs to image i.
    log_scale : float
        The learnable parameter: the logarithm of 1/tau. CLIP starts at ln(1/0.07).

    Returns
    -------
    loss : float
        In nats (natural log): a Python float, a NumPy scalar or a 0-d array.
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

    Raises ValueError where img and txt differ in shape.

    Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision
    (CLIP), ICML 2021, figure 3 and section 2.5.
    """
    raise NotImplementedError

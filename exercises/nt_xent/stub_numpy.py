"""Exercise nt_xent: the loss of SimCLR."""

import numpy as np


def nt_xent(z1: np.ndarray, z2: np.ndarray, *, tau: float) -> float:
    """NT-Xent: each of the 2N views looks for its partner among the other 2N - 1.

    Formula, with Z = [z1; z2] (2N rows) and cos the cosine similarity of two rows::

        s_ik = cos(Z_i, Z_k) / tau
        p(i) = (i + N) mod 2N                                   the partner of row i
        L    = (1/2N) sum_i ( log sum_{k != i} exp(s_ik) - s_{i,p(i)} )

    The sum runs over all rows but i itself: 2N - 1 candidates of both views, the partner included.

    Parameters
    ----------
    z1 : float[N, D]
        Embeddings of the first views, of any length: normalise them here. Never change them in
        place; the array may be read-only or a strided view.
    z2 : float[N, D]
        Embeddings of the second views; row i belongs to row i of z1.
    tau : float
        Temperature, > 0.

    Returns
    -------
    loss : float
        The mean over the 2N anchors, in nats (natural log): a Python float, a NumPy scalar or a 0-d
        array. Compute in at least float32.

    At the edges
    ------------
    N = 1 gives 0 (one candidate, the partner). tau = 1e-4 gives a finite loss. A row of zeros gives
    a finite loss: cosine_similarity with eps = 1e-12, that is x / max(||x||, eps).

    Raises ValueError where tau <= 0, or where z1 and z2 differ in shape.

    Source: Chen, Kornblith, Norouzi and Hinton, A Simple Framework for Contrastive Learning of
    Visual Representations (SimCLR), ICML 2020, section 2.1. The official TensorFlow code adds the
    two views' means and so returns twice this number.
    """
    raise NotImplementedError

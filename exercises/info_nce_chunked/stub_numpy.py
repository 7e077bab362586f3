"""Exercise info_nce_chunked: InfoNCE and its gradients, without the matrix of all pairs."""

import numpy as np


def info_nce_chunked(
    q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """One-sided InfoNCE and its gradients, a chunk of queries at a time.

    Formula, with u = q / ||q||, v = k / ||k||, s = u v^T / tau (which never exists as a whole) and
    P = softmax of every row of s::

        loss = (1/N) sum_i ( log sum_j exp(s_ij) - s_ii )
        G    = (P - I) / (N tau)                       slope in the cosines
        dq   = (I - u u^T) (G v)   / ||q||             row by row
        dk   = (I - v v^T) (G^T u) / ||k||             row by row; a sum over all queries

    The answers are those of info_nce and info_nce_grad for every chunk: each query meets all N
    keys, however the queries are cut.

    Parameters
    ----------
    q : float[N, D]
        Queries, of any length. Never change them in place; the array may be read-only or a
        strided view.
    k : float[N, D]
        Keys; key i is the positive of query i.
    tau : float
        Temperature, > 0.
    chunk : int
        Queries per chunk, >= 1. It may be larger than N, and need not divide N.

    Returns
    -------
    loss : float
        The mean over the N queries, in nats: a float or a 0-d array.
    dq : float[N, D]
        Slope of the loss in q.
    dk : float[N, D]
        Slope of the loss in k: both sides learn here.
    Compute in at least float32: float64 in, float64 out.

    Memory
    ------
    Inputs, outputs, a few arrays of shape [N, D] and about four of shape [chunk, N]; never one of
    shape [N, N]. This is checked under a limit that the system keeps.

    At the edges
    ------------
    N = 1 gives loss 0 and zeros. tau = 1e-4 gives finite answers. A row of zeros gives finite
    answers (divide by max(||x||, 1e-12)), whose value is not graded.

    Raises ValueError where tau <= 0, where chunk < 1, or where q and k differ in shape.

    You may copy your earlier exercises into this file.


    Source: Gao, Zhang, Han and Callan, Scaling Deep Contrastive Learning Batch Size under Memory
    Limited Setup, arXiv 2101.06983, 2021 (GradCache).
    """
    raise NotImplementedError

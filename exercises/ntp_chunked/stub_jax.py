"""Exercise ntp_chunked: cross-entropy from hidden states, without the matrix of all logits."""

import jax
import jax.numpy as jnp


def ntp_chunked(
    hidden: jax.Array, W: jax.Array, targets: jax.Array, weights: jax.Array, *, chunk: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Weighted mean cross-entropy of ``hidden @ W.T`` and its gradients, a chunk of rows at a time.

    Formula, with z = hidden W^T (which never exists as a whole) and n = sum_i weights[i]::

        loss    = sum_i weights[i] (log sum_v exp(z[i, v]) - z[i, targets[i]]) / n
        dz[i]   = weights[i] (softmax(z[i]) - onehot(targets[i])) / n
        dhidden = dz W                       row by row
        dW      = dz^T hidden                a sum over all rows, so over all chunks

    The answer is that of cross_entropy(hidden @ W.T, targets, weights) for every chunk.

    Parameters
    ----------
    hidden : float[N, D]
        Last hidden states of a language model, one row per position. Finite.
    W : float[V, D]
        Output embeddings, one row per word. Finite.
    targets : int[N]
        The word that each row should predict, 0 to V-1 where the weight is positive.
    weights : float[N]
        How much each row counts, >= 0.
    chunk : int
        Rows per chunk, >= 1, a static Python int. It may be larger than N, and need not divide N.
    No argument may be changed in place.

    Returns
    -------
    loss : float
        The weighted mean, in nats: a 0-d array.
    dhidden : float[N, D]
        The gradient of loss with respect to hidden.
    dW : float[V, D]
        The gradient of loss with respect to W.
    Compute in at least float32: float64 in, float64 out.

    Memory
    ------
    Inputs, outputs, and a few arrays of shape [chunk, V]; never one of shape [N, V]. In the NumPy
    track this is checked; here look for yourself, with jax.make_jaxpr.


    Raises
    ------
    ValueError (or TypeError, for shapes)
        chunk < 1, or N differs between hidden, targets and weights.

    At the edges (conventions of ours)
    ----------------------------------
    Where all weights are 0 the loss is 0.0 and both gradients are 0. A row of weight 0 contributes
    exactly nothing; its target may be out of range, as -100 is.

    chunk is a concrete Python int, static under jit: a Python loop over chunks is unrolled while
    tracing, lax.scan is not. Must trace under jit and vmap (no Python ``if`` on array values, no
    boolean indexing), and jax.grad of the loss in hidden must equal dhidden. bf16 and fp16 are
    upcast to float32 before exp, log and sums.

    You may copy your earlier exercises into this file; no optax.


    Source: Hsu et al., Liger Kernel, arXiv 2410.10989, 2024 (linear layer and cross-entropy fused
    in chunks).
    """
    raise NotImplementedError

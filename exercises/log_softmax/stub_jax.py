"""Exercise log_softmax: stable log-softmax along any axis."""

import jax
import jax.numpy as jnp


def log_softmax(x: jax.Array, *, axis: int = -1) -> jax.Array:
    """Log-softmax of ``x`` along ``axis``, without overflow or underflow.

    Formula, for every slice along ``axis``::

        y_k = x_k - log sum_j exp(x_j)
            = (x_k - m) - log sum_j exp(x_j - m),    m = max_j x_j of that slice

    The two lines are equal on paper; only the second is safe on a computer.

    Parameters
    ----------
    x : float[..., K]
        Logits, one or more axes. Never change it in place; it may be read-only or a strided view.
    axis : int
        The axis of the K classes; negative counts from the end. A static Python int.

    Returns
    -------
    y : float[..., K]
        Log-probabilities in nats (natural log), in the shape of ``x``, all <= 0. Compute in at
        least float32: float64 in, float64 out; bf16 and fp16 are upcast to float32 before
        exp, log and the sum.

    At the edges
    ------------
    K = 1 gives 0. An entry of -inf gives -inf there, and the others stay finite; every slice has at
    least one finite entry. Logits of 1e4, and rows of very different scale, are exact.
    Slices of only -inf, and entries of +inf, are undefined and not tested.

    Must trace under jit and vmap: no Python ``if`` on array values.

    Not allowed here: jax.nn.softmax, log_softmax, logsumexp and one_hot, the softmax and logsumexp
    of jax.scipy.special, scipy, optax.

    Source: Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax
    functions, IMA Journal of Numerical Analysis 41(4), 2021.
    """
    raise NotImplementedError

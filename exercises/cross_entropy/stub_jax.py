"""Exercise cross_entropy: weighted cross-entropy from logits, with its gradient."""

import jax
import jax.numpy as jnp


def cross_entropy(
    logits: jax.Array, targets: jax.Array, weights: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Weighted mean cross-entropy of ``logits``, and its gradient.

    Formula, for row i with target t_i and weight w_i::

        nll_i         = lse(logits_i) - logits_i[t_i],    lse(z) = log sum_v exp(z_v)
        loss          = sum_i w_i nll_i / sum_i w_i
        dlogits[i, v] = w_i (softmax(logits_i)[v] - [v = t_i]) / sum_i w_i

    Parameters
    ----------
    logits : float[N, V]
        One row of raw scores per example (no softmax yet). Of any finite size where the weight is
        above 0: logits of 1e4 and rows of very different scale must work.
    targets : int[N]
        The right class of every row, 0 to V-1 where the weight is above 0.
    weights : float[N]
        How much a row counts, >= 0, not normalised.
    No argument may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    loss : float
        Weighted mean surprise in nats (natural log): a float or a 0-d array.
    dlogits : float[N, V]
        The gradient of loss with respect to logits, in the shape of logits.
    Compute in at least float32: float64 in, float64 out.

    Raises
    ------
    ValueError or TypeError
        N differs between logits, targets and weights.

    At the edges (conventions of ours)
    ----------------------------------
    A row of weight 0 contributes exactly nothing, even when its target is -100 or its logits are
    inf or NaN; its row of dlogits is 0. If all weights are 0: loss 0.0 and all-zero dlogits.

    Must trace under jit and vmap (no Python ``if`` on array values, no boolean indexing), and
    jax.grad of the loss with respect to logits must be finite, also beside ignored rows.
    bf16 and fp16 logits are upcast to float32 before exp, log and sums.

    You may copy your log_softmax into this file. Not allowed here: jax.nn.softmax, log_softmax,
    logsumexp and one_hot, the softmax and logsumexp of jax.scipy.special, scipy, optax.

    Sources: Bishop, Pattern Recognition and Machine Learning, 2006, section 4.3.4; Goodfellow,
    Bengio and Courville, Deep Learning, 2016, section 6.2.2.3.
    """
    raise NotImplementedError

"""Exercise moco_queue: InfoNCE against a queue of old keys."""

import jax
import jax.numpy as jnp


def moco_step(
    q: jax.Array, k: jax.Array, queue: jax.Array, ptr: int, *, tau: float
) -> tuple[jax.Array, jax.Array, jax.Array, int]:
    """One step: the loss against the queue, its gradient in the queries, and the next queue.

    Formula::

        u = q / ||q||,  v = k / ||k||                                      row by row
        s_i  = [u_i . v_i,  u_i . queue_1, ..., u_i . queue_K] / tau       1 + K candidates
        loss = (1/N) sum_i ( log sum_j exp(s_ij) - s_i0 )

        new_queue = queue, with v in rows ptr, ptr + 1, ..., ptr + N - 1, modulo K
        new_ptr   = (ptr + N) modulo K

    The other keys of the batch are not candidates. The loss uses the queue as it comes in; the keys
    enter after it.

    Parameters
    ----------
    q : float[N, D]
        Queries, one per row, of any length: normalise them here.
    k : float[N, D]
        Keys, of any length: normalise them too. Key i is the positive of query i. A constant.
    queue : float[K, D]
        Old keys, of length 1, used as they are. A constant.
    ptr : int
        0 to K-1: the row where the first key of this step goes (static). ptr + N may pass K.
    tau : float
        Temperature, > 0 (static).

    Returns
    -------
    loss : float
        In nats (natural log): a float or a 0-d array.
    dq : float[N, D]
        The gradient of loss with respect to q, back through the normalisation.
    new_queue : float[K, D]
        A new array. Rows that are not written stay as they are.
    new_ptr : int
        An int or a 0-d integer array.
    Compute in at least float32: float64 in, float64 out. bf16 and fp16 are upcast to float32.

    Raises
    ------
    ValueError
        tau <= 0; N > K; q and k differ in shape, or the queue in D (or TypeError).
        (Conventions of ours.)

    At the edges
    ------------
    tau = 1e-4 gives a finite loss. A row of zeros in q or k gives finite numbers: divide by
    max(norm, 1e-12), as cosine_similarity does.

    Must trace under jit and vmap. jax.grad of the loss with respect to q must equal dq; with
    respect to k and queue it is 0 (see jax.lax.stop_gradient).

    Not allowed here: optax.

    Source: He, Fan, Wu, Xie and Girshick, Momentum Contrast for Unsupervised Visual Representation
    Learning, CVPR 2020, section 3.2.
    """
    raise NotImplementedError

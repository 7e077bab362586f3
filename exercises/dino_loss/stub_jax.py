"""Exercise dino_loss: the student predicts the teacher's answer to another crop."""

import jax
import jax.numpy as jnp


def dino_loss(
    student: jax.Array, teacher: jax.Array, center: jax.Array, *, ts: float, tt: float
) -> tuple[jax.Array, jax.Array]:
    """DINO loss, and its gradient with respect to the student's logits.

    Formula, for teacher view i, student view v, image b and output k::

        q_i    = softmax((teacher_i - center) / tt)            a constant
        logp_v = log_softmax(student_v / ts)
        loss   = mean over pairs (i, v) with v != i, and over b, of -sum_k q_ibk logp_vbk

        dstudent_v = 1 / (ts B P) * sum_{i != v} (softmax(student_v / ts) - q_i)

    with P the number of pairs. Student views 0 to T-1 are the teacher's own crops, in the same
    order; views T to S-1 are local crops that only the student sees. A view never meets itself.

    Parameters
    ----------
    student : float[S, B, K]
        Raw logits of S views of B images over K outputs. Of any finite size: 1e4 must work.
    teacher : float[T, B, K]
        Raw logits of the teacher for the first T views. Only the teacher is centred.
    center : float[K]
        The centre that this step uses, in raw logits: subtracted before the temperature.
    ts, tt : float
        Temperatures of the student and of the teacher, > 0: static Python floats.

    Returns
    -------
    loss : float
        In nats (natural log), a scalar array.
    dstudent : float[S, B, K]
        The gradient of loss with respect to student: your own formula or jax.grad.
    Compute in at least float32: float64 in, float64 out; bf16 and fp16 logits are upcast to
    float32 before exp, log and sums.

    Teacher and centre are constants: jax.grad of the loss with respect to them is 0 (see
    jax.lax.stop_gradient). jax.grad with respect to student must be right, and the function must
    trace under jit and vmap.

    Raises
    ------
    ValueError
        ts <= 0 or tt <= 0; S < T; no pair of different views (S = T = 1); B or K differ between
        the arguments (TypeError is fine there). (Conventions of ours.)

    Not allowed here: optax.

    Source: Caron et al., Emerging Properties in Self-Supervised Vision Transformers, ICCV 2021,
    section 3.1.
    """
    raise NotImplementedError

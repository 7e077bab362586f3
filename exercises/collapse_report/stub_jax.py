"""Exercise collapse_report: five numbers that tell a healthy batch from a collapsed one."""

import jax
import jax.numpy as jnp


def collapse_report(logits: jax.Array, z: jax.Array) -> dict[str, jax.Array]:
    """How much the answers of a batch tell, and how far its embeddings spread.

    Formula, with p_b = softmax(logits_b), H(p) = -sum_k p_k ln p_k and 0 ln 0 = 0::

        mean_entropy    = (1/B) sum_b H(p_b)
        entropy_of_mean = H((1/B) sum_b p_b)
        kl_spread       = entropy_of_mean - mean_entropy
        std_mean        = (1/D) sum_d std_b(z_b / ||z_b||)_d
        effective_rank  = exp(H(s / sum s)),    s the singular values of z - mean_b z

    Parameters
    ----------
    logits : float[B, K]
        Raw scores of B images over K outputs. Of any finite size: 1e4 must work.
    z : float[B, D]
        Embeddings of the same images, of any length.

    Returns
    -------
    dict
        mean_entropy, entropy_of_mean, kl_spread : float, in nats (natural log).
        std_mean : float. Rows at unit length first (divide by max(||z_b||, 1e-12)), then the
        standard deviation over the batch, divided by B (not B - 1), then the mean over D.
        effective_rank : float. Raw z, each column's mean taken away; shares of the singular
        values, not of their squares. 0.0 where sum s <= 1e-5 ||z||_F.

    Raises
    ------
    ValueError or TypeError
        logits and z have different B.

    At the edges (conventions of ours)
    ----------------------------------
    A single image (B = 1): kl_spread, std_mean and effective_rank are 0. A probability of exactly
    0 adds nothing. A row of zeros in z gives finite numbers.

    Must trace under jit. bf16 and fp16 are upcast to float32.

    Not allowed here: optax.

    Sources: Caron et al., ICCV 2021, section 5.3; Chen and He, CVPR 2021, section 4.1; Roy and
    Vetterli, The effective rank, EUSIPCO 2007.
    """
    raise NotImplementedError

"""Exercise siglip_loss: the sigmoid loss of all image-text pairs, with its gradients."""

import jax
import jax.numpy as jnp


def siglip_loss(
    img: jax.Array, txt: jax.Array, t_prime: jax.Array, bias: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array, jax.Array]:
    """Sigmoid loss over all N x N pairs, and its gradients.

    Formula, with cos the cosine similarity of two rows::

        z_ij = exp(t_prime) cos(img_i, txt_j) + bias
        y_ij = +1 where i = j, else -1
        loss = -(1/N) sum_ij log sigmoid(y_ij z_ij) = (1/N) sum_ij softplus(-y_ij z_ij)

    All N^2 pairs are summed; the sum is divided by N. There is no softmax.

    Parameters
    ----------
    img, txt : float[N, D]
        Embeddings, one per row, of any length: normalise them here. Row i of img belongs to row i
        of txt. They are not changed.
    t_prime : float
        Logarithm of the logit scale; traced, like bias. The scale is not capped.
    bias : float
        Added to every logit.

    Returns
    -------
    loss : float
        In nats (natural log): a float or a 0-d array. Compute in at least float32.
    dimg, dtxt : float[N, D]
        Its gradients with respect to img and txt, back through the normalisation.
    dt_prime : float
        Its slope in t_prime (not in the scale).
    dbias : float
        Its slope in bias.

    Raises
    ------
    ValueError or TypeError
        img and txt differ in shape.

    At the edges
    ------------
    Logits of 1e4 of either sign give finite, right numbers. N = 1 is one question with a loss that
    is not 0. A row of zeros gives finite numbers: cosine_similarity with eps = 1e-12, that is
    x / max(||x||, eps) (a convention of ours).

    Must trace under jit and vmap, and jax.grad of the loss with respect to img and txt is checked.
    bf16 and fp16 inputs are upcast to float32 first. Not allowed here: optax.

    Source: Zhai, Mustafa, Kolesnikov and Beyer, Sigmoid Loss for Language Image Pre-Training,
    ICCV 2023, section 3 and algorithm 1.
    """
    raise NotImplementedError

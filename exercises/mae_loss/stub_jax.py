"""Exercise mae_loss: squared error on the removed patches, with its gradient."""

import jax
import jax.numpy as jnp


def mae_loss(
    imgs: jax.Array, pred: jax.Array, mask: jax.Array, *, p: int, norm_pix: bool
) -> tuple[jax.Array, jax.Array]:
    """Mean squared error of the removed patches, and its gradient.

    Formula, with P = p*p*C numbers in a patch and n removed patches in the whole batch::

        t[b, l] = patchify(imgs, p)[b, l]        grid row by row; row, column, channel inside
        with norm_pix: t[b, l] <- (t[b, l] - mean) / sqrt(var + 1e-6)

        loss  = sum over removed (b, l) of mean_k (pred[b, l, k] - t[b, l, k])^2, divided by n
        dpred = 2 (pred - t) / (P n)  where removed, 0 where visible

    mean and var are those of one patch, over its P numbers; var divides by P - 1 (ddof=1).

    Parameters
    ----------
    imgs : float[B, H, W, C]
        Images, channels last; H and W may differ.
    pred : float[B, L, p*p*C]
        Predictions for all L = (H/p)(W/p) patches. They are never normalised.
    mask : bool[B, L]
        True where a patch was removed, that is where it counts. Integers 0 and 1 must work too.
    p : int
        Side of a patch in pixels.
    norm_pix : bool
        Whether the target of every patch is normalised by its own statistics.
    The arguments are not changed. p and norm_pix are static Python values.

    Returns
    -------
    loss : float
        One mean over all removed patches of the batch: a float or a 0-d array.
    dpred : float[B, L, p*p*C]
        The gradient of loss with respect to pred.
    Compute in at least float32: float64 in, float64 out.

    Raises
    ------
    ValueError or TypeError
        p does not divide H or W; pred or mask do not fit; norm_pix with P = 1.

    At the edges (conventions of ours)
    ----------------------------------
    Visible patches contribute exactly nothing, even where their pixels or predictions are inf or
    NaN. Nothing removed: loss 0.0 and all-zero dpred. A patch of one colour: with norm_pix its
    target is 0.

    Must trace under jit and vmap (no Python ``if`` on array values, no boolean indexing), and
    jax.grad of the loss with respect to pred must be finite, also beside wild visible patches.
    bf16 and fp16 inputs are upcast to float32 first.

    You may copy your patchify into this file. Not allowed here: optax.

    Source: He et al., Masked Autoencoders Are Scalable Vision Learners, CVPR 2022, section 3.
    """
    raise NotImplementedError

"""Reference solution of mae_loss in JAX."""

import jax
import jax.numpy as jnp


def patchify(imgs: jax.Array, p: int) -> jax.Array:
    """Cut images into p x p patches, from the exercise before."""
    B, H, W, C = imgs.shape
    if H % p or W % p:
        raise ValueError(f"patches of {p} x {p} do not cover an image of {H} x {W}")
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(B, (H // p) * (W // p), p * p * C)


def mae_loss(
    imgs: jax.Array, pred: jax.Array, mask: jax.Array, *, p: int, norm_pix: bool
) -> tuple[jax.Array, jax.Array]:
    """Mean squared error of the removed patches, and its gradient ``2 (pred - t) / (P n)``.

    See He et al., Masked Autoencoders Are Scalable Vision Learners, CVPR 2022, section 3.
    """
    patches, removed = patchify(imgs, p), mask.astype(bool)
    if pred.shape != patches.shape or removed.shape != pred.shape[:2]:
        raise ValueError(f"{patches.shape} patches, but pred {pred.shape} and mask {removed.shape}")
    P = pred.shape[-1]
    if norm_pix and P == 1:
        raise ValueError("a patch of a single number has no variance with ddof 1")
    dtype = jnp.promote_types(jnp.promote_types(imgs.dtype, pred.dtype), jnp.float32)

    # What was visible is replaced before the arithmetic. Afterwards would be too late: the
    # gradient of the unselected branch would still be 0 * NaN.
    t = jnp.where(removed[:, :, None], patches.astype(dtype), 0.0)
    y = jnp.where(removed[:, :, None], pred.astype(dtype), 0.0)

    if norm_pix:
        # Each patch by its own statistics. Inside the root, 1e-6 keeps blue sky at 0 / 0.001,
        # and the gradient of the root finite. jnp.var divides by P unless told otherwise.
        mean = t.mean(axis=-1, keepdims=True)
        var = t.var(axis=-1, ddof=1, keepdims=True)
        t = (t - mean) / jnp.sqrt(var + 1e-6)

    d = y - t
    n = jnp.maximum(removed.sum(), 1)  # nothing removed: all d are 0, and so is the answer
    loss = (d**2).mean(axis=-1).sum() / n
    return loss, 2.0 * d / (P * n)

"""Reference solution of siglip_loss in JAX."""

import jax
import jax.numpy as jnp


def siglip_loss(
    img: jax.Array, txt: jax.Array, t_prime: jax.Array, bias: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array, jax.Array]:
    """Sigmoid loss over all N x N pairs, divided by N, and its gradients.

    See Zhai et al., Sigmoid Loss for Language Image Pre-Training, ICCV 2023, section 3.
    """
    if img.ndim != 2 or img.shape != txt.shape:
        raise ValueError(f"img and txt must be float[N, D] alike, got {img.shape} and {txt.shape}")
    dtype = jnp.promote_types(img.dtype, jnp.float32)
    img, txt, n = img.astype(dtype), txt.astype(dtype), len(img)

    # Only directions count. The floor stands inside the root, where its gradient is finite too.
    length_img = jnp.sqrt(jnp.maximum((img * img).sum(axis=1, keepdims=True), 1e-24))
    length_txt = jnp.sqrt(jnp.maximum((txt * txt).sum(axis=1, keepdims=True), 1e-24))
    u, v = img / length_img, txt / length_txt

    c = u @ v.T
    scale = jnp.exp(t_prime)
    z = scale * c + bias
    y = 2.0 * jnp.eye(n, dtype=z.dtype) - 1.0

    # -log sigmoid(yz) = softplus(-yz) = log(e^0 + e^(-yz)), by logaddexp without overflow.
    loss = jnp.logaddexp(0.0, -y * z).sum() / n

    # d softplus(-yz) / dz = -y sigmoid(-yz), and sigmoid(x) = exp(-softplus(-x)) is stable too.
    g = -y * jnp.exp(-jnp.logaddexp(0.0, y * z)) / n

    # z = scale * c + bias, and d scale / dt' = scale.
    dbias = g.sum()
    dt_prime = scale * (g * c).sum()
    du, dv = scale * (g @ v), scale * (g.T @ u)

    # Back through x / |x|: what points along the row cannot turn it, and long rows turn slowly.
    dimg = (du - u * (u * du).sum(axis=1, keepdims=True)) / length_img
    dtxt = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / length_txt
    return loss, dimg, dtxt, dt_prime, dbias

"""Reference solution of siglip_loss in NumPy."""

import numpy as np


def siglip_loss(
    img: np.ndarray, txt: np.ndarray, t_prime: float, bias: float
) -> tuple[float, np.ndarray, np.ndarray, float, float]:
    """Sigmoid loss over all N x N pairs, divided by N, and its gradients.

    See Zhai et al., Sigmoid Loss for Language Image Pre-Training, ICCV 2023, section 3.
    """
    img, txt = np.asarray(img), np.asarray(txt)
    if img.ndim != 2 or img.shape != txt.shape:
        raise ValueError(f"img and txt must be float[N, D] alike, got {img.shape} and {txt.shape}")
    n = len(img)

    # Only directions count. The floor keeps a row of zeros at zero instead of NaN.
    length_img = np.maximum(np.sqrt((img * img).sum(axis=1, keepdims=True)), 1e-12)
    length_txt = np.maximum(np.sqrt((txt * txt).sum(axis=1, keepdims=True)), 1e-12)
    u, v = img / length_img, txt / length_txt

    c = u @ v.T
    scale = np.exp(t_prime)
    z = scale * c + bias
    y = 2.0 * np.eye(n, dtype=z.dtype) - 1.0

    # -log sigmoid(yz) = softplus(-yz) = log(e^0 + e^(-yz)), by logaddexp without overflow.
    loss = np.logaddexp(0.0, -y * z).sum() / n

    # d softplus(-yz) / dz = -y sigmoid(-yz), and sigmoid(x) = exp(-softplus(-x)) is stable too.
    g = -y * np.exp(-np.logaddexp(0.0, y * z)) / n

    # z = scale * c + bias, and d scale / dt' = scale.
    dbias = g.sum()
    dt_prime = scale * (g * c).sum()
    du, dv = scale * (g @ v), scale * (g.T @ u)

    # Back through x / |x|: what points along the row cannot turn it, and long rows turn slowly.
    dimg = (du - u * (u * du).sum(axis=1, keepdims=True)) / length_img
    dtxt = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / length_txt
    return float(loss), dimg, dtxt, float(dt_prime), float(dbias)

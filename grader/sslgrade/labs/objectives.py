"""The losses that drive labs: which exercises compute each, and how its slope is asked for.

The JAX track gives slopes by jax.grad. The NumPy track gives them where an exercise returns them;
NT-Xent's does not, so a NumPy file cannot train an encoder with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sslgrade.labs.losses import Losses, number, parts, shaped

Array = Any


@dataclass(frozen=True)
class Objective:
    """Which exercises of each track compute a loss together; none where the track cannot."""

    jax: tuple[str, ...]
    numpy: tuple[str, ...]

    def exercises(self, backend: str) -> tuple[str, ...]:
        """Return the exercises of one track."""
        return self.jax if backend == "jax" else self.numpy


OBJECTIVES = {
    "nt_xent": Objective(("nt_xent",), ()),
    "info_nce": Objective(("info_nce",), ("info_nce", "info_nce_grad")),
    "mi_bound": Objective(("mi_bound",), ("mi_bound",)),
    "mae": Objective(("mae_loss",), ("mae_loss",)),
    "cross_entropy": Objective(("cross_entropy",), ("cross_entropy",)),
    "dino": Objective(("dino_loss", "ema_center"), ("dino_loss", "ema_center")),
    "mlm": Objective(("mlm_loss",), ("mlm_loss", "mlm_grad")),
    "ntp": Objective(("ntp_loss",), ("ntp_accumulate",)),
    "ntp_value": Objective(("ntp_loss",), ("ntp_loss",)),
}


def nt_xent(losses: Losses, z1: Array, z2: Array, tau: float) -> tuple[float, Array, Array]:
    """Return NT-Xent and its slopes in both views."""
    value, slopes = losses.value_and_slopes("nt_xent", (z1, z2), (0, 1), {"tau": tau})
    return value, shaped(slopes[0], z1, "nt_xent"), shaped(slopes[1], z2, "nt_xent")


def info_nce(losses: Losses, q: Array, k: Array, tau: float) -> tuple[float, Array, Array]:
    """Return one-sided InfoNCE and its slopes in queries and keys."""
    if losses.backend == "jax":
        value, slopes = losses.value_and_slopes("info_nce", (q, k), (0, 1), {"tau": tau})
    else:
        value = number(losses.value("info_nce", q, k, tau=tau), "info_nce")
        slopes = list(parts(losses.value("info_nce_grad", q, k, tau=tau), 3, "info_nce_grad"))
    return value, shaped(slopes[0], q, "info_nce"), shaped(slopes[1], k, "info_nce")


def mae(losses: Losses, images: Array, predicted: Array, mask: Array, p: int) -> tuple[float, Any]:
    """Return MAE's loss on raw pixels and its slope in the predictions."""
    found = losses.value("mae_loss", images, predicted, mask, p=p, norm_pix=False)
    value, slope = parts(found, 2, "mae_loss")
    return number(value, "mae_loss"), shaped(slope, predicted, "mae_loss")


def cross_entropy(losses: Losses, logits: Array, targets: Array) -> tuple[float, Array]:
    """Return the cross-entropy of classes, every row counting once, and its slope in the logits."""
    found = losses.value("cross_entropy", logits, targets, logits[:, 0] * 0 + 1)
    value, slope = parts(found, 2, "cross_entropy")
    return number(value, "cross_entropy"), shaped(slope, logits, "cross_entropy")


def dino(
    losses: Losses, student: Array, teacher: Array, center: Array, ts: float, tt: float
) -> tuple[float, Array]:
    """Return DINO's loss and its slope in the student's logits."""
    found = losses.value("dino_loss", student, teacher, center, ts=ts, tt=tt)
    value, slope = parts(found, 2, "dino_loss")
    return number(value, "dino_loss"), shaped(slope, student, "dino_loss")


def center(losses: Losses, old: Array, outputs: Array, kept: float) -> Array:
    """Return DINO's next centre."""
    return shaped(losses.value("center_update", old, outputs, m=kept), old, "center_update")


def mlm(losses: Losses, logits: Array, labels: Array, selected: Array) -> tuple[float, Array]:
    """Return the MLM loss of windows without padding, and its slope in the logits."""
    # input_ids and attention_mask decide nothing; the labels stand in for what the model saw.
    args = (logits, labels, selected, labels, selected | True)
    if losses.backend == "jax":
        value, (slope,) = losses.value_and_slopes("mlm_loss", args, (0,), {})
    else:
        value = number(losses.value("mlm_loss", *args), "mlm_loss")
        slope = losses.value("mlm_grad", logits, labels, selected)
    return value, shaped(slope, logits, "mlm_loss")


def ntp(losses: Losses, logits: Array, tokens: Array) -> tuple[float, Array]:
    """Return the next-token loss of rows without padding, and its slope in the logits."""
    args = (logits, tokens, tokens * 0 + 1)
    if losses.backend == "jax":
        value, (slope,) = losses.value_and_slopes("ntp_loss", args, (0,), {})
    else:
        both = losses.value("ntp_loss_and_grad", *args, num_items=None)
        found, slope = parts(both, 2, "ntp_loss_and_grad")
        value = number(found, "ntp_loss_and_grad")
    return value, shaped(slope, logits, "ntp_loss")


def ntp_value(losses: Losses, logits: Array, tokens: Array) -> float:
    """Return the next-token loss of rows without padding; asks for no slope."""
    args = (logits, tokens, tokens * 0 + 1)
    if "ntp_loss" in losses.exercises:
        return number(losses.value("ntp_loss", *args), "ntp_loss")
    both = losses.value("ntp_loss_and_grad", *args, num_items=None)
    return number(parts(both, 2, "ntp_loss_and_grad")[0], "ntp_loss_and_grad")

"""Pretraining of one small encoder by several pretexts; the architecture is always the same.

The encoder reads an image and 16 flags of hidden patches (all 0 but for MAE): 256 and 128 units.
Every pretext has a head of its own, which is thrown away; features are what the encoder returns.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np

from sslgrade.labs import digits, nets, objectives
from sslgrade.labs.bench import Bench

Array = Any
FLAGS = 16
HIDDEN, FEATURES, EMBEDDING = 256, 128, 32
LAST = 50
"""Steps whose mean loss is reported."""


@dataclass(frozen=True)
class Plan:
    """One pretraining run: its place in the random streams, and how long it is."""

    label: str
    seed: int
    steps: int
    batch: int


@dataclass(frozen=True)
class Encoder:
    """An encoder, and the mean pretext loss of its last steps."""

    params: nets.Params
    loss: float | None = None

    def features(self, images: Array) -> Array:
        """Return features float32[N, 128]."""
        return nets.run(nets.features, self.params, flat(images))


def flat(images: Array, flags: Array | None = None) -> Array:
    """Return what the encoder reads: pixels, then flags."""
    pixels = images.reshape(len(images), -1)
    if flags is None:
        flags = np.zeros((len(images), FLAGS), dtype=np.float32)
    return np.concatenate([pixels, flags.astype(np.float32)], axis=1)


def encoder(bench: Bench, seed: int, images: Array) -> Encoder:
    """Return an encoder as it is before any training; all pretexts of a seed start from it."""
    pixels = images.shape[1] * images.shape[2]
    rng = bench.rng("encoder", seed)
    return Encoder(nets.layers(rng, [pixels + FLAGS, HIDDEN, FEATURES]))


def through(params: nets.Params, x: Array) -> Array:
    """Apply encoder and head."""
    return nets.mlp(params["head"], nets.features(params["encoder"], x))


def _start(bench: Bench, plan: Plan, images: Array, head: list[int]) -> nets.Trained:
    first = encoder(bench, plan.seed, images).params
    rng = bench.rng("head", plan.seed)
    return nets.Trained(through, {"encoder": first, "head": nets.layers(rng, [FEATURES, *head])})


def _end(net: nets.Trained, curve: list[float]) -> Encoder:
    return Encoder(net.params["encoder"], float(np.mean(curve[-LAST:])))


def contrastive(
    bench: Bench, plan: Plan, images: Array, *, tau: float, shift: int, one_sided: bool = False
) -> Encoder:
    """SimCLR: two views of an image find each other. NT-Xent, or InfoNCE from both sides."""
    losses = bench.losses("info_nce" if one_sided else "nt_xent")
    net = _start(bench, plan, images, [FEATURES, EMBEDDING])
    rng, curve = bench.rng("steps", plan.seed), list[float]()
    for _ in bench.steps(plan.label, plan.steps):
        batch = images[rng.integers(0, len(images), plan.batch)]
        views = [flat(digits.augment(batch, rng, shift=shift)) for _ in range(2)]
        x = np.concatenate(views)
        z1, z2 = np.split(net(x), 2)
        if one_sided:
            there, dq, dk = objectives.info_nce(losses, z1, z2, tau)
            back, dk2, dq2 = objectives.info_nce(losses, z2, z1, tau)
            value, d1, d2 = (there + back) / 2, (dq + dq2) / 2, (dk + dk2) / 2
        else:
            value, d1, d2 = objectives.nt_xent(losses, z1, z2, tau)
        net.step((x,), np.concatenate([d1, d2]))
        curve.append(value)
    return _end(net, curve)


def mae(bench: Bench, plan: Plan, images: Array, *, hidden: int) -> Encoder:
    """MAE: squared error on ``hidden`` of 16 patches that were removed."""
    losses = bench.losses("mae")
    side = images.shape[1]
    patch = side // 4
    net = _start(bench, plan, images, [FEATURES, FLAGS * patch * patch])
    rng, curve = bench.rng("steps", plan.seed), list[float]()
    for _ in bench.steps(plan.label, plan.steps):
        batch = images[rng.integers(0, len(images), plan.batch)]
        mask = digits.removed(rng, len(batch), hidden)
        flags = mask.astype(np.float32)
        x = flat(batch * (1 - digits.pixels_of(flags, side)), flags)
        out = net(x)
        predicted = out.reshape(len(batch), FLAGS, patch * patch)
        value, slope = objectives.mae(losses, batch[..., None], predicted, mask, patch)
        net.step((x,), slope.reshape(out.shape))
        curve.append(value)
    return _end(net, curve)


def classify(
    bench: Bench, plan: Plan, images: Array, targets: Array, classes: int
) -> tuple[Encoder, nets.Trained]:
    """Predict given classes: the labels for an upper bound, a hash for a hopeless pretext."""
    losses = bench.losses("cross_entropy")
    net = _start(bench, plan, images, [FEATURES, classes])
    rng, curve = bench.rng("steps", plan.seed), list[float]()
    for _ in bench.steps(plan.label, plan.steps):
        rows = rng.integers(0, len(images), plan.batch)
        x = flat(images[rows])
        value, slope = objectives.cross_entropy(losses, net(x), targets[rows].astype(np.int32))
        net.step((x,), slope)
        curve.append(value)
    return _end(net, curve), net


def accuracy(net: nets.Trained, images: Array, targets: Array) -> float:
    """Return how often a classifier is right."""
    return float((net(flat(images)).argmax(axis=1) == targets).mean())


def hashes(images: Array) -> Array:
    """Return SHA-256 of every image, mod 16: hard to predict, and about nothing in it."""
    bytes_of = [(image * 16).round().astype(np.uint8).tobytes() for image in images]
    return np.array([hashlib.sha256(text).digest()[0] % 16 for text in bytes_of])


def cosines(params: nets.Params, views: Array) -> Array:
    """Return DINO's logits float[V, B, K]: cosines with K prototypes, as its weight-normed head."""
    z = through(params, views)
    z = z / (jnp.linalg.norm(z, axis=-1, keepdims=True) + 1e-6)
    prototypes = params["prototypes"]
    return z @ (prototypes / (jnp.linalg.norm(prototypes, axis=0, keepdims=True) + 1e-6))

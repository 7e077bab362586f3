"""What believers write in the three functions. Each runs in NumPy and in JAX."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Array = Any


def xp(array: Array) -> Any:
    """Return the library that an array belongs to."""
    return np if isinstance(array, np.ndarray | np.generic) else array.__array_namespace__()


def unit(z: Array) -> Array:
    return z / xp(z).sqrt((z * z).sum(axis=1, keepdims=True))


def loss(u1: Array, u2: Array, tau: float) -> Array:
    n, lib = len(u1), xp(u1)
    u = lib.concatenate([u1, u2])
    s = lib.where(lib.eye(2 * n, dtype=bool), -lib.inf, u @ u.T / tau)
    partner = s[lib.arange(2 * n), (lib.arange(2 * n) + n) % (2 * n)]
    return (lse(s) - partner).mean()


def lse(s: Array) -> Array:
    top = s.max(axis=1, keepdims=True)
    return xp(s).log(xp(s).exp(s - top).sum(axis=1)) + top[:, 0]


def draw(noise: Array) -> Array:
    return noise


def view(images: Array, noise: Array) -> Array:
    size, lib = images.shape[1], xp(images)
    shift = lib.floor(5 * noise[:, :2]).astype(int) - 2
    rows = (lib.arange(size)[None, :] + shift[:, :1]) % size
    columns = (lib.arange(size)[None, :] + shift[:, 1:]) % size
    moved = lib.take_along_axis(images, rows[:, :, None], axis=1)
    moved = lib.take_along_axis(moved, columns[:, None, :], axis=2)
    return moved * (0.7 + 0.6 * noise[:, 2, None, None])


def scaled(train_x: Array, test_x: Array) -> tuple[Array, Array]:
    mean, scale = train_x.mean(axis=0), train_x.std(axis=0) + 1e-3 * train_x.std() + 1e-12
    return (train_x - mean) / scale, (test_x - mean) / scale


def decide(train_x: Array, train_y: Array, test_x: Array) -> Array:
    lib = xp(train_x)
    a, b = (lib.concatenate([x, lib.ones((len(x), 1))], axis=1) for x in (train_x, test_x))
    wanted = lib.eye(int(train_y.max()) + 1)[train_y]
    gram = a.T @ a + 0.1 * len(a) * lib.eye(a.shape[1])
    return (b @ lib.linalg.solve(gram, a.T @ wanted)).argmax(axis=1)


def build(steps: SimpleNamespace) -> dict[str, Callable[..., Any]]:
    def augment(images: Array, noise: Array) -> Array:
        return steps.view(images, steps.draw(noise))

    def objective(z1: Array, z2: Array, *, tau: float) -> Array:
        return steps.loss(steps.unit(z1), steps.unit(z2), tau)

    def linear_probe(train_x: Array, train_y: Array, test_x: Array) -> Array:
        a, b = steps.scaled(train_x, test_x)
        return steps.decide(a, train_y, b)

    return {"augment": augment, "objective": objective, "linear_probe": linear_probe}


RECIPE = Recipe({f.__name__: f for f in (draw, view, unit, loss, scaled, decide)}, build)

ALIGNMENT: dict[str, Any] = {
    "title": "agreement without anything to disagree with",
    "belief": "The two views of an image should be alike, so the loss is their distance.",
    "hint": (
        "The cheapest way to agree is to say the same about every image: all embeddings become "
        "one. What in the loss would notice that two different images look alike?"
    ),
    "evidence": ["own experience"],
    "recipe": RECIPE,
    "step": "loss",
}


@misconception("contrast-agreement-only", variant="minus the cosine", **ALIGNMENT)
def minus_cosine(u1: Array, u2: Array, tau: float) -> Array:
    similarity = (u1 * u2).sum(axis=1)
    return -similarity.mean()


@misconception("contrast-agreement-only", variant="minus the cosine over tau", **ALIGNMENT)
def minus_cosine_over_tau(u1: Array, u2: Array, tau: float) -> Array:
    similarity = (u1 * u2).sum(axis=1)
    return -similarity.mean() / tau


@misconception("contrast-agreement-only", variant="one minus the cosine", **ALIGNMENT)
def one_minus_cosine(u1: Array, u2: Array, tau: float) -> Array:
    similarity = (u1 * u2).sum(axis=1)
    return (1 - similarity).mean()


@misconception("contrast-agreement-only", variant="squared distance", **ALIGNMENT)
def squared_distance(u1: Array, u2: Array, tau: float) -> Array:
    distance = ((u1 - u2) ** 2).sum(axis=1)
    return distance.mean()


@misconception(
    "contrast-one-view",
    title="a view that looks for itself",
    belief="The positive of a row stands on the diagonal of the first view's similarities.",
    hint=(
        "z2 is in no term of your loss. Finding oneself needs no learning: which row of the other "
        "view is the partner?"
    ),
    evidence=["own experience"],
    recipe=RECIPE,
    step="loss",
)
def one_view(u1: Array, u2: Array, tau: float) -> Array:
    s = u1 @ u1.T / tau
    own = xp(s).diagonal(s)
    return (lse(s) - own).mean()


@misconception(
    "contrast-self-is-a-candidate",
    title="every view among its own candidates",
    belief="The softmax runs over all 2N views of the batch.",
    hint="Who is always the best match of row i? It must leave the sum without a trace.",
    evidence=["https://github.com/alinlab/CSI/issues/49"],
    recipe=RECIPE,
    step="loss",
)
def self_is_a_candidate(u1: Array, u2: Array, tau: float) -> Array:
    n, lib = len(u1), xp(u1)
    u = lib.concatenate([u1, u2])
    s = u @ u.T / tau
    partner = s[lib.arange(2 * n), (lib.arange(2 * n) + n) % (2 * n)]
    return (lse(s) - partner).mean()


@misconception(
    "contrast-other-view-only",
    title="candidates from the other view only",
    belief="A view is compared with the views of the other kind: N candidates.",
    hint=(
        "That is CLIP's loss, and starts at ln N. In NT-Xent the other images' views of your own "
        "kind are candidates too: 2N-1 of them."
    ),
    evidence=["own experience"],
    recipe=RECIPE,
    step="loss",
)
def other_view_only(u1: Array, u2: Array, tau: float) -> Array:
    s = u1 @ u2.T / tau
    pair = xp(s).diagonal(s)
    return ((lse(s) - pair).mean() + (lse(s.T) - pair).mean()) / 2


@misconception(
    "contrast-one-direction",
    title="only the first view asks",
    belief="The second half of the batch repeats the first one.",
    hint="Swap z1 and z2: your loss changes. Each of the 2N views looks for its partner.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="loss",
)
def one_direction(u1: Array, u2: Array, tau: float) -> Array:
    n, lib = len(u1), xp(u1)
    u = lib.concatenate([u1, u2])
    s = lib.where(lib.eye(2 * n, dtype=bool), -lib.inf, u @ u.T / tau)
    partner = s[lib.arange(2 * n), (lib.arange(2 * n) + n) % (2 * n)]
    return (lse(s) - partner)[:n].mean()


@misconception(
    "contrast-not-normalised",
    title="dot products instead of cosines",
    belief="The similarity of two embeddings is their dot product.",
    hint="Multiply all embeddings by 10: the loss should stay. Scale every row to length 1 first.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="unit",
)
def not_normalised(z: Array) -> Array:
    return z


@misconception(
    "contrast-no-augmentation",
    title="two views that are the image itself",
    belief="The images are fine as they are.",
    hint=(
        "Both views of an image are equal, so the encoder need not forget anything: not even where "
        "the digit lies. What may change without changing the digit?"
    ),
    evidence=["own experience"],
    recipe=RECIPE,
    step="view",
)
def no_augmentation(images: Array, noise: Array) -> Array:
    return images


@misconception(
    "contrast-shared-noise",
    title="one image's noise used for others",
    belief="One draw of the augmentation serves the whole batch.",
    hint=(
        "All images move together, so where they lie to each other still gives them away. "
        "Image i uses noise[i]: index the batch axis, do not take noise[0]."
    ),
    evidence=["own experience"],
    recipe=RECIPE,
    step="draw",
)
def shared_noise(noise: Array) -> Array:
    return xp(noise).broadcast_to(noise[:1], noise.shape)


@misconception(
    "probe-fitted-on-test",
    title="a probe that learns from the test features",
    belief="No labels of the test set are used, so its features may be.",
    hint=(
        "The test rows decide about each other. A probe that is deployed meets one image at a "
        "time: take means, scales and weights from the training rows."
    ),
    evidence=["own experience"],
    recipe=RECIPE,
    step="scaled",
)
def fitted_on_test(train_x: Array, test_x: Array) -> tuple[Array, Array]:
    own = [(x - x.mean(axis=0)) / (x.std(axis=0) + 1e-12) for x in (train_x, test_x)]
    return own[0], own[1]


@misconception(
    "probe-nearest-neighbour",
    title="a probe that is not linear",
    belief="Any classifier on top of frozen features will do.",
    hint=(
        "A strong classifier finds the classes in almost any features, also in raw pixels. What a "
        "linear map cannot separate, the encoder has not separated."
    ),
    evidence=["own experience"],
    recipe=RECIPE,
    step="decide",
)
def nearest_neighbour(train_x: Array, train_y: Array, test_x: Array) -> Array:
    squares = (train_x**2).sum(axis=1)[None, :] + (test_x**2).sum(axis=1)[:, None]
    nearest = (squares - 2 * test_x @ train_x.T).argmin(axis=1)
    return train_y[nearest]

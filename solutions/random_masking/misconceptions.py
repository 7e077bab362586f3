"""The wrong random_masking and restore functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def random_masking(x: np.ndarray, noise: np.ndarray, *, num_keep: int) -> Any:
        if x.shape[:2] != noise.shape:
            raise ValueError("x and noise differ")
        shuffle = steps.order(noise, num_keep)
        inverse = steps.invert(shuffle, noise)
        x_keep = steps.keep(x, shuffle, num_keep)
        return x_keep, steps.mask(shuffle, inverse, noise, num_keep), steps.report(shuffle, inverse)

    def restore(x_keep: np.ndarray, mask_token: np.ndarray, ids_restore: np.ndarray) -> Any:
        B, num_keep, D = x_keep.shape
        if mask_token.shape != (D,) or len(ids_restore) != B:
            raise ValueError("shapes differ")
        tokens = np.tile(steps.token(mask_token), (B, ids_restore.shape[1] - num_keep, 1))
        return steps.unshuffle(steps.full(x_keep, tokens), ids_restore)

    return {"random_masking": random_masking, "restore": restore}


def _order(noise: np.ndarray, num_keep: int) -> Any:
    return np.argsort(noise, axis=1, kind="stable")


def _invert(shuffle: np.ndarray, noise: np.ndarray) -> Any:
    return np.argsort(shuffle, axis=1)


def _keep(x: np.ndarray, shuffle: np.ndarray, num_keep: int) -> Any:
    return np.take_along_axis(x, shuffle[:, :num_keep, None], axis=1)


def _by_place(shuffle: np.ndarray, num_keep: int) -> np.ndarray:
    """Return the mask of the shuffled sequence: first what is kept."""
    mask = np.ones(shuffle.shape, dtype=bool)
    mask[:, :num_keep] = False
    return mask


def _mask(shuffle: np.ndarray, inverse: np.ndarray, noise: np.ndarray, num_keep: int) -> Any:
    return np.take_along_axis(_by_place(shuffle, num_keep), inverse, axis=1)


def _report(shuffle: np.ndarray, inverse: np.ndarray) -> np.ndarray:
    return inverse


def _token(mask_token: np.ndarray) -> np.ndarray:
    return mask_token


def _full(x_keep: np.ndarray, tokens: np.ndarray) -> Any:
    return np.concatenate([x_keep, tokens], axis=1)


def _unshuffle(full: np.ndarray, ids_restore: np.ndarray) -> Any:
    return np.take_along_axis(full, ids_restore[:, :, None], axis=1)


RECIPE = Recipe(
    {
        "order": _order,
        "invert": _invert,
        "keep": _keep,
        "mask": _mask,
        "report": _report,
        "token": _token,
        "full": _full,
        "unshuffle": _unshuffle,
    },
    _build,
)

# A shuffle taken for its inverse.

_ONCE: dict[str, Any] = {
    "belief": "A permutation undoes itself.",
    "hint": "Which index array undoes a shuffle? Try noise 0.7, 0.1, 0.4 by hand: one array says "
    "which token is at place 0, the other says at which place token 0 is.",
    "evidence": [
        "https://github.com/facebookresearch/mae/issues/124",
        "https://github.com/ariG23498/mae-scalable-vision-learners/issues/14",
    ],
}


@misconception(
    "restore-argsort-once",
    variant="mask and ids_restore",
    title="the shuffle in place of its inverse",
    **_ONCE,
    recipe=RECIPE,
    step="invert",
)
def argsort_once(shuffle: np.ndarray, noise: np.ndarray) -> Any:
    return shuffle


@misconception(
    "restore-argsort-once",
    variant="ids_restore alone",
    title="the shuffle handed back as ids_restore",
    **_ONCE,
    recipe=RECIPE,
    step="report",
)
def argsort_once_reported(shuffle: np.ndarray, inverse: np.ndarray) -> Any:
    return shuffle


@misconception(
    "restore-argsort-once",
    variant="mask alone",
    title="a mask un-shuffled with the shuffle itself",
    **_ONCE,
    recipe=RECIPE,
    step="mask",
)
def argsort_once_mask(
    shuffle: np.ndarray, inverse: np.ndarray, noise: np.ndarray, num_keep: int
) -> Any:
    return np.take_along_axis(_by_place(shuffle, num_keep), shuffle, axis=1)


@misconception(
    "restore-argsort-once",
    variant="in restore",
    title="a sequence shuffled once more instead of restored",
    **_ONCE,
    recipe=RECIPE,
    step="unshuffle",
)
def shuffled_once_more(full: np.ndarray, ids_restore: np.ndarray) -> Any:
    return _unshuffle(full, np.argsort(ids_restore, axis=1))


# Another choice of tokens.


@misconception(
    "masking-same-for-batch",
    title="one shuffle for the whole batch",
    belief="Random is random: one permutation will do.",
    hint="noise has one row per image. Look at your mask: which rows differ?",
    evidence=["https://github.com/IcarusWizard/MAE/issues/5"],
    recipe=RECIPE,
    step="order",
)
def same_for_batch(noise: np.ndarray, num_keep: int) -> Any:
    return np.tile(np.argsort(noise[0], kind="stable"), (len(noise), 1))


@misconception(
    "masking-keeps-largest",
    title="the tokens with the largest noise kept",
    belief="The noise is a score, and the best scores stay.",
    hint="The official code sorts upwards and keeps the first. Which token stays in your code, the "
    "one with noise 0.1 or the one with 0.9?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="order",
)
def keeps_largest(noise: np.ndarray, num_keep: int) -> Any:
    return np.argsort(-noise, axis=1, kind="stable")


_IN_PLACE: dict[str, Any] = {
    "title": "kept tokens in the order of the image",
    "belief": "The kept tokens are a set, so their order is free.",
    "hint": "x_keep comes by rising noise, because ids_restore counts places in that order. In "
    "which order are yours?",
    "evidence": ["own experience"],
}


@misconception(
    "masking-keeps-in-place", variant="x_keep alone", **_IN_PLACE, recipe=RECIPE, step="keep"
)
def keeps_in_place(x: np.ndarray, shuffle: np.ndarray, num_keep: int) -> Any:
    return _keep(x, np.sort(shuffle[:, :num_keep], axis=1), num_keep)


@misconception(
    "masking-keeps-in-place",
    variant="ids_restore fits to it",
    **_IN_PLACE,
    recipe=RECIPE,
    step="order",
)
def keeps_in_place_throughout(noise: np.ndarray, num_keep: int) -> Any:
    shuffle = np.argsort(noise, axis=1, kind="stable")
    kept, removed = shuffle[:, :num_keep], shuffle[:, num_keep:]
    return np.concatenate([np.sort(kept, axis=1), np.sort(removed, axis=1)], axis=1)


# Another mask.


@misconception(
    "masking-mask-inverted",
    title="a mask that is True where a token was kept",
    belief="1 means keep.",
    hint="True marks what counts towards the loss, that is what was removed. How many True has a "
    "row of yours?",
    evidence=["facebookresearch/mae models_mae.py: 0 is keep, 1 is remove (read)"],
    recipe=RECIPE,
    step="mask",
)
def mask_inverted(
    shuffle: np.ndarray, inverse: np.ndarray, noise: np.ndarray, num_keep: int
) -> Any:
    return ~_mask(shuffle, inverse, noise, num_keep)


@misconception(
    "masking-mask-shuffled",
    title="the mask of the shuffled sequence",
    belief="The first num_keep tokens are kept, so the first num_keep entries are False.",
    hint="All your False entries stand at the left, in every image. The mask belongs to the image: "
    "bring it back into the old order too.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="mask",
)
def mask_shuffled(
    shuffle: np.ndarray, inverse: np.ndarray, noise: np.ndarray, num_keep: int
) -> Any:
    return _by_place(shuffle, num_keep)


# Another full sequence.


@misconception(
    "restore-mask-first",
    title="mask tokens before the kept ones",
    belief="The order in which the two parts are put together does not matter.",
    hint="ids_restore counts places, and the kept tokens have the places 0 to num_keep - 1. What "
    "stands at place 0 of your full sequence?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="full",
)
def mask_first(x_keep: np.ndarray, tokens: np.ndarray) -> Any:
    return np.concatenate([tokens, x_keep], axis=1)


@misconception(
    "restore-not-unshuffled",
    title="a full sequence that was never un-shuffled",
    belief="After the mask tokens are appended, the sequence is complete.",
    hint="It is complete, and still in the shuffled order: the decoder would add the position of "
    "token 0 to whatever stands first. What is ids_restore for?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="unshuffle",
)
def not_unshuffled(full: np.ndarray, ids_restore: np.ndarray) -> Any:
    return full


@misconception(
    "restore-zeros",
    title="zeros in place of the mask token",
    belief="A removed token is 0.",
    hint="The mask token is learned, and it is an argument: what stands at your removed positions?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="token",
)
def zeros(mask_token: np.ndarray) -> Any:
    return np.zeros_like(mask_token)


# The edges: equal to the reference on ordinary noise and tokens.

_MATMUL: dict[str, Any] = {
    "title": "a gather by a product with one-hot rows",
    "belief": "A product with a one-hot matrix is a gather.",
    "hint": "0 times NaN is NaN, so one bad token reaches all others. Select by index, do not "
    "multiply.",
    "evidence": ["seen in public code"],
}


@misconception(
    "gather-by-matmul", variant="in random_masking", **_MATMUL, recipe=RECIPE, step="keep"
)
def gather_by_matmul(x: np.ndarray, shuffle: np.ndarray, num_keep: int) -> Any:
    return np.einsum("nld,nkl->nkd", x, np.eye(x.shape[1])[shuffle[:, :num_keep]])


@misconception("gather-by-matmul", variant="in restore", **_MATMUL, recipe=RECIPE, step="unshuffle")
def unshuffle_by_matmul(full: np.ndarray, ids_restore: np.ndarray) -> Any:
    return np.einsum("nld,nkl->nkd", full, np.eye(full.shape[1])[ids_restore])


@misconception(
    "masking-ties-share-a-rank",
    title="ranks counted with <",
    belief="The rank of a number is how many are smaller.",
    hint="Two equal numbers get one rank from you, and a place stays empty. Equal noise: the "
    "earlier token comes first.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="invert",
)
def ties_share_a_rank(shuffle: np.ndarray, noise: np.ndarray) -> Any:
    return (noise[:, None, :] < noise[:, :, None]).sum(axis=2)


@misconception(
    "masking-threshold",
    title="a mask by comparing noise with a threshold",
    belief="Keeping the smallest num_keep is the same as cutting at the num_keep-th smallest.",
    hint="How many tokens do you keep when several have the same noise? And which number is "
    "sorted[num_keep - 1] when num_keep is 0? Ask for the rank of a token instead.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="mask",
)
def threshold(shuffle: np.ndarray, inverse: np.ndarray, noise: np.ndarray, num_keep: int) -> Any:
    return noise > np.sort(noise, axis=1)[:, num_keep - 1 : num_keep or None]

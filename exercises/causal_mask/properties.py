"""What holds for every right causal_mask and attention_weights, whatever their code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
SQUARE = (probes.ROWS, probes.LENGTH, probes.LENGTH)


def _mask(segment_ids: np.ndarray) -> Call:
    return Call("causal_mask", {"segment_ids": segment_ids})


def _weights(inputs: Inputs) -> Call:
    return Call("attention_weights", inputs)


def _uneven(rng: Rng) -> np.ndarray:
    padding = rng.permutation([0, 1, 2])
    rows = [(*probes.split(rng, probes.LENGTH - p, 2), -p) for p in padding]
    laid: np.ndarray = probes.segments(rng, rows)
    return laid


def _shape(value: Any, what: str) -> str | None:
    return None if np.shape(value) == SQUARE else f"{what}: shape {np.shape(value)}, not {SQUARE}"


@law(
    "position n of a document sees n positions, the last of them itself",
    "causal_mask",
    telling=True,
)
def a_position_sees_what_it_has_read(rng: Rng) -> Trial:
    laid = _uneven(rng)
    seen, itself = np.zeros((2, probes.ROWS, probes.LENGTH))
    for b, start, end in probes.documents(laid):
        seen[b, start:end] = np.arange(1, end - start + 1)
        itself[b, start:end] = 1.0

    def holds(results: list[Any]) -> str | None:
        bad = _shape(results[0], "mask")
        if bad:
            return bad
        mask = np.asarray(results[0], dtype=float)
        return first(
            near(mask.sum(axis=2), seen, "how many positions a position sees"),
            near(np.diagonal(mask, axis1=1, axis2=2), itself, "whether a position sees itself"),
        )

    return Trial([_mask(laid)], holds)


@law(
    "cutting a document hides what stands before the cut from what follows",
    "causal_mask",
    telling=True,
)
def a_cut_takes_the_block_away(rng: Rng) -> Trial:
    whole = probes.segments(rng, [(probes.LENGTH,)] * probes.ROWS)
    cuts = rng.integers(1, probes.LENGTH, size=(probes.ROWS, 1))
    behind = np.arange(probes.LENGTH) >= cuts
    want = behind[:, :, None] & ~behind[:, None, :]

    def holds(results: list[Any]) -> str | None:
        bad = first(_shape(results[0], "mask"), _shape(results[1], "mask"))
        if bad:
            return bad
        one, two = (np.asarray(result, dtype=float) for result in results)
        return near(one - two, want, "what a cut hides")

    return Trial([_mask(whole), _mask(whole + 40 * behind)], holds)


@law("what follows later changes no earlier row", "causal_mask")
def the_future_changes_nothing(rng: Rng) -> Trial:
    laid = probes.segments(rng, [(probes.LENGTH,)] * probes.ROWS)
    now = probes.LENGTH // 2
    later = laid.copy()
    later[:, now:] = np.array([0, 40, 41])[rng.permutation(3)][:, None]

    def holds(results: list[Any]) -> str | None:
        bad = first(_shape(results[0], "mask"), _shape(results[1], "mask"))
        if bad:
            return bad
        one, two = (np.asarray(result, dtype=float)[:, :now] for result in results)
        return near(two, one, "the rows before the change")

    return Trial([_mask(laid), _mask(later)], holds)


@law("other labels for the same documents change nothing", "causal_mask")
def labels_are_only_names(rng: Rng) -> Trial:
    laid = _uneven(rng)
    names = np.concatenate([[0], rng.permutation(np.arange(1, probes.LABELS))])
    return Trial(
        [_mask(laid), _mask(names[laid])],
        lambda results: near(results[1], results[0], "the mask after renaming the segments"),
    )


@law("equal scores share equally", "attention_weights", telling=True)
def equal_scores_share_equally(rng: Rng) -> Trial:
    mask = probes.mixed(rng)
    level = np.repeat(rng.normal(size=(probes.ROWS, probes.LENGTH, 1)), probes.LENGTH, axis=2)
    want = mask / mask.sum(axis=2, keepdims=True)
    return Trial(
        [_weights({"scores": level, "mask": mask})],
        lambda results: near(results[0], want, "weights of equal scores"),
    )


@law("two visible scores share like a logistic function", "attention_weights", telling=True)
def two_visible_scores_have_a_closed_form(rng: Rng) -> Trial:
    order = rng.permuted(np.broadcast_to(np.arange(probes.LENGTH), SQUARE), axis=-1)
    scores, gap = probes.scores(rng), rng.normal(size=(probes.ROWS, probes.LENGTH))
    base = rng.normal(size=gap.shape)
    one, other = order == 0, order == 1
    scores = np.where(one, (base + gap)[..., None], np.where(other, base[..., None], scores))
    share = (1.0 / (1.0 + np.exp(-gap)))[..., None]
    want = one * share + other * (1.0 - share)
    return Trial(
        [_weights({"scores": scores, "mask": one | other})],
        lambda results: near(results[0], want, "weights of two visible scores"),
    )


@law("a row sums to 1 and gives nothing to what is hidden", "attention_weights")
def rows_sum_to_one(rng: Rng) -> Trial:
    inputs = {"scores": probes.scores(rng), "mask": probes.mixed(rng)}

    def holds(results: list[Any]) -> str | None:
        bad = _shape(results[0], "weights")
        if bad:
            return bad
        weights = np.asarray(results[0])
        return first(
            near(weights.sum(axis=2), np.ones(SQUARE[:2]), "row sums of the weights"),
            near(weights[~inputs["mask"]], np.zeros((~inputs["mask"]).sum()), "hidden weights"),
        )

    return Trial([_weights(inputs)], holds)


@law("hidden scores do not matter, however large", "attention_weights")
def hidden_scores_do_not_matter(rng: Rng) -> Trial:
    mask, scores = probes.mixed(rng), probes.scores(rng)
    other = np.where(mask, scores, scores + 2.0**30)
    return Trial(
        [_weights({"scores": s, "mask": mask}) for s in (scores, other)],
        lambda results: near(results[1], results[0], "weights after raising hidden scores"),
    )


@law("adding a constant to one row of scores changes nothing", "attention_weights")
def rows_shift_separately(rng: Rng) -> Trial:
    mask, scores = probes.mixed(rng), probes.on_grid(probes.scores(rng))
    offset = 1024.0 * rng.integers(-3, 4, size=(probes.ROWS, probes.LENGTH, 1))
    return Trial(
        [_weights({"scores": s, "mask": mask}) for s in (scores, scores + offset)],
        lambda results: near(results[1], results[0], "weights after adding thousands to rows"),
    )


@law("a lone visible score takes all, however small it is", "attention_weights")
def a_lone_score_takes_all(rng: Rng) -> Trial:
    alone = np.eye(probes.LENGTH)[rng.integers(probes.LENGTH, size=SQUARE[:2])] == 1
    scores = np.where(alone, -(2.0**36), probes.scores(rng))
    return Trial(
        [_weights({"scores": scores, "mask": alone})],
        lambda results: near(results[0], alone, "weights where one score is visible"),
    )

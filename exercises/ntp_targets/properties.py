"""What holds for every right ntp_targets, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")


def _call(inputs: Inputs) -> Call:
    return Call("ntp_targets", inputs)


def _mixed(rng: Rng) -> Inputs:
    padding = rng.permutation([0, 2, 4])
    rows = [(*probes.split(rng, probes.LENGTH - p, 2, least=3), -p) for p in padding]
    inputs: Inputs = probes.batch(rng, rows)
    return inputs


@law("a document of n tokens gives n - 1 pairs", "ntp_targets", telling=True)
def a_document_gives_one_pair_less(rng: Rng) -> Trial:
    inputs = _mixed(rng)
    want = np.zeros(probes.ROWS)
    for b, start, end in probes.documents(inputs["segment_ids"]):
        want[b] += end - start - 1

    def holds(results: list[Any]) -> str | None:
        _, weights = results[0]
        weights = np.asarray(weights)
        if weights.shape != inputs["tokens"].shape:
            return f"weights: shape {weights.shape}, expected {inputs['tokens'].shape}"
        return near(weights.sum(axis=1), want, "weights summed over a row")

    return Trial([_call(inputs)], holds)


@law("the targets of a row, after its first token, are the row again", "ntp_targets", telling=True)
def a_text_is_recovered(rng: Rng) -> Trial:
    inputs = probes.batch(rng, [(probes.LENGTH,)] * probes.ROWS)
    tokens = inputs["tokens"]

    def holds(results: list[Any]) -> str | None:
        targets, _ = results[0]
        targets = np.asarray(targets)
        if targets.shape != tokens.shape:
            return f"targets: shape {targets.shape}, expected {tokens.shape}"
        again = np.concatenate([tokens[:, :1], targets[:, :-1]], axis=1)
        return first(
            near(again, tokens, "the first token followed by the targets"),
            near(targets[:, -1], np.zeros(len(tokens)), "targets in the last column"),
        )

    return Trial([_call(inputs)], holds)


@law("padding moved from the right to the left moves the answer along", "ntp_targets")
def padding_moves_along(rng: Rng) -> Trial:
    padding = 3
    rows = [(*probes.split(rng, probes.LENGTH - padding, k), -padding) for k in (1, 2, 3)]
    right = probes.batch(rng, rows)
    left = {name: np.roll(value, padding, axis=1) for name, value in right.items()}

    def holds(results: list[Any]) -> str | None:
        (targets, weights), (moved_targets, moved_weights) = results
        weights, kept = np.asarray(weights), np.asarray(weights) != 0
        if weights.shape != right["tokens"].shape or not kept.any():
            return "weights: expected some that are not 0, in the shape of tokens"
        back = np.roll(np.asarray(moved_weights), -padding, axis=1)
        back_targets = np.roll(np.asarray(moved_targets), -padding, axis=1)
        return first(
            near(back, weights, "weights after moving the padding"),
            near(back_targets[kept], np.asarray(targets)[kept], "targets after moving it"),
        )

    return Trial([_call(right), _call(left)], holds)


@law("other labels for the same documents change nothing", "ntp_targets")
def labels_are_only_names(rng: Rng) -> Trial:
    inputs = _mixed(rng)
    names = np.concatenate([[0], rng.permutation(np.arange(1, probes.LABELS))])
    renamed = {**inputs, "segment_ids": names[inputs["segment_ids"]]}

    def holds(results: list[Any]) -> str | None:
        (_, weights), (_, other) = results
        return near(other, weights, "weights after renaming the segments")

    return Trial([_call(inputs), _call(renamed)], holds)


@law("other tokens in the same documents move no weight", "ntp_targets")
def ids_are_only_names(rng: Rng) -> Trial:
    inputs = _mixed(rng)
    other = {**inputs, "tokens": rng.integers(3, size=inputs["tokens"].shape)}

    def holds(results: list[Any]) -> str | None:
        (_, weights), (_, others) = results
        return near(others, weights, "weights after replacing every token")

    return Trial([_call(inputs), _call(other)], holds)


@law("cutting a document in two costs exactly the pair at the cut", "ntp_targets", telling=True)
def borders_are_never_crossed(rng: Rng) -> Trial:
    whole = probes.batch(rng, [(probes.LENGTH,)] * probes.ROWS)
    cuts = rng.integers(2, probes.LENGTH - 1, size=probes.ROWS)
    behind = np.arange(probes.LENGTH) >= cuts[:, None]
    cut = {**whole, "segment_ids": whole["segment_ids"] + 40 * behind}
    want = (np.arange(probes.LENGTH) == cuts[:, None] - 1).astype(float)

    def holds(results: list[Any]) -> str | None:
        (_, one), (_, two) = results
        if np.shape(one) != want.shape or np.shape(two) != want.shape:
            return f"weights: shape {np.shape(one)}, expected {want.shape}"
        return near(np.asarray(one) - np.asarray(two), want, "the weights that a cut takes away")

    return Trial([_call(whole), _call(cut)], holds)

"""What holds for every right ntp_loss_and_grad, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
STEP = 1.0 / 32.0  # the error of a central difference stays near STEP**2 / 6, float32 noise below


def _call(inputs: Inputs) -> Call:
    return Call("ntp_loss_and_grad", inputs)


def _uneven(rng: Rng, num_items: int | None = None) -> Inputs:
    inputs: Inputs = probes.uneven(rng, num_items)
    return inputs


@law("the micro-batches of a step add up to the full batch", "ntp_loss_and_grad", telling=True)
def micro_batches_add_up(rng: Rng) -> Trial:
    full = probes.step_of_51(rng)
    parts = probes.micro_batches(full)

    def holds(results: list[Any]) -> str | None:
        (loss, dlogits), (other_loss, other_dlogits), (want, want_dlogits) = results
        merged = np.asarray(dlogits) + np.asarray(other_dlogits)
        if not want > 0.0:
            return f"the loss of the full batch: {want:.6g}, expected more than 0"
        return first(
            near(loss + other_loss, want, "the sum of the losses of two micro-batches"),
            near(merged * 51, np.asarray(want_dlogits) * 51, "51 times the sum of their gradients"),
        )

    return Trial([*map(_call, parts), _call(full)], holds)


@law("one raised logit has a closed form", "ntp_loss_and_grad", telling=True)
def one_raised_logit(rng: Rng) -> Trial:
    inputs = _uneven(rng, probes.STEP_PAIRS)
    rows, positions, answers = probes.pairs(inputs)
    raised = rng.uniform(0.5, 3.0, size=len(answers))
    logits, want = np.zeros((2, *inputs["logits"].shape))
    logits[rows, positions, answers] = raised
    others = np.exp(-raised)
    total = 1.0 + (probes.WORDS - 1) * others
    want[rows, positions] = (others / total)[:, None]
    want[rows, positions, answers] = 1.0 / total - 1.0

    def holds(results: list[Any]) -> str | None:
        loss, dlogits = results[0]
        what = "where the next tokens are raised"
        return first(
            near(loss, np.log(total).sum() / probes.STEP_PAIRS, f"the loss {what}"),
            near(np.asarray(dlogits) * 51, want, f"51 times dlogits {what}"),
        )

    return Trial([_call({**inputs, "logits": logits})], holds)


@law(
    "twice the items, half the loss and half the gradient",
    "ntp_loss_and_grad",
    backends=["numpy"],
)
def twice_the_items_half_the_loss(rng: Rng) -> Trial:
    inputs = _uneven(rng, probes.STEP_PAIRS)

    def holds(results: list[Any]) -> str | None:
        (loss, dlogits), (half, half_dlogits) = results
        return first(
            near(2.0 * half, loss, "twice the loss with twice the items"),
            near(102 * np.asarray(half_dlogits), 51 * np.asarray(dlogits), "102 times dlogits"),
        )

    return Trial([_call(inputs), _call({**inputs, "num_items": 2 * probes.STEP_PAIRS})], holds)


@law("the batch's own number of pairs changes nothing", "ntp_loss_and_grad")
def its_own_count_changes_nothing(rng: Rng) -> Trial:
    full = probes.step_of_51(rng)

    def holds(results: list[Any]) -> str | None:
        (loss, dlogits), (same, same_dlogits) = results
        return first(
            near(same, loss, "the loss with num_items = 51"),
            near(51 * np.asarray(same_dlogits), 51 * np.asarray(dlogits), "51 times dlogits"),
        )

    return Trial([_call({**full, "num_items": n}) for n in (None, probes.STEP_PAIRS)], holds)


@law("the gradient sums to 0 at every position, and is 0 where nothing counts", "ntp_loss_and_grad")
def gradient_moves_no_position(rng: Rng) -> Trial:
    inputs = _uneven(rng)
    rows, positions, answers = probes.pairs(inputs)
    idle = np.ones(inputs["tokens"].shape, dtype=bool)
    idle[rows, positions] = False

    def holds(results: list[Any]) -> str | None:
        dlogits = np.asarray(results[0][1]) * len(answers)
        if dlogits.shape != inputs["logits"].shape:
            return f"dlogits: shape {dlogits.shape}, expected {inputs['logits'].shape}"
        if not dlogits[rows, positions, answers].max() < 0.0:
            return "dlogits: expected less than 0 at every target"
        return first(
            near(dlogits.sum(axis=2), np.zeros(idle.shape), "dlogits summed over the vocabulary"),
            near(dlogits[idle], np.zeros((idle.sum(), probes.WORDS)), "dlogits without a pair"),
        )

    return Trial([_call(inputs)], holds)


@law("the gradient is the slope of the loss", "ntp_loss_and_grad")
def gradient_is_the_slope(rng: Rng) -> Trial:
    inputs = _uneven(rng, probes.STEP_PAIRS)
    logits = inputs["logits"]
    direction = rng.uniform(0.5, 1.5, size=logits.shape) * rng.choice([-1.0, 1.0], logits.shape)

    def holds(results: list[Any]) -> str | None:
        (_, dlogits), (above, _), (below, _) = results
        if np.shape(dlogits) != logits.shape:
            return f"dlogits: shape {np.shape(dlogits)}, expected {logits.shape}"
        measured = (above - below) / (2.0 * STEP)
        promised = (np.asarray(dlogits) * direction).sum()
        return near(promised, measured, "the slope promised by dlogits", tolerance=2e-3)

    steps = (logits, logits + STEP * direction, logits - STEP * direction)
    return Trial([_call({**inputs, "logits": step}) for step in steps], holds)


@law("adding a constant to the logits of one position changes nothing", "ntp_loss_and_grad")
def positions_shift_separately(rng: Rng) -> Trial:
    inputs = _uneven(rng, probes.STEP_PAIRS)
    inputs["logits"] = probes.on_grid(inputs["logits"])
    offset = 1024.0 * rng.integers(-2, 4, size=(probes.ROWS, probes.SHORT, 1))

    def holds(results: list[Any]) -> str | None:
        (loss, dlogits), (same, same_dlogits) = results
        what = "after adding thousands to positions"
        return first(
            near(same, loss, f"the loss {what}"),
            near(51 * np.asarray(same_dlogits), 51 * np.asarray(dlogits), f"51 dlogits {what}"),
        )

    return Trial([_call(inputs), _call({**inputs, "logits": inputs["logits"] + offset})], holds)


@law("a next token 1020 below the winner costs 1020 nats", "ntp_loss_and_grad")
def surely_wrong(rng: Rng) -> Trial:
    inputs = probes.one_of_51_pairs.make(rng)
    rows, positions, answers = probes.pairs(inputs)
    winners = (answers + rng.integers(1, probes.WORDS, size=len(answers))) % probes.WORDS
    logits, want = np.zeros((2, *inputs["logits"].shape))
    logits[rows, positions, winners] = 1020.0
    want[rows, positions, winners], want[rows, positions, answers] = 1.0, -1.0

    def holds(results: list[Any]) -> str | None:
        loss, dlogits = results[0]
        return first(
            near(loss, 1020.0 / probes.STEP_PAIRS, "the loss where another token wins by 1020"),
            near(51 * np.asarray(dlogits), want, "51 times dlogits there"),
        )

    return Trial([_call({**inputs, "logits": logits})], holds)

"""What holds for every right mlm_grad, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
SHAPE = (probes.SENTENCES, probes.TOKENS)
FULL = (*SHAPE, probes.CLASSES)
FAR = 1024.0
SHIFTED = 1e-3  # float32 keeps three decimals where the maximum, 3072, is added back


def _call(inputs: Inputs) -> Call:
    return Call("mlm_grad", inputs)


def _wants(inputs: Inputs, want: np.ndarray, what: str) -> Trial:
    return Trial([_call(inputs)], lambda results: near(results[0], want, f"dz {what}"))


def _unchanged(inputs: Inputs, other: Inputs, what: str, tolerance: float = 2e-5) -> Trial:
    return Trial(
        [_call(inputs), _call(other)],
        lambda results: near(results[1], results[0], f"dz {what}", tolerance=tolerance),
    )


@law("one raised logit per token has a closed form", "mlm_grad", telling=True)
def raised_labels(rng: Rng) -> Trial:
    inputs = probes.uneven(rng)
    raised = rng.uniform(0.5, 3.0, size=SHAPE)
    logits = np.zeros(FULL)
    probes.put(logits, inputs["labels"], raised)
    others = 1.0 / (np.exp(raised) + probes.CLASSES - 1)
    want = np.repeat(others[..., None], probes.CLASSES, axis=2)
    probes.put(want, inputs["labels"], -(probes.CLASSES - 1) * others)
    want = np.where(inputs["selected"][..., None], want, 0.0) / inputs["selected"].sum()
    return _wants(
        {**inputs, "logits": logits}, want, "where only the labels' logits are raised among zeros"
    )


@law("a sure mistake pulls with 1/|M|, whatever its size", "mlm_grad", telling=True)
def surely_wrong(rng: Rng) -> Trial:
    inputs = probes.uneven(rng)
    winner = (inputs["labels"] + rng.integers(1, probes.CLASSES, size=SHAPE)) % probes.CLASSES
    logits, want = np.zeros(FULL), np.zeros(FULL)
    probes.put(logits, winner, FAR)
    share = inputs["selected"] / inputs["selected"].sum()
    probes.put(want, winner, share)
    probes.put(want, inputs["labels"], -share)
    return _wants(
        {**inputs, "logits": logits}, want, "where another class is 1024 above every label"
    )


@law(
    "every token's gradient sums to 0, is negative at the label alone, and 0 if not selected",
    "mlm_grad",
)
def rows_sum_to_zero(rng: Rng) -> Trial:
    inputs = probes.uneven(rng)
    label = np.arange(probes.CLASSES) == inputs["labels"][..., None]

    def holds(results: list[Any]) -> str | None:
        dz = np.asarray(results[0])
        if dz.shape != FULL:
            return f"dz: shape {dz.shape}, expected {FULL}"
        if np.any(dz[~inputs["selected"]] != 0.0):
            return "dz: expected exactly 0 at tokens that are not selected"
        if dz[label].max() > 0.0 or dz[~label].min() < 0.0:
            return "dz: expected at most 0 at the labels and at least 0 elsewhere"
        if np.abs(dz).sum() > 2.0 + 1e-5:
            return f"|dz| summed over all entries: {np.abs(dz).sum():.6g}, expected at most 2"
        return near(dz.sum(axis=2), np.zeros(SHAPE), "dz summed over the classes")

    return Trial([_call(inputs)], holds)


@law("a gradient is the mean of its parts, weighted by their tokens", "mlm_grad")
def split_and_merge(rng: Rng) -> Trial:
    whole = probes.uneven(rng)
    upper = np.zeros(SHAPE, dtype=bool)
    upper[np.argsort(whole["selected"].sum(axis=1))[:3]] = True
    parts = [{**whole, "selected": whole["selected"] & half} for half in (upper, ~upper)]
    counts = [part["selected"].sum() for part in parts]

    def holds(results: list[Any]) -> str | None:
        one, two, dz = (np.asarray(result) for result in results)
        want = (counts[0] * one + counts[1] * two) / sum(counts)
        return near(dz, want, "dz of two selections put together")

    return Trial([_call(part) for part in (*parts, whole)], holds)


@law("nothing outside the selection is looked at", "mlm_grad")
def blind_outside_the_selection(rng: Rng) -> Trial:
    inputs = probes.uneven(rng)
    selected = inputs["selected"]
    others = rng.normal(size=FULL) * 3.0
    other = {
        **inputs,
        "logits": np.where(selected[..., None], inputs["logits"], others),
        "labels": np.where(selected, inputs["labels"], rng.integers(probes.CLASSES, size=SHAPE)),
    }
    return _unchanged(inputs, other, "after changing unselected logits and labels")


@law("adding a constant to the logits of one token changes nothing", "mlm_grad")
def tokens_shift_separately(rng: Rng) -> Trial:
    inputs = probes.uneven(rng)
    inputs["logits"] = probes.on_grid(inputs["logits"])
    offset = FAR * rng.choice([-2.0, -1.0, 1.0, 3.0], size=(*SHAPE, 1))
    other = {**inputs, "logits": inputs["logits"] + offset}
    return _unchanged(inputs, other, "after adding thousands to the logits of tokens", SHIFTED)


@law("a step against the gradient leads downhill, to a smaller gradient", "mlm_grad")
def a_step_downhill(rng: Rng) -> Trial:
    inputs = probes.uneven(rng)
    # Per token the slope of cross-entropy changes by at most half a step: a whole step is safe.
    step = float(inputs["selected"].sum())

    def then(results: list[Any]) -> list[Call]:
        dz = np.asarray(results[0])
        moved = dz if dz.shape == FULL else np.zeros(FULL)
        return [_call({**inputs, "logits": inputs["logits"] - step * moved})]

    def holds(results: list[Any]) -> str | None:
        before, after = (np.asarray(result) for result in results)
        if before.shape != FULL or after.shape != FULL:
            return f"dz: shape {before.shape}, expected {FULL}"
        size, later = np.sqrt((before**2).sum()), np.sqrt((after**2).sum())
        return first(
            None if later < size else f"|dz| after the step: {later:.6g}, before it {size:.6g}",
            None if (before * after).sum() > 0.0 else "dz turned round after one step",
        )

    return Trial([_call(inputs)], holds, then)

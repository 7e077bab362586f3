"""What holds for every right mlm_loss, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, law, near, sibling

probes = sibling(__file__, "probes")
SHAPE = (probes.SENTENCES, probes.TOKENS)
FAR = 1024.0
SHIFTED = 1e-3  # float32 keeps three decimals where the maximum, 3072, is added back


def _call(inputs: Inputs) -> Call:
    return Call("mlm_loss", inputs)


def _corrupted(rng: Rng) -> Inputs:
    inputs: Inputs = probes.uneven(rng)
    probes.corrupt(rng, inputs)
    return inputs


def _unchanged(inputs: Inputs, other: Inputs, what: str, tolerance: float = 2e-5) -> Trial:
    return Trial(
        [_call(inputs), _call(other)],
        lambda results: near(results[1], results[0], f"the loss {what}", tolerance=tolerance),
    )


@law("one raised logit per token has a closed form", "mlm_loss", telling=True)
def raised_labels(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    raised = rng.uniform(0.5, 3.0, size=SHAPE)
    logits = np.zeros((*SHAPE, probes.CLASSES))
    probes.put(logits, inputs["labels"], raised)
    want = np.log(1.0 + (probes.CLASSES - 1) * np.exp(-raised))[inputs["selected"]].mean()
    return Trial(
        [_call({**inputs, "logits": logits})],
        lambda results: near(
            results[0], want, "the loss where only the labels' logits are raised among zeros"
        ),
    )


@law("equal logits cost ln V", "mlm_loss")
def equal_logits(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    logits = np.repeat(rng.normal(size=(*SHAPE, 1)), probes.CLASSES, axis=2)
    return Trial(
        [_call({**inputs, "logits": logits})],
        lambda results: near(results[0], np.log(probes.CLASSES), "the loss of equal logits"),
    )


@law("a sure and right answer costs nothing", "mlm_loss")
def oracle(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    probes.put(inputs["logits"], inputs["labels"], 40.0)
    return Trial(
        [_call(inputs)],
        lambda results: near(results[0], 0.0, "the loss of sure and right answers"),
    )


@law("a label 1024 below the winner costs 1024 nats", "mlm_loss", telling=True)
def surely_wrong(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    winner = (inputs["labels"] + rng.integers(1, probes.CLASSES, size=SHAPE)) % probes.CLASSES
    logits = np.zeros((*SHAPE, probes.CLASSES))
    probes.put(logits, winner, FAR)
    return Trial(
        [_call({**inputs, "logits": logits})],
        lambda results: near(
            results[0], FAR, "the loss where another class is 1024 above every label"
        ),
    )


@law("a loss is the mean of its parts, weighted by their tokens", "mlm_loss")
def split_and_merge(rng: Rng) -> Trial:
    whole = _corrupted(rng)
    upper = np.zeros(SHAPE, dtype=bool)
    upper[np.argsort(whole["selected"].sum(axis=1))[:3]] = True
    parts = [{**whole, "selected": whole["selected"] & half} for half in (upper, ~upper)]
    counts = [part["selected"].sum() for part in parts]

    def holds(results: list[Any]) -> str | None:
        one, two, loss = results
        want = (counts[0] * one + counts[1] * two) / sum(counts)
        return near(loss, want, "the loss of two selections put together")

    return Trial([_call(part) for part in (*parts, whole)], holds)


@law("nothing outside the selection is looked at", "mlm_loss")
def blind_outside_the_selection(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    selected = inputs["selected"]
    others = rng.normal(size=inputs["logits"].shape) * 3.0
    other = {
        **inputs,
        "logits": np.where(selected[..., None], inputs["logits"], others),
        "labels": np.where(selected, inputs["labels"], probes.words(rng, SHAPE)),
    }
    return _unchanged(inputs, other, "after changing unselected logits and labels")


@law("the corrupted input and the attention mask are not looked at", "mlm_loss")
def distractors(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    other = {
        **inputs,
        "input_ids": probes.words(rng, SHAPE),
        "attention_mask": inputs["selected"] | (rng.uniform(size=SHAPE) < 0.5),
    }
    return _unchanged(inputs, other, "after changing input_ids and attention_mask")


@law("columns of padding change nothing", "mlm_loss")
def more_padding(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    wide, column = ((0, 0), (0, 2)), ((0, 0), (0, 2), (0, 0))
    other = {
        "logits": np.pad(inputs["logits"], column, constant_values=1.0),
        "labels": np.pad(inputs["labels"], wide, constant_values=probes.PAD),
        "selected": np.pad(inputs["selected"], wide),
        "input_ids": np.pad(inputs["input_ids"], wide, constant_values=probes.PAD),
        "attention_mask": np.pad(inputs["attention_mask"], wide),
    }
    return _unchanged(inputs, other, "after appending two columns of padding")


@law("the order of sentences and the numbering of the vocabulary are of no account", "mlm_loss")
def another_order(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    names, order = rng.permutation(probes.CLASSES), rng.permutation(probes.SENTENCES)
    logits = np.empty_like(inputs["logits"])
    logits[..., names] = inputs["logits"]
    renamed = {
        **inputs,
        "logits": logits,
        "labels": names[inputs["labels"]],
        "input_ids": names[inputs["input_ids"]],
    }
    other = {name: value[order] for name, value in renamed.items()}
    return _unchanged(inputs, other, "after renaming the vocabulary and reordering the sentences")


@law("adding a constant to the logits of one token changes nothing", "mlm_loss")
def tokens_shift_separately(rng: Rng) -> Trial:
    inputs = _corrupted(rng)
    inputs["logits"] = probes.on_grid(inputs["logits"])
    offset = FAR * rng.choice([-2.0, -1.0, 1.0, 3.0], size=(*SHAPE, 1))
    other = {**inputs, "logits": inputs["logits"] + offset}
    return _unchanged(inputs, other, "after adding thousands to the logits of tokens", SHIFTED)

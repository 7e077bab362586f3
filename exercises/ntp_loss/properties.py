"""What holds for every right ntp_loss, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, law, near, sibling

probes = sibling(__file__, "probes")


def _call(inputs: Inputs) -> Call:
    return Call("ntp_loss", inputs)


def _uneven(rng: Rng) -> Inputs:
    inputs: Inputs = probes.uneven(rng)
    return inputs


@law("one raised logit has a closed form", "ntp_loss", telling=True)
def one_raised_logit(rng: Rng) -> Trial:
    inputs = _uneven(rng)
    places = probes.pairs(inputs)
    raised = rng.uniform(0.5, 3.0, size=len(places[0]))
    logits = np.zeros(inputs["logits"].shape)
    logits[places] = raised
    want = np.log1p((probes.WORDS - 1) * np.exp(-raised)).mean()
    return Trial(
        [_call({**inputs, "logits": logits})],
        lambda results: near(results[0], want, "the loss where the next tokens are raised"),
    )


@law("the logs of bigram counts cost the entropy of the text", "ntp_loss", telling=True)
def bigram_counts_reach_the_entropy(rng: Rng) -> Trial:
    rows = [(probes.LENGTH,)] * probes.ROWS
    tokens = rng.permuted(np.arange(probes.ROWS * probes.LENGTH) % 3 + probes.FIRST_WORD)
    inputs = {**probes.batch(rng, rows), "tokens": tokens.reshape(probes.ROWS, probes.LENGTH)}
    _, _, answers = probes.pairs(inputs)
    heard = inputs["tokens"][:, :-1].ravel()
    counts = np.zeros((probes.WORDS, probes.WORDS))
    np.add.at(counts, (heard, answers), 1.0)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    entropy = -(counts * np.log(np.where(share > 0, share, 1.0))).sum() / counts.sum()
    logits = np.log(np.where(counts > 0, counts, 1e-30))[inputs["tokens"]]
    return Trial(
        [_call({**inputs, "logits": logits})],
        lambda results: near(results[0], entropy, "the loss of a model that knows all bigrams"),
    )


@law("the last token of a document only matters as a target", "ntp_loss", telling=True)
def the_last_token_is_only_a_target(rng: Rng) -> Trial:
    inputs = _uneven(rng)
    _, _, answers = probes.pairs(inputs)
    tokens, change = inputs["tokens"].copy(), 0.0
    for b, _, end in probes.documents(inputs["segment_ids"]):
        other = rng.integers(probes.FIRST_WORD, probes.WORDS)
        row = inputs["logits"][b, end - 2]
        change += (row[tokens[b, end - 1]] - row[other]) / len(answers)
        tokens[b, end - 1] = other

    def holds(results: list[Any]) -> str | None:
        return near(results[1] - results[0], change, "the change of the loss with the last tokens")

    return Trial([_call(inputs), _call({**inputs, "tokens": tokens})], holds)


@law("equal logits cost ln V", "ntp_loss")
def equal_logits_cost_ln_v(rng: Rng) -> Trial:
    inputs = _uneven(rng)
    level = rng.normal(size=(probes.ROWS, probes.LENGTH, 1))
    logits = np.repeat(level, probes.WORDS, axis=2)
    return Trial(
        [_call({**inputs, "logits": logits})],
        lambda results: near(results[0], np.log(probes.WORDS), "the loss of equal logits"),
    )


@law("logits and tokens where nothing counts do not matter", "ntp_loss")
def what_does_not_count_does_not_matter(rng: Rng) -> Trial:
    inputs = _uneven(rng)
    rows, positions, _ = probes.pairs(inputs)
    logits = rng.normal(size=inputs["logits"].shape) * 3.0
    logits[rows, positions] = inputs["logits"][rows, positions]
    real = inputs["segment_ids"] != 0
    tokens = np.where(real, inputs["tokens"], rng.integers(probes.WORDS, size=real.shape))
    return Trial(
        [_call(inputs), _call({**inputs, "logits": logits, "tokens": tokens})],
        lambda results: near(results[1], results[0], "the loss after changing what does not count"),
    )


@law("a batch is the mean of its parts, weighted by their pairs", "ntp_loss")
def split_and_merge(rng: Rng) -> Trial:
    whole = _uneven(rng)
    alone = np.arange(probes.ROWS) == rng.integers(probes.ROWS)
    parts = [
        {**whole, "segment_ids": np.where(keep[:, None], whole["segment_ids"], 0)}
        for keep in (alone, ~alone)
    ]
    counts = np.array([len(probes.pairs(part)[0]) for part in parts])

    def holds(results: list[Any]) -> str | None:
        merged = (counts * np.array(results[:2])).sum() / counts.sum()
        return near(results[2], merged, "the loss of two parts put together")

    return Trial([_call(part) for part in (*parts, whole)], holds)


@law("padding moved from the right to the left changes nothing", "ntp_loss")
def padding_moves_along(rng: Rng) -> Trial:
    padding = 3
    rows = [(*probes.split(rng, probes.LENGTH - padding, k), -padding) for k in (1, 2, 2)]
    right = probes.batch(rng, rows)
    left = {name: np.roll(value, padding, axis=1) for name, value in right.items()}
    return Trial(
        [_call(right), _call(left)],
        lambda results: near(results[1], results[0], "the loss after moving the padding"),
    )


@law("renaming the words changes nothing", "ntp_loss")
def words_are_only_names(rng: Rng) -> Trial:
    inputs = _uneven(rng)
    names = np.roll(np.arange(probes.WORDS), rng.integers(1, probes.WORDS))
    logits = np.empty_like(inputs["logits"])
    logits[..., names] = inputs["logits"]
    renamed = {**inputs, "logits": logits, "tokens": names[inputs["tokens"]]}
    return Trial(
        [_call(inputs), _call(renamed)],
        lambda results: near(results[1], results[0], "the loss after renaming the words"),
    )


@law("adding a constant to the logits of one position changes nothing", "ntp_loss")
def positions_shift_separately(rng: Rng) -> Trial:
    inputs = _uneven(rng)
    inputs["logits"] = probes.on_grid(inputs["logits"])
    offset = 1024.0 * rng.integers(-2, 4, size=(probes.ROWS, probes.LENGTH, 1))
    return Trial(
        [_call(inputs), _call({**inputs, "logits": inputs["logits"] + offset})],
        lambda results: near(
            results[1], results[0], "the loss after adding thousands to positions"
        ),
    )


@law("next tokens 1024 below the winner cost 1024 nats", "ntp_loss", telling=True)
def surely_wrong(rng: Rng) -> Trial:
    inputs = _uneven(rng)
    rows, positions, answers = probes.pairs(inputs)
    winners = (answers + rng.integers(1, probes.WORDS, size=len(answers))) % probes.WORDS
    logits = np.zeros(inputs["logits"].shape)
    logits[rows, positions, winners] = 1024.0
    return Trial(
        [_call({**inputs, "logits": logits})],
        lambda results: near(results[0], 1024.0, "the loss where another token wins by 1024"),
    )

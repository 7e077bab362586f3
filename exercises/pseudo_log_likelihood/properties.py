"""What holds for every right pseudo_log_likelihood, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, law, near, sibling

probes = sibling(__file__, "probes")
T, V = probes.T, probes.V
FAR = 1024.0


def _call(inputs: Inputs) -> Call:
    return Call("pseudo_log_likelihood", inputs)


def _own(logits: np.ndarray) -> np.ndarray:
    """The answers of every copy at its own position: float[T, V]."""
    return np.asarray(logits[np.arange(T), np.arange(T)])


@law("one raised logit has a closed form", "pseudo_log_likelihood", telling=True)
def one_raised_logit(rng: Rng) -> Trial:
    inputs = probes.framed(rng)
    position = np.arange(T)
    raised = rng.uniform(0.5, 3.0, size=T)
    inputs["logits"][position, position] = 0.0
    inputs["logits"][position, position, inputs["ids"]] = raised
    scores = -np.log1p((V - 1) * np.exp(-raised))
    want = float(scores[~inputs["special"]].sum())
    return Trial(
        [_call(inputs)],
        lambda results: near(results[0], want, "the score where the tokens' logits are raised"),
    )


@law("a token 1024 below the winner costs 1024 nats", "pseudo_log_likelihood", telling=True)
def surely_wrong(rng: Rng) -> Trial:
    inputs = probes.framed(rng)
    position = np.arange(T)
    inputs["logits"][position, position] = 0.0
    inputs["logits"][position, position, (inputs["ids"] + 1) % V] = FAR
    want = -FAR * float((~inputs["special"]).sum())
    return Trial(
        [_call(inputs)],
        lambda results: near(results[0], want, "the score of tokens 1024 below the winner"),
    )


@law("equal logits cost ln V for every scored token", "pseudo_log_likelihood")
def uniform_answers(rng: Rng) -> Trial:
    inputs = probes.framed(rng)
    inputs["logits"] = np.repeat(rng.normal(size=(T, T, 1)), V, axis=2)
    want = -float((~inputs["special"]).sum()) * np.log(V)
    return Trial(
        [_call(inputs)],
        lambda results: near(results[0], want, "the score under equal logits"),
    )


@law("a copy counts at its own position alone", "pseudo_log_likelihood")
def own_position_alone(rng: Rng) -> Trial:
    inputs = probes.framed(rng)
    changed = inputs["logits"] + 5.0 * rng.normal(size=(T, T, V))
    changed[np.arange(T), np.arange(T)] = _own(inputs["logits"])
    return Trial(
        [_call(inputs), _call({**inputs, "logits": changed})],
        lambda results: near(results[1], results[0], "after changing answers at other positions"),
    )


@law("a special token counts nothing, whatever its id and its logits", "pseudo_log_likelihood")
def specials_count_nothing(rng: Rng) -> Trial:
    inputs = probes.framed(rng)
    special = inputs["special"]
    logits, ids = inputs["logits"].copy(), inputs["ids"].copy()
    logits[special] += 5.0 * rng.normal(size=(int(special.sum()), T, V))
    ids[special] = (ids[special] + 1) % V
    return Trial(
        [_call(inputs), _call({"logits": logits, "ids": ids, "special": special})],
        lambda results: near(results[1], results[0], "after changing the special tokens"),
    )


@law("the score of a sentence is the sum of the scores of its parts", "pseudo_log_likelihood")
def sum_of_parts(rng: Rng) -> Trial:
    inputs = probes.sentence(rng)
    part = rng.permutation(np.arange(T) < 2)

    def holds(results: list[Any]) -> str | None:
        whole, one, other = results
        return near(whole, one + other, "the whole score, against those of its parts")

    masks = (inputs["special"], part, ~part)
    return Trial([_call({**inputs, "special": mask}) for mask in masks], holds)


@law("adding a constant to the logits of one copy changes nothing", "pseudo_log_likelihood")
def copies_shift(rng: Rng) -> Trial:
    inputs = probes.framed(rng)
    inputs["logits"] = probes.on_grid(inputs["logits"])
    offset = np.round(rng.permutation(np.linspace(-FAR, FAR, T)))[:, None, None]
    return Trial(
        [_call(inputs), _call({**inputs, "logits": inputs["logits"] + offset})],
        lambda results: near(
            results[1], results[0], "after adding constants to the copies", tolerance=1e-3
        ),
    )


@law("a score is never above 0", "pseudo_log_likelihood")
def never_positive(rng: Rng) -> Trial:
    def holds(results: list[Any]) -> str | None:
        largest = float(np.max(results))
        return None if largest <= 1e-5 else f"a score of {largest:.6g}, expected at most 0"

    return Trial([_call(probes.framed(rng)), _call(probes.sentence(rng))], holds)

"""What holds for every right lm_metrics, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
NAMES = ("nll_per_token", "perplexity", "bits_per_byte")


def _call(inputs: Inputs) -> Call:
    return Call("lm_metrics", inputs)


def _text(rng: Rng) -> Inputs:
    inputs: Inputs = probes.ragged_rows.make(rng)
    return inputs


def _same(one: Any, other: Any, what: str) -> str | None:
    return first(*(near(other[name], one[name], f"{name} {what}") for name in NAMES))


@law("a uniform model over V words has perplexity V", "lm_metrics", telling=True)
def a_uniform_model_has_perplexity_v(rng: Rng) -> Trial:
    words = int(rng.integers(3, 40))
    inputs = _text(rng)
    nll = np.full(inputs["nll"].shape, np.log(words))
    bits = np.log2(words) * inputs["weights"].sum() / inputs["n_bytes"]

    def holds(results: list[Any]) -> str | None:
        what = f"where every token costs ln {words}"
        return first(
            near(results[0]["perplexity"], words, f"perplexity {what}"),
            near(results[0]["nll_per_token"], np.log(words), f"nll_per_token {what}"),
            near(results[0]["bits_per_byte"], bits, f"bits_per_byte {what}"),
        )

    return Trial([_call({**inputs, "nll": nll})], holds)


@law("2 ** (bits per byte * bytes) is perplexity ** tokens", "lm_metrics")
def one_code_length_two_ways(rng: Rng) -> Trial:
    inputs = _text(rng)
    tokens = inputs["weights"].sum()

    def holds(results: list[Any]) -> str | None:
        found = results[0]
        if not found["perplexity"] > 1.0:
            return f"perplexity: {found['perplexity']:.6g}, expected more than 1"
        bits = found["bits_per_byte"] * inputs["n_bytes"]
        return first(
            near(np.log(found["perplexity"]), found["nll_per_token"], "ln of the perplexity"),
            near(bits, tokens * np.log2(found["perplexity"]), "the bits of the whole text"),
        )

    return Trial([_call(inputs)], holds)


@law("it does not matter how tokens are laid out in rows", "lm_metrics")
def layout_does_not_matter(rng: Rng) -> Trial:
    inputs = _text(rng)
    order = rng.permutation(inputs["nll"].size)
    shuffled = {
        **inputs,
        **{
            name: inputs[name].ravel()[order].reshape(inputs[name].shape)
            for name in ("nll", "weights")
        },
    }
    return Trial(
        [_call(inputs), _call(shuffled)],
        lambda results: _same(results[0], results[1], "after laying out the tokens differently"),
    )


@law("the totals of two parts add up", "lm_metrics", telling=True)
def parts_add_up(rng: Rng) -> Trial:
    inputs = _text(rng)
    first_part = np.arange(probes.ROWS)[:, None] < 2
    parts = [
        {**inputs, "weights": np.where(keep, inputs["weights"], 0.0)}
        for keep in (first_part, ~first_part)
    ]
    tokens = [float(part["weights"].sum()) for part in parts]

    def holds(results: list[Any]) -> str | None:
        one, two, whole = results
        if not one["bits_per_byte"] > 0.0:
            return f"bits_per_byte: {one['bits_per_byte']:.6g}, expected more than 0"
        nats = tokens[0] * one["nll_per_token"] + tokens[1] * two["nll_per_token"]
        return first(
            near(
                whole["bits_per_byte"],
                one["bits_per_byte"] + two["bits_per_byte"],
                "bits_per_byte of both parts",
            ),
            near(sum(tokens) * whole["nll_per_token"], nats, "tokens times nll_per_token"),
            near(np.log(whole["perplexity"]), nats / sum(tokens), "ln of the perplexity of both"),
            near(
                whole["bits_per_byte"] * inputs["n_bytes"] * np.log(2.0),
                (inputs["weights"] * inputs["nll"]).sum(),
                "bits per byte, turned back into nats",
            ),
        )

    return Trial([_call(part) for part in (*parts, inputs)], holds)


@law("half of every weight is half the bits at the same perplexity", "lm_metrics")
def half_of_every_weight(rng: Rng) -> Trial:
    inputs = _text(rng)

    def holds(results: list[Any]) -> str | None:
        doubled = {**results[1], "bits_per_byte": 2.0 * results[1]["bits_per_byte"]}
        return _same(results[0], doubled, "after halving all weights (bits doubled again)")

    return Trial([_call(inputs), _call({**inputs, "weights": inputs["weights"] / 2.0})], holds)

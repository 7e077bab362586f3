"""What holds for every right mask_tokens, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
MANY = (40, 500)
FALSE_ALARM_1 = 25.3
FALSE_ALARM_2 = 29.1
"""Quantiles of chi-square with 1 and 2 degrees of freedom that 5e-7 of all draws exceed."""


def _call(inputs: Inputs) -> Call:
    return Call("mask_tokens", inputs)


def _arrays(result: Any, shape: tuple[int, ...]) -> list[Any] | str:
    """Return the three outputs, or say which one has another shape."""
    found = [np.asarray(output) for output in result]
    for name, output in zip(("input_ids", "labels", "selected"), found, strict=True):
        if output.shape != shape:
            return f"{name}: shape {output.shape}, expected {shape}"
    found[2] = found[2].astype(bool)
    return found


@law("labels hold the original id where a token is selected, and -100 elsewhere", "mask_tokens")
def what_is_shown_and_asked(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    probes.set_special(rng, inputs)
    ids, special = inputs["ids"], inputs["special"]

    def holds(results: list[Any]) -> str | None:
        outputs = _arrays(results[0], ids.shape)
        if isinstance(outputs, str):
            return outputs
        shown, labels, selected = outputs
        if not selected.any():
            return "selected: no token at all, expected some"
        if (selected & special).any():
            return "selected: a special token, expected none"
        return first(
            near(labels[selected], ids[selected], "labels at selected tokens"),
            near(labels[~selected], np.full((~selected).sum(), probes.IGNORED), "labels elsewhere"),
            near(shown[~selected], ids[~selected], "input_ids at tokens that are not selected"),
        )

    return Trial([_call(inputs)], holds)


@law("of 20,000 tokens 15 % are selected; of these 80/10/10", "mask_tokens", telling=True)
def eighty_ten_ten(rng: Rng) -> Trial:
    ids = rng.integers(probes.FIRST_WORD, probes.FIRST_WORD + probes.WORDS, size=MANY)
    inputs = {
        "ids": ids,
        "special": np.zeros(MANY, dtype=bool),
        "u_select": rng.uniform(size=MANY),
        "u_kind": rng.uniform(size=MANY),
        "rand_ids": ids + 1000,
        "mask_id": probes.MASK,
    }

    def holds(results: list[Any]) -> str | None:
        outputs = _arrays(results[0], MANY)
        if isinstance(outputs, str):
            return outputs
        shown, _, selected = outputs
        n, p = ids.size, probes.USUAL
        count = int(selected.sum())
        if (count - n * p) ** 2 / (n * p * (1 - p)) > FALSE_ALARM_1:
            return f"selected: {100 * count / n:.1f} % of the tokens, expected about 15 %"
        fates = [shown == probes.MASK, shown == ids + 1000, shown == ids]
        seen = np.array([(selected & fate).sum() for fate in fates])
        want = count * np.array([0.8, 0.1, 0.1])
        if seen.sum() != count or ((seen - want) ** 2 / want).sum() > FALSE_ALARM_2:
            shares = " / ".join(f"{100 * s / count:.1f}" for s in seen)
            return f"of the selected tokens {shares} % are [MASK] / random / kept"
        return None

    return Trial([_call(inputs)], holds)


@law("a uniform exactly at a threshold belongs to the next bucket", "mask_tokens", telling=True)
def the_next_bucket(rng: Rng) -> Trial:
    inputs = probes.at_thresholds(rng)
    ids, kind, select = inputs["ids"], inputs["u_kind"], inputs["u_select"]
    at_p = select == probes.USUAL
    asked = select < probes.USUAL
    random, kept = asked & (kind == 0.8), asked & (kind == 0.9)

    def holds(results: list[Any]) -> str | None:
        outputs = _arrays(results[0], ids.shape)
        if isinstance(outputs, str):
            return outputs
        shown, labels, selected = outputs
        return first(
            near(selected[at_p], np.zeros(at_p.sum()), "selected where u_select is exactly p"),
            near(shown[random], inputs["rand_ids"][random], "input_ids where u_kind is exactly .8"),
            near(shown[kept], ids[kept], "input_ids where u_kind is exactly .9"),
            near(labels[kept], ids[kept], "labels where u_kind is exactly .9"),
        )

    return Trial([_call(inputs)], holds)


@law("the second decision moves neither the labels nor the selection", "mask_tokens")
def two_decisions(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    other = {
        **inputs,
        "u_kind": rng.permuted(inputs["u_kind"].ravel()).reshape(inputs["u_kind"].shape),
        "rand_ids": probes.another_word(rng, inputs["ids"]),
    }

    def holds(results: list[Any]) -> str | None:
        (_, labels, selected), (_, other_labels, other_selected) = results
        return first(
            near(other_labels, labels, "labels after drawing other kinds"),
            near(other_selected, selected, "selected after drawing other kinds"),
        )

    return Trial([_call(inputs), _call(other)], holds)


@law("one more token below p changes that token and no other", "mask_tokens")
def one_more_is_one_more(rng: Rng) -> Trial:
    p, mask_id = probes.OFTEN, probes.OTHER_MASK
    inputs = {**probes.batch(rng, p=p), "p": p, "mask_id": mask_id}
    ids = inputs["ids"]
    b, t = rng.permutation(np.argwhere(inputs["u_select"] >= p))[0]
    inputs["u_kind"][b, t] = 0.3
    select = inputs["u_select"].copy()
    select[b, t] = 0.5
    here = np.zeros(ids.shape, dtype=bool)
    here[b, t] = True

    def holds(results: list[Any]) -> str | None:
        before, after = _arrays(results[0], ids.shape), _arrays(results[1], ids.shape)
        if isinstance(before, str) or isinstance(after, str):
            return before if isinstance(before, str) else str(after)
        want = (
            np.where(here, mask_id, before[0]),
            np.where(here, ids, before[1]),
            before[2] | here,
        )
        names = ("input_ids", "labels", "selected")
        return first(
            *(
                near(got, expected, f"{name} after selecting one more token")
                for name, got, expected in zip(names, after, want, strict=True)
            )
        )

    return Trial([_call(inputs), _call({**inputs, "u_select": select})], holds)

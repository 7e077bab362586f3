"""Input designs of mask_tokens: every fate forced, special tokens, exact thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

ROWS, LENGTH = 3, 16
IGNORED = -100
MASK, OTHER_MASK = 4, 103
USUAL, OFTEN = 0.15, 0.95
FIRST_WORD, WORDS = 10, 90
LARGE_ID = 100_000  # vocabularies of today are larger than 16 bits
FATES = (0.03, 0.07, 0.3, 0.45, 0.55, 0.7, 0.79, 0.81, 0.85, 0.89, 0.92, 0.97)
"""Values of u_kind on either side of every threshold that a believer may use."""


def another_word(rng: Rng, ids: np.ndarray) -> np.ndarray:
    """Draw words that differ from the given ones."""
    step = rng.integers(1, WORDS, size=ids.shape)
    return np.asarray(FIRST_WORD + (ids - FIRST_WORD + step) % WORDS)


def spread(rng: Rng, values: tuple[float, ...], size: int) -> np.ndarray:
    """Repeat the values to a size, moved a little, in random order."""
    return np.asarray(rng.permutation(np.resize(values, size)) + rng.uniform(-4e-3, 4e-3, size))


def batch(
    rng: Rng, *, p: float = USUAL, share: float = 0.5, shape: tuple[int, int] = (ROWS, LENGTH)
) -> Inputs:
    """Return words of which a share has u_select below p, with every fate among them.

    The other tokens have every value of u_kind too. No uniform is near a threshold.
    """
    ids = rng.integers(FIRST_WORD, FIRST_WORD + WORDS, size=shape)
    size = ids.size
    chosen = rng.permutation(size) < round(share * size)
    u_select = np.where(
        chosen, rng.uniform(0.0, 0.97 * p, size), rng.uniform(p + 0.03 * (1 - p), 1.0, size)
    )
    u_kind = np.zeros(size)
    for part in (chosen, ~chosen):
        u_kind[part] = spread(rng, FATES, int(part.sum()))
    return {
        "ids": ids,
        "special": np.zeros(shape, dtype=bool),
        "u_select": u_select.reshape(shape),
        "u_kind": u_kind.reshape(shape),
        "rand_ids": another_word(rng, ids),
        "mask_id": MASK,
    }


def set_special(rng: Rng, inputs: Inputs) -> None:
    """Make both ends and some tokens inside special, several of them with a small u_select."""
    special = inputs["special"]
    special[:, [0, -1]] = True
    for row in special:
        row[rng.choice(np.arange(2, len(row) - 2), size=3, replace=False)] = True
    b, t = np.nonzero(special)
    tempting = rng.permutation(len(b))[: len(b) // 2]
    inputs["u_select"][b[tempting], t[tempting]] = rng.uniform(0.0, 0.1, len(tempting))
    inputs["ids"][special] = rng.integers(1, 4, size=int(special.sum()))


def is_random(inputs: Inputs) -> np.ndarray:
    """Return True where u_kind asks for a random word."""
    return np.asarray((inputs["u_kind"] >= 0.8) & (inputs["u_kind"] < 0.9))


def selection_only(inputs: Inputs) -> Mapping[str, Any]:
    """Judge the selection and leave the rest to the probes that ask for it."""
    nothing = np.zeros(inputs["ids"].shape, dtype=bool)
    return {"input_ids": nothing, "labels": nothing}


@probe(
    "about 15 % of the tokens",
    "mask_tokens",
    reveals="the wrong side of p, an inverted selection, one that is read from the changes",
    graded=selection_only,
)
def fifteen_percent(rng: Rng) -> Inputs:
    return batch(rng, share=0.25)


@probe(
    "special tokens in the middle of a row",
    "mask_tokens",
    reveals="padding, [CLS] or [SEP] asked for",
    graded=selection_only,
)
def special_tokens_in_the_middle(rng: Rng) -> Inputs:
    inputs = batch(rng)
    set_special(rng, inputs)
    return inputs


@probe(
    "every fate, several times",
    "mask_tokens",
    reveals="other shares than 80/10/10, tokens changed unasked, labels that depend on the change, "
    "an id taken for something special",
)
def every_fate(rng: Rng) -> Inputs:
    inputs = batch(rng, share=0.6)
    # special alone says what is special: id 0 is asked for, and rand_ids may hold any id.
    selected = inputs["u_select"] < USUAL
    b, t = rng.permutation(np.argwhere(selected))[0]
    inputs["ids"][b, t] = 0
    b, t = rng.permutation(np.argwhere(selected & is_random(inputs)))[0]
    inputs["rand_ids"][b, t] = rng.integers(1, 4)
    return inputs


@probe(
    "a word replaced by itself, and a [MASK] in the text",
    "mask_tokens",
    reveals="a change that is looked up instead of remembered",
)
def a_word_replaced_by_itself(rng: Rng) -> Inputs:
    inputs = batch(rng)
    selected = inputs["u_select"] < USUAL
    replaced = selected & is_random(inputs)
    b, t = rng.permutation(np.argwhere(replaced))[0]
    inputs["rand_ids"][b, t] = inputs["ids"][b, t]
    for places in (~selected, selected & ~replaced):  # a [MASK] in the text may be asked for
        b, t = rng.permutation(np.argwhere(places))[0]
        inputs["ids"][b, t] = MASK
    return inputs


@probe(
    "p = 0.95 and another [MASK]",
    "mask_tokens",
    reveals="a fixed 15 %, a fixed mask id, one uniform for both decisions, ids of 16 bits",
)
def nearly_all_selected(rng: Rng) -> Inputs:
    inputs = batch(rng, p=OFTEN, share=0.9)
    flat = inputs["u_select"].reshape(-1)
    places = rng.permutation(np.flatnonzero(flat < OFTEN))
    flat[places] = spread(rng, FATES[:-1], len(places))  # every fate by u_select, too
    selected = inputs["u_select"] < OFTEN
    for large in (selected, ~selected):  # one id becomes a label, the other one stays visible
        b, t = rng.permutation(np.argwhere(large))[0]
        inputs["ids"][b, t] = LARGE_ID
    return {**inputs, "mask_id": OTHER_MASK, "p": OFTEN}


@probe(
    "a single row",
    "mask_tokens",
    reveals="an axis of one row that gets lost",
    backends=["numpy"],  # a shape of its own
)
def one_row(rng: Rng) -> Inputs:
    return batch(rng, shape=(1, 2 * LENGTH))


def at_thresholds(rng: Rng) -> Inputs:
    """Return a batch where u_select is exactly p and u_kind exactly 0.8 or 0.9 at some tokens.

    For a law, not for a probe: a probe's tolerance is measured by moving its inputs a little, and
    at a threshold that moves the answer.
    """
    inputs = batch(rng)
    places = rng.permutation(np.argwhere(inputs["u_select"] < USUAL))
    for (b, t), kind in zip(places[:8], (0.8, 0.9) * 4, strict=True):
        inputs["u_kind"][b, t] = kind
    for b, t in places[8:11]:
        inputs["u_select"][b, t] = USUAL
    return inputs


@probe(
    "special tokens given as 0 and 1",
    "mask_tokens",
    kind="edge",
    reveals="~ applied to integers",
)
def special_as_integers(rng: Rng) -> Inputs:
    inputs = batch(rng)
    set_special(rng, inputs)
    return {**inputs, "special": inputs["special"].astype(np.int64)}


@probe("nothing but special tokens", "mask_tokens", kind="edge", reveals="a token forced in")
def all_special(rng: Rng) -> Inputs:
    inputs = batch(rng)
    return {**inputs, "special": np.ones((ROWS, LENGTH), dtype=bool)}


@probe(
    "uniforms for a row too few", "mask_tokens", kind="error", reveals="a shape that does not fit"
)
def a_row_too_few(rng: Rng) -> Inputs:
    inputs = batch(rng)
    return {**inputs, "u_kind": inputs["u_kind"][:-1]}


def _small(
    ids: Any, u_select: Any, u_kind: Any, special: Any = None, p: float | None = None
) -> Inputs:
    words = np.array([ids], dtype=np.int64)
    found: Inputs = {
        "ids": words,
        "special": np.array([[0] * len(ids) if special is None else special], dtype=bool),
        "u_select": np.array([u_select], dtype=np.float64),
        "u_kind": np.array([u_kind], dtype=np.float64),
        "rand_ids": words + 20,
        "mask_id": MASK,
    }
    return found if p is None else {**found, "p": p}


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    kinds = (0.5, 0.85, 0.95, 0.05, 0.7, 0.81)
    for u, kind in product((0.1, 0.5), kinds):
        yield _small([11], [u], [kind])
    for flag, u in product((0, 1), (0.1, 0.5)):
        yield _small([11], [u], [0.5], [flag])
    for pair, select in product(product(kinds, repeat=2), ((0.1, 0.5), (0.5, 0.1), (0.1, 0.1))):
        yield _small([11, 12], select, pair)
    for special, pair in product(((1, 0), (0, 1), (1, 1)), product((0.5, 0.95), repeat=2)):
        yield _small([11, 12], (0.1, 0.1), pair, special)
    for u, kind in product((0.3, 0.6, 0.85, 0.93, 0.97), (0.5, 0.85, 0.95)):
        yield _small([11], [u], [kind], None, OFTEN)
    for three in ((0.1, 0.5, 0.5), (0.5, 0.1, 0.5), (0.1, 0.1, 0.5)):
        yield _small([11, 12, 13], three, (0.5, 0.5, 0.5))
    yield _small([11], [USUAL], [0.5])
    yield _small([11, 12], [0.1, 0.1], [0.8, 0.9])

"""The wrong mask_tokens functions that believers write.

The steps: which tokens are chosen, what the model sees, the labels, and the selection that is
handed back. Code written for two independent draws after the first one (public code flips one coin
for [MASK] and another for random) meets a single uniform here, so some beliefs have variants.

Left out: thresholds with <= instead of <. They equal the reference but for uniforms exactly at a
threshold, which a law judges (the_next_bucket) and no probe can.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Triple = tuple[Any, Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def mask_tokens(
        ids: np.ndarray,
        special: np.ndarray,
        u_select: np.ndarray,
        u_kind: np.ndarray,
        rand_ids: np.ndarray,
        *,
        mask_id: int,
        p: float = 0.15,
    ) -> Triple:
        if not ids.shape == special.shape == u_select.shape == u_kind.shape == rand_ids.shape:
            raise ValueError("shapes differ")
        chosen = steps.chosen(u_select, special, p)
        shown = steps.shown(ids, chosen, u_select, u_kind, rand_ids, mask_id)
        labels = steps.labels(ids, shown, chosen, u_kind)
        return shown, labels, steps.selected(ids, shown, chosen, mask_id)

    return {"mask_tokens": mask_tokens}


def _chosen(u_select: np.ndarray, special: np.ndarray, p: float) -> Any:
    return (u_select < p) & (special == 0)


def _shown(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    return _fates(ids, chosen, rand_ids, mask_id, u_kind < 0.8, (u_kind >= 0.8) & (u_kind < 0.9))


def _labels(ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray) -> Any:
    return np.where(chosen, ids, -100)


def _selected(ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, mask_id: int) -> Any:
    return chosen


RECIPE = Recipe(
    {"chosen": _chosen, "shown": _shown, "labels": _labels, "selected": _selected}, _build
)


def _fates(
    ids: np.ndarray,
    chosen: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
    hidden: np.ndarray,
    random: np.ndarray,
) -> Any:
    return np.where(chosen & hidden, mask_id, np.where(chosen & random, rand_ids, ids))


# The first decision: what is chosen.


@misconception(
    "mask-specials",
    title="a sampler that also selects special tokens",
    belief="All ids are tokens.",
    hint="Would you ask the model to guess the padding? Which argument names the tokens that are "
    "never asked for?",
    evidence=[
        "google-research/bert create_pretraining_data.py skips [CLS],[SEP]",
        "read: HF special_tokens_mask",
    ],
    recipe=RECIPE,
    step="chosen",
)
def mask_specials(u_select: np.ndarray, special: np.ndarray, p: float) -> Any:
    return u_select < p


@misconception(
    "mask-only-specials",
    title="a sampler that selects among the special tokens",
    belief="The second argument marks the tokens that may be masked.",
    hint="A special token is never selected. Which tokens pass your condition?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="chosen",
)
def mask_only_specials(u_select: np.ndarray, special: np.ndarray, p: float) -> Any:
    return (u_select < p) & (special != 0)


@misconception(
    "mask-selects-above-p",
    title="a sampler that selects where u_select is above p",
    belief="p is the probability that a token is left alone.",
    hint="What share of the tokens does your condition select when p is 0.15?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="chosen",
)
def selects_above_p(u_select: np.ndarray, special: np.ndarray, p: float) -> Any:
    return (u_select >= p) & (special == 0)


@misconception(
    "mask-fixed-p",
    title="a sampler with 0.15 written into it",
    belief="The probability is 15 %, as in the paper.",
    hint="Call your function with p=0.95: how many tokens are selected?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="chosen",
)
def fixed_p(u_select: np.ndarray, special: np.ndarray, p: float) -> Any:
    return (u_select < 0.15) & (special == 0)


# The second decision: what the model sees.


@misconception(
    "mask-same-uniform",
    title="a sampler that uses u_select for both decisions",
    belief="One random draw is enough for both decisions.",
    hint="A token was selected because its u is below .15. How often is that same u above .8?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="shown",
)
def same_uniform(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    return _shown(ids, chosen, u_select, u_select, rand_ids, mask_id)


@misconception(
    "mask-all-masked",
    title="a sampler that turns every selected token into [MASK]",
    belief="Masking means writing [MASK].",
    hint="The model never sees [MASK] when it is used: which two other fates does a selected token "
    "have?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="shown",
)
def all_masked(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    return np.where(chosen, mask_id, ids)


_NONE_KEPT: dict[str, Any] = {
    "belief": "The split is a detail; keeping a token teaches nothing.",
    "hint": "Count what the selected tokens became: one in ten stays as it was, and is still asked "
    "for.",
    "evidence": ["seen in public code"],
}


@misconception(
    "mask-90-10",
    variant="90/10",
    title="90 % [MASK], 10 % random, none kept",
    **_NONE_KEPT,
    recipe=RECIPE,
    step="shown",
)
def ninety_ten(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    return _fates(ids, chosen, rand_ids, mask_id, u_kind < 0.9, u_kind >= 0.9)


@misconception(
    "mask-90-10",
    variant="80/20",
    title="80 % [MASK], 20 % random, none kept",
    **_NONE_KEPT,
    recipe=RECIPE,
    step="shown",
)
def eighty_twenty(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    return _fates(ids, chosen, rand_ids, mask_id, u_kind < 0.8, u_kind >= 0.8)


_HALF: dict[str, Any] = {
    "belief": "A coin of 0.5 gives 10 %.",
    "hint": "50 % of what? Of the 20 % that are left after [MASK], and of nothing else.",
    "evidence": [
        "https://github.com/huggingface/transformers/issues/1927",
        "https://github.com/huggingface/transformers/issues/10285",
        "https://github.com/uta-smile/TCL/issues/16",
    ],
}


@misconception(
    "mask-50-overwrite",
    variant="u_kind below 0.5",
    title="random words written over [MASK] where u_kind is below 0.5",
    **_HALF,
    recipe=RECIPE,
    step="shown",
)
def overwritten_below_half(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    random = u_kind < 0.5
    return _fates(ids, chosen, rand_ids, mask_id, (u_kind < 0.8) & ~random, random)


@misconception(
    "mask-50-overwrite",
    variant="u_kind above 0.5",
    title="random words written over [MASK] where u_kind is above 0.5",
    **_HALF,
    recipe=RECIPE,
    step="shown",
)
def overwritten_above_half(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    random = u_kind >= 0.5
    return _fates(ids, chosen, rand_ids, mask_id, ~random, random)


_TENTH_OF_REST: dict[str, Any] = {
    "belief": "10 % means 0.1 in the code.",
    "hint": "10 % of all selected tokens is half of what remains after [MASK]. Between which two "
    "values of u_kind do they lie?",
    "evidence": [
        "https://github.com/huggingface/transformers/issues/32329",
        "read in src/transformers/data/data_collator.py (tf_mask_tokens 0.1, torch 0.5)",
    ],
}


@misconception(
    "mask-10-of-rest",
    variant="a tenth of what remains",
    title="80 % [MASK], 2 % random, 18 % kept",
    **_TENTH_OF_REST,
    recipe=RECIPE,
    step="shown",
)
def tenth_of_rest(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    return _fates(ids, chosen, rand_ids, mask_id, u_kind < 0.8, (u_kind >= 0.8) & (u_kind < 0.82))


@misconception(
    "mask-10-of-rest",
    variant="u_kind below 0.1, not yet [MASK]",
    title="80 % [MASK], none random, 20 % kept",
    **_TENTH_OF_REST,
    recipe=RECIPE,
    step="shown",
)
def none_random(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    return np.where(chosen & (u_kind < 0.8), mask_id, ids)


_TENTH_OVER: dict[str, Any] = {
    "belief": "10 % random is a draw below 0.1, whatever the same draw decided before.",
    "hint": "One uniform decides all three fates: which of them lies below .1, and which between "
    ".8 and .9?",
    "evidence": ["own experience"],
}


@misconception(
    "mask-10-overwrite",
    title="random words written over [MASK] where u_kind is below 0.1",
    **_TENTH_OVER,
    recipe=RECIPE,
    step="shown",
)
def overwritten_below_a_tenth(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    random = u_kind < 0.1
    return _fates(ids, chosen, rand_ids, mask_id, (u_kind < 0.8) & ~random, random)


@misconception(
    "mask-random-kept-swapped",
    title="80 % [MASK], then kept below 0.9 and random above",
    belief="The three shares matter, their order does not.",
    hint="The shares are right. Which fate does the contract give to u_kind = 0.85?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="shown",
)
def random_kept_swapped(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    return _fates(ids, chosen, rand_ids, mask_id, u_kind < 0.8, u_kind >= 0.9)


@misconception(
    "mask-random-everywhere",
    title="random words in a tenth of all tokens, selected or not",
    belief="10 % random means 10 % of the tokens.",
    hint="Which tokens may change at all?",
    evidence=["github.com/lucidrains/mlm-pytorch"],
    recipe=RECIPE,
    step="shown",
)
def random_everywhere(
    ids: np.ndarray,
    chosen: np.ndarray,
    u_select: np.ndarray,
    u_kind: np.ndarray,
    rand_ids: np.ndarray,
    mask_id: int,
) -> Any:
    random = (u_kind >= 0.8) & (u_kind < 0.9)
    return np.where(chosen & (u_kind < 0.8), mask_id, np.where(random, rand_ids, ids))


# The labels.


@misconception(
    "labels-after-corruption",
    title="labels read after the corruption",
    belief="labels = input_ids keeps a copy.",
    hint="Were your labels taken before or after you painted over the tokens? A second name is not "
    "a second array.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="labels",
)
def labels_after_corruption(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    return np.where(chosen, shown, -100)


_ONLY_REPLACED: dict[str, Any] = {
    "belief": "In an unchanged token there is nothing to learn.",
    "hint": "The label does not depend on what the model sees. What is the label of a selected "
    "token that was kept?",
    "evidence": ["own experience"],
}


@misconception(
    "labels-only-when-replaced",
    variant="[MASK] alone",
    title="labels at the [MASK] tokens alone",
    **_ONLY_REPLACED,
    recipe=RECIPE,
    step="labels",
)
def labels_at_mask(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    return np.where(chosen & (u_kind < 0.8), ids, -100)


@misconception(
    "labels-only-when-replaced",
    variant="[MASK] and random",
    title="labels at the [MASK] and random tokens alone",
    **_ONLY_REPLACED,
    recipe=RECIPE,
    step="labels",
)
def labels_at_mask_and_random(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    return np.where(chosen & (u_kind < 0.9), ids, -100)


@misconception(
    "labels-only-when-replaced",
    variant="where the token changed",
    title="labels where the token changed",
    **_ONLY_REPLACED,
    recipe=RECIPE,
    step="labels",
)
def labels_where_changed(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    return np.where(shown != ids, ids, -100)


@misconception(
    "labels-everywhere",
    title="the original id as the label of every token",
    belief="The labels are the text; the loss will pick what it needs.",
    hint="What marks a token that is not asked for? Our contract puts -100 there.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="labels",
)
def labels_everywhere(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    return ids.copy()


_IGNORE: dict[str, Any] = {
    "belief": "One ignore value is like another.",
    "hint": "Which value marks 'not asked for' in this contract, and could yours be a real id?",
    "evidence": [
        "https://github.com/huggingface/transformers/issues/2759",
        "https://github.com/EricFillion/happy-transformer/issues/128",
    ],
}


@misconception(
    "ignore-index-mismatch",
    variant="-1",
    title="labels of -1 where nothing is asked",
    **_IGNORE,
    recipe=RECIPE,
    step="labels",
)
def ignore_minus_one(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    return np.where(chosen, ids, -1)


@misconception(
    "ignore-index-mismatch",
    variant="0",
    title="labels of 0 where nothing is asked",
    **_IGNORE,
    recipe=RECIPE,
    step="labels",
)
def ignore_zero(ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray) -> Any:
    return np.where(chosen, ids, 0)


@misconception(
    "labels-inverted",
    title="labels at the tokens that are not selected",
    belief="-100 marks the hidden tokens.",
    hint="Which tokens is the model asked for: the selected ones or the others?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="labels",
)
def labels_inverted(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    return np.where(chosen, -100, ids)


_TILDE: dict[str, Any] = {
    "title": "labels ignored at the mirrored positions, by ~ of an index",
    "belief": "~ inverts a list of indices as it inverts a mask.",
    "hint": "What is ~3? Print it, and compare with ~ of a boolean mask.",
    "evidence": ["github.com/series2/KD adv_tools.py"],
}


@misconception("tilde-on-indices", variant="flat indices", **_TILDE, recipe=RECIPE, step="labels")
def tilde_on_indices(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    labels = ids.flatten()
    labels[~np.flatnonzero(chosen)] = -100
    return labels.reshape(ids.shape)


@misconception(
    "tilde-on-indices", variant="indices of each row", **_TILDE, recipe=RECIPE, step="labels"
)
def tilde_on_row_indices(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, u_kind: np.ndarray
) -> Any:
    labels = ids.copy()
    for row, asked in zip(labels, chosen, strict=True):
        row[~np.flatnonzero(asked)] = -100
    return labels


# The selection that is handed back.


@misconception(
    "selected-where-changed",
    title="a selection of the tokens that changed",
    belief="What was selected can be seen from what was changed.",
    hint="A kept token is selected too, and a random word may equal the original. When is the "
    "selection known?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="selected",
)
def selected_where_changed(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, mask_id: int
) -> Any:
    return shown != ids


@misconception(
    "selected-where-mask",
    title="a selection of the [MASK] tokens",
    belief="Selected means replaced by [MASK].",
    hint="Of the selected tokens one in five is no [MASK]. When is the selection known?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="selected",
)
def selected_where_mask(
    ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, mask_id: int
) -> Any:
    return shown == mask_id


@misconception(
    "selected-inverted",
    title="a selection with True where a token is not asked for",
    belief="A mask says what to ignore.",
    hint="True means 'asked for, counts towards the loss'. Which tokens does yours mark?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="selected",
)
def selected_inverted(ids: np.ndarray, shown: np.ndarray, chosen: np.ndarray, mask_id: int) -> Any:
    return ~chosen

"""The wrong mlm_grad functions that believers write.

The steps: which tokens count, what is replaced before the arithmetic, the probabilities, prediction
minus truth, and the mean. A log of a stable softmax is left out: no log enters this gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def mlm_grad(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
        if not logits.shape[:2] == labels.shape == selected.shape:
            raise ValueError("B or T differs")
        counted = steps.counted(labels, selected)
        z, t = steps.clean(logits, labels, counted)
        dz = steps.difference(steps.probabilities(z), t, counted)
        return steps.mean(dz, counted)

    return {"mlm_grad": mlm_grad}


def _counted(labels: np.ndarray, selected: np.ndarray) -> Any:
    return selected


def _clean(logits: np.ndarray, labels: np.ndarray, counted: np.ndarray) -> Pair:
    return np.where(counted[..., None], logits, 0.0), np.where(counted, labels, 0)


def _softmax(z: np.ndarray) -> Any:
    return _softmax_along(z, -1)


def _difference(p: np.ndarray, t: np.ndarray, counted: np.ndarray) -> Any:
    return np.where(counted[..., None], p - _one_hot(p, t), 0.0)


def _mean(dz: np.ndarray, counted: np.ndarray) -> Any:
    return dz / max(counted.sum(), 1)


RECIPE = Recipe(
    {
        "counted": _counted,
        "clean": _clean,
        "probabilities": _softmax,
        "difference": _difference,
        "mean": _mean,
    },
    _build,
)


def _softmax_along(z: np.ndarray, axis: int) -> Any:
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _one_hot(like: np.ndarray, t: np.ndarray) -> Any:
    y = np.zeros(like.shape)
    np.put_along_axis(y, t[..., None], 1.0, axis=-1)
    return y


def _whole(
    logits: np.ndarray, labels: np.ndarray, selected: np.ndarray, p: np.ndarray, mask: Any
) -> Any:
    """Finish a code that looks at all logits, with ``mask`` deciding what to keep of p - y."""
    if labels.shape != selected.shape:
        raise ValueError("B or T differs")
    return mask(p - _one_hot(p, labels)) / max(selected.sum(), 1)


# Which tokens are pulled.


@misconception(
    "grad-unmasked",
    title="(p - y) / |M| at every position",
    belief="The mask belongs to the loss only.",
    hint="Your loss ignores the unselected positions. Does your gradient?",
    evidence=["own experience"],
    entry="mlm_grad",
)
def grad_unmasked(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
    return _whole(logits, labels, selected, _softmax(logits), lambda dz: dz)


@misconception(
    "grad-onehot-unmasked",
    title="a gradient whose one-hot part is not masked",
    belief="Masking p is enough.",
    hint="Change a logit at an unselected position: your loss stays, your gradient there is not "
    "zero. Which of the two terms is left?",
    evidence=["own experience"],
    entry="mlm_grad",
)
def grad_onehot_unmasked(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
    p = _softmax(logits) * selected[..., None]
    return _whole(logits, labels, selected, p, lambda dz: dz)


@misconception(
    "grad-p-unmasked",
    title="a gradient whose softmax part is not masked",
    belief="The label decides what counts, so masking the one-hot is enough.",
    hint="At an unselected position nothing is asked. What does your gradient say there, and which "
    "of the two terms is left?",
    evidence=["own experience"],
    entry="mlm_grad",
)
def grad_p_unmasked(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
    if labels.shape != selected.shape:
        raise ValueError("B or T differs")
    p = _softmax(logits)
    y = _one_hot(p, np.where(selected, labels, 0)) * selected[..., None]
    return (p - y) / max(selected.sum(), 1)


@misconception(
    "mlm-all-positions",
    title="the gradient of a loss over every position",
    belief="The model should reconstruct the whole text.",
    hint="Which positions carry a question? Nothing else is pulled, and nothing else is counted.",
    evidence=[
        "https://github.com/CyberZHG/keras-bert/issues/188",
        "https://github.com/lucidrains/mlm-pytorch/issues/2",
        "https://github.com/huggingface/transformers/issues/144",
        "https://github.com/huggingface/transformers/issues/7136",
    ],
    recipe=RECIPE,
    step="counted",
)
def all_positions(labels: np.ndarray, selected: np.ndarray) -> Any:
    return np.ones(selected.shape, dtype=bool)


@misconception(
    "mlm-inverted-mask",
    title="the gradient at the tokens that were not selected",
    belief="A mask says what to ignore.",
    hint="Which positions carry a question? True in selected means that a token counts.",
    evidence=[
        "https://github.com/649453932/Bert-Chinese-Text-Classification-Pytorch/issues/176 "
        "(reads the labels the other way round)"
    ],
    recipe=RECIPE,
    step="counted",
)
def inverted_mask(labels: np.ndarray, selected: np.ndarray) -> Any:
    return ~selected.astype(bool)


_FROM_LABELS: dict[str, Any] = {
    "belief": "The labels already say what counts; selected repeats it.",
    "hint": "Outside the selection a label may be -100, -1 or the original id. Which array says "
    "what counts?",
    "evidence": ["own experience"],
}


@misconception(
    "mlm-mask-from-labels",
    variant="not -100",
    title="a gradient wherever the label is not -100",
    **_FROM_LABELS,
    recipe=RECIPE,
    step="counted",
)
def not_minus_hundred(labels: np.ndarray, selected: np.ndarray) -> Any:
    return labels != -100


@misconception(
    "mlm-mask-from-labels",
    variant="not negative",
    title="a gradient wherever the label is not negative",
    **_FROM_LABELS,
    recipe=RECIPE,
    step="counted",
)
def not_negative(labels: np.ndarray, selected: np.ndarray) -> Any:
    return labels >= 0


_INDEX: dict[str, Any] = {
    "belief": "One ignore value is like another.",
    "hint": "Which array marks what counts in this contract, and is id 0 a real token?",
    "evidence": [
        "https://github.com/huggingface/transformers/issues/2759",
        "https://github.com/EricFillion/happy-transformer/issues/128",
        "https://github.com/mosaicml/examples/issues/457",
    ],
}


@misconception(
    "ignore-index-mismatch",
    variant="-1",
    title="a gradient wherever the label is not -1",
    **_INDEX,
    recipe=RECIPE,
    step="counted",
)
def ignore_minus_one(labels: np.ndarray, selected: np.ndarray) -> Any:
    return labels != -1


@misconception(
    "ignore-index-mismatch",
    variant="above 0",
    title="a gradient wherever the label is above 0",
    **_INDEX,
    recipe=RECIPE,
    step="counted",
)
def ignore_zero_and_below(labels: np.ndarray, selected: np.ndarray) -> Any:
    return labels > 0


# Another mean.


@misconception(
    "grad-missing-mean",
    title="p - y without the division by |M|",
    belief="The mean is only for reporting.",
    hint="Finite differences disagree with yours by a constant factor: the number of selected "
    "tokens. Where is the mean of the loss?",
    evidence=["https://github.com/NVIDIA-NeMo/Automodel/issues/3829"],
    recipe=RECIPE,
    step="mean",
)
def grad_missing_mean(dz: np.ndarray, counted: np.ndarray) -> Any:
    return dz


@misconception(
    "grad-divide-by-all",
    title="a gradient divided by the number of all positions",
    belief="The gradient of a mean is divided by B T.",
    hint="Your loss divides by the number of selected tokens. Does your gradient?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="mean",
)
def grad_divide_by_all(dz: np.ndarray, counted: np.ndarray) -> Any:
    return dz / counted.size


@misconception(
    "grad-divide-by-batch",
    title="a gradient divided by the number of sentences",
    belief="There is one loss per sentence.",
    hint="Divide by the questions asked, not by the sentences they are asked in.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="mean",
)
def grad_divide_by_batch(dz: np.ndarray, counted: np.ndarray) -> Any:
    return dz / len(dz)


_PER_SENTENCE: dict[str, Any] = {
    "belief": "A mean of means is the mean.",
    "hint": "Give one sentence 1 selected token and another 20: whose tokens pull harder in yours?",
    "evidence": [
        "https://github.com/linkedin/Liger-Kernel/issues/329",
        "https://github.com/meta-pytorch/torcheval/issues/154",
    ],
}


@misconception(
    "mlm-mean-of-means",
    variant="over sentences with selected tokens",
    title="the gradient of a mean over sentences of their mean surprise",
    **_PER_SENTENCE,
    recipe=RECIPE,
    step="mean",
)
def mean_of_means(dz: np.ndarray, counted: np.ndarray) -> Any:
    per_sentence = np.maximum(counted.sum(axis=1), 1)[:, None, None]
    return dz / per_sentence / max(counted.any(axis=1).sum(), 1)


@misconception(
    "mlm-mean-of-means",
    variant="over all sentences",
    title="the gradient of a mean over all sentences of their mean surprise",
    **_PER_SENTENCE,
    recipe=RECIPE,
    step="mean",
)
def mean_of_means_over_all(dz: np.ndarray, counted: np.ndarray) -> Any:
    return dz / np.maximum(counted.sum(axis=1), 1)[:, None, None] / len(dz)


@misconception(
    "empty-nan",
    title="a gradient that divides by a count of 0",
    belief="An empty mask never happens.",
    hint="What is the mean of nothing? Our contract answers 0, with a gradient of 0.",
    evidence=[
        "https://github.com/pytorch/pytorch/issues/116349",
        "https://github.com/pytorch/pytorch/issues/70348",
        "https://github.com/meta-pytorch/torchtune/issues/2341",
        "https://github.com/nvidia-cosmos/cosmos-rl/pull/155",
    ],
    recipe=RECIPE,
    step="mean",
)
def empty_nan(dz: np.ndarray, counted: np.ndarray) -> Any:
    return dz / counted.sum()


# Another derivative.


@misconception(
    "grad-p-only",
    title="softmax as the gradient, without the label",
    belief="The derivative of softmax cross-entropy is p.",
    hint="Rows of the gradient must sum to 0: shifting all logits changes nothing. What is missing "
    "from p?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="difference",
)
def grad_p_only(p: np.ndarray, t: np.ndarray, counted: np.ndarray) -> Any:
    return p * counted[..., None]


@misconception(
    "grad-sign",
    title="y - p as the gradient",
    belief="The gradient is the step that lowers the loss.",
    hint="Raise the label's logit a little: the loss falls. Which sign has the slope there?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="difference",
)
def grad_sign(p: np.ndarray, t: np.ndarray, counted: np.ndarray) -> Any:
    return -_difference(p, t, counted)


@misconception(
    "grad-diag-jacobian",
    title="p (1 - p) as the gradient",
    belief="Softmax is differentiated entry by entry, like a sigmoid.",
    hint="Raising one logit lowers all other probabilities. Which entry of the gradient is "
    "negative?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="difference",
)
def grad_diag_jacobian(p: np.ndarray, t: np.ndarray, counted: np.ndarray) -> Any:
    return p * (1.0 - p) * counted[..., None]


@misconception(
    "grad-label-only",
    title="p - 1 at the label and 0 in all other classes",
    belief="Only the label's logit enters the loss.",
    hint="The log-sum-exp holds every logit. What does the loss do when another class rises?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="difference",
)
def grad_label_only(p: np.ndarray, t: np.ndarray, counted: np.ndarray) -> Any:
    return _difference(p, t, counted) * _one_hot(p, t)


# Other probabilities.


@misconception(
    "double-softmax",
    title="p - y with softmax applied twice",
    belief="Cross-entropy wants probabilities.",
    hint="Feed a perfect prediction: the gradient must vanish. Were the inputs already normalised?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/654",
        "https://github.com/mlelarge/graph_neural_net/pull/37",
        "https://github.com/gitabcworld/MatchingNetworks/issues/5",
    ],
    recipe=RECIPE,
    step="probabilities",
)
def double_softmax(z: np.ndarray) -> Any:
    return _softmax(_softmax(z))


_AXIS: dict[str, Any] = {
    "belief": "The axis is a detail of the layout.",
    "hint": "Sum your probabilities over the vocabulary at one position: it must be 1.",
    "evidence": ["own experience"],
}


@misconception(
    "softmax-wrong-axis",
    variant="positions, unselected ones set to 0",
    title="p - y with softmax over the positions of a sentence",
    **_AXIS,
    recipe=RECIPE,
    step="probabilities",
)
def softmax_over_cleaned_positions(z: np.ndarray) -> Any:
    return _softmax_along(z, 1)


@misconception(
    "softmax-wrong-axis",
    variant="positions",
    title="p - y with softmax over the positions of a sentence",
    **_AXIS,
    entry="mlm_grad",
)
def softmax_over_positions(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
    t = np.where(selected, labels, 0)
    return _mean(_difference(_softmax_along(logits, 1), t, selected), selected)


@misconception(
    "unstable-softmax",
    title="exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Add 1000 to every logit: the answer must not change. What does exp(1000) give?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="probabilities",
)
def unstable_softmax(z: np.ndarray) -> Any:
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "lse-no-max",
    title="exp of the logits minus the log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees the raw number. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="probabilities",
)
def lse_no_max(z: np.ndarray) -> Any:
    return np.exp(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))


_GLOBAL: dict[str, Any] = {
    "title": "one maximum for the whole batch",
    "belief": "Any constant may be subtracted, so one constant for all tokens is enough.",
    "hint": "One token has logits around 0, another around 10000. Whose maximum do you subtract?",
    "evidence": ["own experience"],
}


def _softmax_by_one_maximum(z: np.ndarray) -> Any:
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "global-max",
    variant="unselected logits set to 0",
    **_GLOBAL,
    recipe=RECIPE,
    step="probabilities",
)
def global_max(z: np.ndarray) -> Any:
    return _softmax_by_one_maximum(z)


@misconception("global-max", variant="all logits", **_GLOBAL, entry="mlm_grad")
def global_max_of_all(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
    t = np.where(selected, labels, 0)
    return _mean(_difference(_softmax_by_one_maximum(logits), t, selected), selected)


# The edges: equal to the reference wherever the unselected tokens are in order.


@misconception(
    "neg-index-wrap",
    title="a gradient that uses the ignored label as an index",
    belief="Ignored labels are harmless, because they get masked later.",
    hint="What is row[-100]? With 300 classes it is class 200, with 9 it is an error. Replace the "
    "label before you index.",
    evidence=["own experience", "https://github.com/huggingface/transformers/issues/3499"],
    recipe=RECIPE,
    step="clean",
)
def neg_index_wrap(logits: np.ndarray, labels: np.ndarray, counted: np.ndarray) -> Pair:
    return np.where(counted[..., None], logits, 0.0), labels


@misconception(
    "mask-multiplied",
    title="a gradient that multiplies unselected tokens by 0",
    belief="Anything times a mask of 0 is 0.",
    hint="What is 0 times inf? Replace what is not selected before the arithmetic starts.",
    evidence=["own experience"],
    entry="mlm_grad",
)
def mask_multiplied(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
    t = np.where(selected, labels, 0)
    return _whole(logits, t, selected, _softmax(logits), lambda dz: dz * selected[..., None])

"""The wrong mlm_loss functions that believers write.

The steps: which tokens count, which labels they have, what is replaced before the arithmetic,
log-probabilities, the surprise of a token, and the average.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]
MASK = 1


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def mlm_loss(
        logits: np.ndarray,
        labels: np.ndarray,
        selected: np.ndarray,
        input_ids: np.ndarray,
        attention_mask: np.ndarray,
    ) -> Any:
        if not logits.shape[:2] == labels.shape == selected.shape:
            raise ValueError("B or T differs")
        counted = steps.counted(labels, selected, input_ids, attention_mask)
        targets = steps.targets(labels, input_ids)
        z, t = steps.clean(logits, targets, counted)
        nll = steps.surprise(steps.log_p(z), t)
        return steps.average(nll, counted, attention_mask)

    return {"mlm_loss": mlm_loss}


def _counted(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return selected


def _targets(labels: np.ndarray, input_ids: np.ndarray) -> Any:
    return labels


def _clean(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> Pair:
    return np.where(counted[..., None], logits, 0.0), np.where(counted, targets, 0)


def _log_p(z: np.ndarray) -> Any:
    return _log_softmax(z, -1)


def _surprise(log_p: np.ndarray, t: np.ndarray) -> Any:
    return -_at(log_p, t)


def _average(nll: np.ndarray, counted: np.ndarray, attention_mask: np.ndarray) -> Any:
    return np.where(counted, nll, 0.0).sum() / max(counted.sum(), 1)


RECIPE = Recipe(
    {
        "counted": _counted,
        "targets": _targets,
        "clean": _clean,
        "log_p": _log_p,
        "surprise": _surprise,
        "average": _average,
    },
    _build,
)


def _log_softmax(z: np.ndarray, axis: int) -> Any:
    s = z - z.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def _softmax(z: np.ndarray) -> Any:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _at(values: np.ndarray, t: np.ndarray) -> Any:
    return np.take_along_axis(values, t[..., None], axis=-1)[..., 0]


def _selected_mean(log_p: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
    """Mask after the arithmetic: for codes that look at all logits."""
    if labels.shape != selected.shape:
        raise ValueError("B or T differs")
    return _average(-_at(log_p, np.where(selected, labels, 0)), selected, selected)


# Other tokens are counted.

_ALL: dict[str, Any] = {
    "title": "the mean surprise over every position",
    "belief": "The model should reconstruct the whole text.",
    "hint": "Change a logit at an unselected position: the loss must not move. Which positions "
    "carry a question?",
    "evidence": [
        "https://github.com/CyberZHG/keras-bert/issues/188",
        "https://github.com/lucidrains/mlm-pytorch/issues/2",
        "https://github.com/huggingface/transformers/issues/144",
        "https://github.com/huggingface/transformers/issues/7136",
    ],
}


@misconception("mlm-all-positions", **_ALL, recipe=RECIPE, step="counted")
def all_positions(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return np.ones(selected.shape, dtype=bool)


@misconception(
    "mlm-all-nonpad",
    title="the mean surprise over every token that is not padding",
    belief="Padding is the only thing to skip.",
    hint="attention_mask says what may be seen, selected says what is asked. Which of the two does "
    "a loss need?",
    evidence=["https://github.com/huggingface/transformers/issues/2759"],
    recipe=RECIPE,
    step="counted",
)
def all_nonpad(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return attention_mask


_INVERTED: dict[str, Any] = {
    "belief": "A mask says what to ignore.",
    "hint": "Which positions carry a question: the hidden or the visible? True in selected means "
    "that a token counts.",
    "evidence": [
        "https://github.com/649453932/Bert-Chinese-Text-Classification-Pytorch/issues/176 "
        "(reads the labels the other way round)"
    ],
}


@misconception(
    "mlm-inverted-mask",
    variant="every unselected position",
    title="the mean surprise at the tokens that were not selected",
    **_INVERTED,
    recipe=RECIPE,
    step="counted",
)
def inverted_mask(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return ~selected.astype(bool)


@misconception(
    "mlm-inverted-mask",
    variant="unselected and not padding",
    title="the mean surprise at the real tokens that were not selected",
    **_INVERTED,
    recipe=RECIPE,
    step="counted",
)
def inverted_mask_nonpad(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return ~selected.astype(bool) & attention_mask.astype(bool)


@misconception(
    "mlm-mask-token-only",
    title="the mean surprise at the [MASK] tokens alone",
    belief="Only [MASK] tokens are predicted.",
    hint="Of the selected tokens 10 % are unchanged and 10 % are replaced by a word. Are they "
    "predicted too?",
    evidence=[
        "https://github.com/huggingface/transformers/issues/2946",
        "https://github.com/ymcui/MacBERT/issues/1",
    ],
    recipe=RECIPE,
    step="counted",
)
def mask_token_only(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return input_ids == MASK


_CHANGED: dict[str, Any] = {
    "title": "the mean surprise at the tokens that were changed",
    "belief": "An unchanged token carries no signal.",
    "hint": "The kept 10 % exist so that the model cannot trust the tokens it sees. Are they asked "
    "for?",
    "evidence": ["own experience"],
}


@misconception(
    "mlm-changed-only", variant="among the selected", **_CHANGED, recipe=RECIPE, step="counted"
)
def changed_only(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return selected & (input_ids != labels)


@misconception(
    "mlm-changed-only",
    variant="wherever input and label differ",
    **_CHANGED,
    recipe=RECIPE,
    step="counted",
)
def changed_anywhere(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return input_ids != labels


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
    title="the mean surprise wherever the label is not -1",
    **_INDEX,
    recipe=RECIPE,
    step="counted",
)
def ignore_minus_one(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return labels != -1


@misconception(
    "ignore-index-mismatch",
    variant="above 0",
    title="the mean surprise wherever the label is above 0",
    **_INDEX,
    recipe=RECIPE,
    step="counted",
)
def ignore_zero_and_below(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return labels > 0


@misconception(
    "ignore-index-mismatch",
    variant="selected and not 0",
    title="the mean surprise at selected tokens whose label is not 0",
    **_INDEX,
    recipe=RECIPE,
    step="counted",
)
def selected_but_not_zero(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return selected & (labels != 0)


_FROM_LABELS: dict[str, Any] = {
    "belief": "The labels already say what counts; selected repeats it.",
    "hint": "Outside the selection a label may be -100, -1 or the original id. Which array says "
    "what counts?",
    "evidence": ["own experience"],
}


@misconception(
    "mlm-mask-from-labels",
    variant="not -100",
    title="the mean surprise wherever the label is not -100",
    **_FROM_LABELS,
    recipe=RECIPE,
    step="counted",
)
def not_minus_hundred(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return labels != -100


@misconception(
    "mlm-mask-from-labels",
    variant="not negative",
    title="the mean surprise wherever the label is not negative",
    **_FROM_LABELS,
    recipe=RECIPE,
    step="counted",
)
def not_negative(
    labels: np.ndarray, selected: np.ndarray, input_ids: np.ndarray, attention_mask: np.ndarray
) -> Any:
    return labels >= 0


# Other answers are expected, or at another place.


@misconception(
    "mlm-target-corrupted",
    title="the mean surprise at what the model saw, not at the original token",
    belief="The model predicts what is in its input.",
    hint="What is the right answer under a [MASK]?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="targets",
)
def target_corrupted(labels: np.ndarray, input_ids: np.ndarray) -> Any:
    return input_ids


@misconception(
    "mlm-shifted",
    title="the surprise at the next token, answered one position earlier",
    belief="Every language-model loss shifts.",
    hint="BERT answers at the position of the hole; only GPT answers one step earlier. Where does "
    "the answer to position t stand?",
    evidence=["https://github.com/DreamLM/Dream/issues/31"],
    entry="mlm_loss",
)
def shifted(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    right = RECIPE.with_steps({})["mlm_loss"]
    return right(
        logits[:, :-1], labels[:, 1:], selected[:, 1:], input_ids[:, 1:], attention_mask[:, 1:]
    )


@misconception(
    "mlm-zeroed-logits",
    title="a mean over all positions, with the logits of unselected ones set to 0",
    belief="Multiplying the logits by the mask removes a position.",
    hint="A row of zeros is not silence: it is a uniform guess that costs ln V. Where can a token "
    "be left out for good?",
    evidence=["own experience"],
    entry="mlm_loss",
)
def zeroed_logits(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    return -_at(_log_p(logits * selected[..., None]), labels).mean()


# Another average.

_PER_SENTENCE: dict[str, Any] = {
    "belief": "A mean of means is the mean.",
    "hint": "Give one sentence 1 selected token and another 20. Who decides your loss?",
    "evidence": [
        "https://github.com/linkedin/Liger-Kernel/issues/329",
        "https://github.com/meta-pytorch/torcheval/issues/154",
    ],
}


def _per_sentence(nll: np.ndarray, counted: np.ndarray) -> Any:
    return (nll * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)


@misconception(
    "mlm-mean-of-means",
    variant="over sentences with selected tokens",
    title="the mean over sentences of their mean surprise",
    **_PER_SENTENCE,
    recipe=RECIPE,
    step="average",
)
def mean_of_means(nll: np.ndarray, counted: np.ndarray, attention_mask: np.ndarray) -> Any:
    asked = counted.any(axis=1)
    return _per_sentence(nll, counted).sum() / max(asked.sum(), 1)


@misconception(
    "mlm-mean-of-means",
    variant="over all sentences",
    title="the mean over all sentences of their mean surprise, 0 for a sentence without any",
    **_PER_SENTENCE,
    recipe=RECIPE,
    step="average",
)
def mean_of_means_over_all(nll: np.ndarray, counted: np.ndarray, attention_mask: np.ndarray) -> Any:
    return _per_sentence(nll, counted).mean()


_DIVISOR: dict[str, Any] = {
    "belief": "The mean after masking is the masked mean.",
    "hint": "With 15 % of the tokens selected your loss is about 15 % of the truth: what do you "
    "divide by?",
    "evidence": ["https://github.com/open-mmlab/mmsegmentation/issues/886"],
}


@misconception(
    "mlm-divide-by-all",
    variant="B T",
    title="the sum over selected tokens divided by the number of all positions",
    **_DIVISOR,
    recipe=RECIPE,
    step="average",
)
def divide_by_all(nll: np.ndarray, counted: np.ndarray, attention_mask: np.ndarray) -> Any:
    return (nll * counted).mean()


@misconception(
    "mlm-divide-by-all",
    variant="not padding",
    title="the sum over selected tokens divided by the number of tokens that are not padding",
    **_DIVISOR,
    recipe=RECIPE,
    step="average",
)
def divide_by_nonpad(nll: np.ndarray, counted: np.ndarray, attention_mask: np.ndarray) -> Any:
    return (nll * counted).sum() / max(attention_mask.sum(), 1)


@misconception(
    "mlm-sum",
    title="the sum over selected tokens, not divided",
    belief="The optimizer does not care about a constant.",
    hint="Give the same batch twice: a mean does not change. What do you divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def no_division(nll: np.ndarray, counted: np.ndarray, attention_mask: np.ndarray) -> Any:
    return (nll * counted).sum()


@misconception(
    "mlm-div-batch",
    title="the sum over selected tokens divided by the number of sentences",
    belief="There is one loss per sentence.",
    hint="Divide by the questions asked, not by the sentences they are asked in.",
    evidence=["https://github.com/awni/speech/issues/18"],
    recipe=RECIPE,
    step="average",
)
def div_batch(nll: np.ndarray, counted: np.ndarray, attention_mask: np.ndarray) -> Any:
    return (nll * counted).sum() / len(nll)


# Another surprise.


@misconception(
    "double-softmax",
    title="cross-entropy of logits that went through softmax first",
    belief="Cross-entropy wants probabilities.",
    hint="Feed a perfect prediction: the loss must go to 0. Yours stops early: were the inputs "
    "already normalised?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/654",
        "https://github.com/mlelarge/graph_neural_net/pull/37",
        "https://github.com/gitabcworld/MatchingNetworks/issues/5",
    ],
    recipe=RECIPE,
    step="log_p",
)
def double_softmax(z: np.ndarray) -> Any:
    return _log_p(_softmax(z))


_AXIS: dict[str, Any] = {
    "belief": "The axis is a detail of the layout.",
    "hint": "Sum exp of your log-probabilities over the vocabulary at one position: it must be 1.",
    "evidence": ["own experience"],
}


@misconception(
    "softmax-wrong-axis",
    variant="positions, unselected ones set to 0",
    title="softmax over the positions of a sentence",
    **_AXIS,
    recipe=RECIPE,
    step="log_p",
)
def softmax_over_cleaned_positions(z: np.ndarray) -> Any:
    return _log_softmax(z, 1)


@misconception(
    "softmax-wrong-axis",
    variant="positions",
    title="softmax over the positions of a sentence",
    **_AXIS,
    entry="mlm_loss",
)
def softmax_over_positions(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    return _selected_mean(_log_softmax(logits, 1), labels, selected)


@misconception(
    "softmax-wrong-axis",
    variant="sentences",
    title="softmax over the sentences of the batch",
    **_AXIS,
    entry="mlm_loss",
)
def softmax_over_sentences(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    return _selected_mean(_log_softmax(logits, 0), labels, selected)


@misconception(
    "log2-nats",
    title="the loss in bits",
    belief="Bits and nats are the same thing.",
    hint="Your number is exactly 1.4427 times ours: which base does the contract ask for?",
    evidence=[
        "https://github.com/EleutherAI/lm-evaluation-harness/pull/242",
        "https://github.com/harvardnlp/TextFlow/issues/8",
    ],
    recipe=RECIPE,
    step="surprise",
)
def log2_nats(log_p: np.ndarray, t: np.ndarray) -> Any:
    return -_at(log_p, t) / np.log(2.0)


_EPS: dict[str, Any] = {
    "belief": "A small epsilon protects the log without changing anything.",
    "hint": "How large can your loss get when the model is surely wrong? It should be unbounded. "
    "With lse minus the label's logit there is no log of 0 to protect.",
    "evidence": [
        "https://github.com/KevinMusgrave/pytorch-metric-learning/blob/216a792/src/"
        "pytorch_metric_learning/losses/ntxent_loss.py (log(num/den + small_val))",
        "https://github.com/Lightning-Universe/lightning-bolts/issues/681",
    ],
}


@misconception(
    "eps-in-log",
    variant="1e-8",
    title="-log(p + 1e-8)",
    **_EPS,
    recipe=RECIPE,
    step="surprise",
)
def eps_in_log(log_p: np.ndarray, t: np.ndarray) -> Any:
    return -np.log(np.exp(_at(log_p, t)) + 1e-8)


@misconception(
    "eps-in-log",
    variant="1e-12",
    title="-log(p + 1e-12)",
    **_EPS,
    recipe=RECIPE,
    step="surprise",
)
def smaller_eps_in_log(log_p: np.ndarray, t: np.ndarray) -> Any:
    return -np.log(np.exp(_at(log_p, t)) + 1e-12)


@misconception(
    "eps-in-log",
    variant="clip at 1e-7",
    title="-log of p clipped at 1e-7",
    **_EPS,
    recipe=RECIPE,
    step="surprise",
)
def clipped(log_p: np.ndarray, t: np.ndarray) -> Any:
    return -np.log(np.clip(np.exp(_at(log_p, t)), 1e-7, 1.0))


# Stability: equal to the reference on ordinary logits, told apart by the extremes that break.


@misconception(
    "unstable-softmax",
    title="log of exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Add 1000 to every logit: the answer must not change. What does exp(1000) give?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="log_p",
)
def unstable_softmax(z: np.ndarray) -> Any:
    e = np.exp(z)
    return np.log(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees the raw number. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def lse_no_max(z: np.ndarray) -> Any:
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


@misconception(
    "log-of-shifted-softmax",
    title="log of a stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: log(exp(-900)) is -inf on a computer and -900 "
    "on paper. Can you get to the logarithm without building p?",
    evidence=["github.com/0suh/cs231n_2021 assignment1/cs231n/classifiers/softmax.py"],
    recipe=RECIPE,
    step="log_p",
)
def log_of_shifted_softmax(z: np.ndarray) -> Any:
    return np.log(_softmax(z))


_GLOBAL: dict[str, Any] = {
    "belief": "Any constant may be subtracted, so one constant for all tokens is enough.",
    "hint": "One token has logits around 0, another around 10000. Whose maximum do you subtract?",
    "evidence": ["own experience"],
}


def _by_one_maximum(z: np.ndarray) -> Any:
    s = z - z.max()
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def _softmax_by_one_maximum(z: np.ndarray) -> Any:
    e = np.exp(z - z.max())
    return np.log(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "global-max",
    variant="log-sum-exp, unselected logits set to 0",
    title="one maximum for the whole batch",
    **_GLOBAL,
    recipe=RECIPE,
    step="log_p",
)
def global_max(z: np.ndarray) -> Any:
    return _by_one_maximum(z)


@misconception(
    "global-max",
    variant="softmax, unselected logits set to 0",
    title="one maximum for the whole batch, then the log of softmax",
    **_GLOBAL,
    recipe=RECIPE,
    step="log_p",
)
def global_max_softmax(z: np.ndarray) -> Any:
    return _softmax_by_one_maximum(z)


@misconception(
    "global-max",
    variant="log-sum-exp",
    title="one maximum for the whole batch",
    **_GLOBAL,
    entry="mlm_loss",
)
def global_max_of_all(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    return _selected_mean(_by_one_maximum(logits), labels, selected)


@misconception(
    "global-max",
    variant="softmax",
    title="one maximum for the whole batch, then the log of softmax",
    **_GLOBAL,
    entry="mlm_loss",
)
def global_max_softmax_of_all(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    return _selected_mean(_softmax_by_one_maximum(logits), labels, selected)


# The same, where 0 times an endless surprise outside the selection is NaN.


def _times_mask(log_p: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> Any:
    if labels.shape != selected.shape:
        raise ValueError("B or T differs")
    nll = -_at(log_p, np.where(selected, labels, 0))
    return (nll * selected).sum() / max(selected.sum(), 1)


@misconception(
    "global-max",
    variant="log-sum-exp, unselected logits set to 0, times the mask",
    title="one maximum for the whole batch",
    **_GLOBAL,
    entry="mlm_loss",
)
def global_max_times_mask(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    z, _ = _clean(logits, labels, selected)
    return _times_mask(_by_one_maximum(z), labels, selected)


@misconception(
    "global-max",
    variant="softmax, unselected logits set to 0, times the mask",
    title="one maximum for the whole batch, then the log of softmax",
    **_GLOBAL,
    entry="mlm_loss",
)
def global_max_softmax_times_mask(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    z, _ = _clean(logits, labels, selected)
    return _times_mask(_softmax_by_one_maximum(z), labels, selected)


@misconception(
    "global-max",
    variant="log-sum-exp, times the mask",
    title="one maximum for the whole batch",
    **_GLOBAL,
    entry="mlm_loss",
)
def global_max_of_all_times_mask(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    return _times_mask(_by_one_maximum(logits), labels, selected)


@misconception(
    "global-max",
    variant="softmax, times the mask",
    title="one maximum for the whole batch, then the log of softmax",
    **_GLOBAL,
    entry="mlm_loss",
)
def global_max_softmax_of_all_times_mask(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    return _times_mask(_softmax_by_one_maximum(logits), labels, selected)


# The edges: equal to the reference wherever the unselected tokens are in order.


@misconception(
    "neg-index-wrap",
    title="an MLM loss that uses the ignored label as an index",
    belief="Ignored labels are harmless, because they get masked later.",
    hint="What is row[-100]? With 200 classes it is class 100, with 9 it is an error. Replace the "
    "label before you index.",
    evidence=["own experience", "https://github.com/huggingface/transformers/issues/3499"],
    recipe=RECIPE,
    step="clean",
)
def neg_index_wrap(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> Pair:
    return np.where(counted[..., None], logits, 0.0), targets


@misconception(
    "mask-multiplied",
    title="an MLM loss that multiplies unselected tokens by 0",
    belief="Anything times a mask of 0 is 0.",
    hint="What is 0 times inf? Replace what is not selected before the arithmetic starts.",
    evidence=["own experience"],
    entry="mlm_loss",
)
def mask_multiplied(
    logits: np.ndarray,
    labels: np.ndarray,
    selected: np.ndarray,
    input_ids: np.ndarray,
    attention_mask: np.ndarray,
) -> Any:
    if labels.shape != selected.shape:
        raise ValueError("B or T differs")
    nll = -_at(_log_p(logits), np.where(selected, labels, 0))
    return (nll * selected).sum() / max(selected.sum(), 1)


@misconception(
    "empty-nan",
    title="a mean that divides by a count of 0",
    belief="An empty mask never happens.",
    hint="What is the mean of nothing? Our contract answers 0.",
    evidence=[
        "https://github.com/pytorch/pytorch/issues/116349",
        "https://github.com/pytorch/pytorch/issues/70348",
        "https://github.com/meta-pytorch/torchtune/issues/2341",
        "https://github.com/nvidia-cosmos/cosmos-rl/pull/155",
    ],
    recipe=RECIPE,
    step="average",
)
def empty_nan(nll: np.ndarray, counted: np.ndarray, attention_mask: np.ndarray) -> Any:
    return (nll * counted).sum() / counted.sum()

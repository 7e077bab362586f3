"""The wrong ntp_loss functions that believers write.

Six steps: which token is asked for, which pairs count, what is replaced, log-probabilities, the
loss of a pair, the mean. Whole functions are here where a believer shifts the weights along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def ntp_loss(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
        if not logits.shape[:2] == tokens.shape == segment_ids.shape:
            raise ValueError("shapes differ")
        targets, counted = steps.shift(tokens), steps.counted(tokens, segment_ids)
        z, t = steps.clean(logits, targets, counted)
        return steps.average(steps.score(steps.log_p(z), t), counted, segment_ids)

    return {"ntp_loss": ntp_loss}


def _left(values: np.ndarray, by: int = 1) -> Any:
    """Shift to the left and fill up with 0."""
    shifted = np.zeros_like(values)
    shifted[:, :-by] = values[:, by:]
    return shifted


def _right(values: np.ndarray) -> Any:
    """Shift to the right and fill up with 0."""
    shifted = np.zeros_like(values)
    shifted[:, 1:] = values[:, :-1]
    return shifted


def _counted(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    right = _left(segment_ids)
    return (segment_ids == right) & (right != 0)


def _clean(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> tuple[Any, Any]:
    return np.where(counted[..., None], logits, 0.0), np.where(counted, targets, 0)


def _log_p(z: np.ndarray) -> Any:
    s = z - z.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def _score(log_p: np.ndarray, targets: np.ndarray) -> Any:
    return -np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]


def _average(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (counted * nll).sum() / max(counted.sum(), 1)


RECIPE = Recipe(
    {
        "shift": _left,
        "counted": _counted,
        "clean": _clean,
        "log_p": _log_p,
        "score": _score,
        "average": _average,
    },
    _build,
)


def _loss(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> Any:
    """Return the right mean of the right cross-entropy, over whatever pairs are given."""
    z, t = _clean(logits, targets, counted)
    return _average(_score(_log_p(z), t), counted, counted)


# Which token is asked for.

_NO_SHIFT: dict[str, Any] = {
    "title": "cross-entropy with the token that was just read",
    "belief": "The label of position t is token t.",
    "hint": "Position t has already read token t. What should it predict?",
    "evidence": [
        "https://github.com/tatsu-lab/stanford_alpaca/issues/45",
        "https://github.com/tloen/alpaca-lora/issues/365",
        "https://github.com/huggingface/transformers/issues/35066",
    ],
}


@misconception("ntp-no-shift", variant="the right pairs", **_NO_SHIFT, recipe=RECIPE, step="shift")
def no_shift(tokens: np.ndarray) -> Any:
    return tokens


@misconception("ntp-no-shift", variant="every real token", **_NO_SHIFT, entry="ntp_loss")
def no_shift_all_real(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _loss(logits, tokens, segment_ids != 0)


@misconception("ntp-no-shift", variant="every position", **_NO_SHIFT, entry="ntp_loss")
def no_shift_everywhere(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _loss(logits, tokens, np.ones(tokens.shape, dtype=bool))


_REVERSE: dict[str, Any] = {
    "title": "a loss that predicts the previous token",
    "belief": "One of the two arrays is shifted; it matters little which.",
    "hint": "Write down which row of logits answers for token 3 of 'a b c d'. Has it read it?",
    "evidence": ["own experience"],
}


@misconception(
    "ntp-reverse-shift", variant="the right pairs", **_REVERSE, recipe=RECIPE, step="shift"
)
def reverse_shift(tokens: np.ndarray) -> Any:
    return _right(tokens)


@misconception("ntp-reverse-shift", variant="pairs shifted along", **_REVERSE, entry="ntp_loss")
def reverse_shift_both(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    left = _right(segment_ids)
    return _loss(logits, _right(tokens), (segment_ids == left) & (left != 0))


_DOUBLE: dict[str, Any] = {
    "title": "a loss that predicts the token after next",
    "belief": "Both the data set and the model must shift.",
    "hint": "Count the shifts between your text and the softmax. The next token is one away.",
    "evidence": [
        "https://github.com/huggingface/transformers/pull/47395",
        "https://github.com/huggingface/transformers/pull/44642",
        "https://github.com/huggingface/transformers/pull/562",
        "https://github.com/LLM360/amber-train/issues/6",
    ],
}


@misconception(
    "ntp-double-shift", variant="the right pairs", **_DOUBLE, recipe=RECIPE, step="shift"
)
def double_shift(tokens: np.ndarray) -> Any:
    return _left(tokens, 2)


@misconception("ntp-double-shift", variant="pairs shifted along", **_DOUBLE, entry="ntp_loss")
def double_shift_both(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    right = _left(segment_ids, 2)
    return _loss(logits, _left(tokens, 2), (segment_ids == right) & (right != 0))


# Rolling the tokens alone, with weight 0 in the last column, equals the reference. What is wrong is
# to roll the segments too, or to let every real token count.
_ROLL: dict[str, Any] = {
    "title": "rolled targets: the last position is asked for the first token",
    "belief": "np.roll is the shift.",
    "hint": "Where does the first token go when you roll to the left? Does that pair count?",
    "evidence": ["own experience"],
}


@misconception("ntp-roll-wrap", variant="segments too", **_ROLL, entry="ntp_loss")
def roll_wrap(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    right = np.roll(segment_ids, -1, axis=1)
    counted = (segment_ids == right) & (right != 0)
    return _loss(logits, np.roll(tokens, -1, axis=1), counted)


@misconception("ntp-roll-wrap", variant="every real target", **_ROLL, entry="ntp_loss")
def roll_wrap_real(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = np.roll(segment_ids, -1, axis=1) != 0
    return _loss(logits, np.roll(tokens, -1, axis=1), counted)


@misconception("ntp-roll-wrap", variant="every position", **_ROLL, entry="ntp_loss")
def roll_wrap_everywhere(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _loss(logits, np.roll(tokens, -1, axis=1), np.ones(tokens.shape, dtype=bool))


# Which pairs count.

_PAD_COUNTED: dict[str, Any] = {
    "title": "a mean that counts the padding",
    "belief": "Pads are tokens like any others.",
    "hint": "Append ten columns of padding: the loss must stay as it is.",
    "evidence": [
        "https://github.com/axolotl-ai-cloud/axolotl/pull/3988",
        "https://github.com/ml-explore/mlx-lm/pull/1855",
        "https://github.com/neulab/xnmt/pull/229",
    ],
}


@misconception(
    "ntp-pad-counted", variant="all pairs", **_PAD_COUNTED, recipe=RECIPE, step="counted"
)
def pad_counted(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _left(np.ones(tokens.shape, dtype=bool))


@misconception(
    "ntp-pad-counted", variant="pairs of padding", **_PAD_COUNTED, recipe=RECIPE, step="counted"
)
def pad_pairs_counted(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = np.zeros(tokens.shape, dtype=bool)
    counted[:, :-1] = segment_ids[:, 1:] == segment_ids[:, :-1]
    return counted


_BY_INPUT: dict[str, Any] = {
    "title": "a mask by the input: the last real token is asked for a pad",
    "belief": "The mask goes with the input.",
    "hint": "What is the last real token of a row asked for? A weight belongs to the target.",
    "evidence": ["own experience"],
}


@misconception(
    "ntp-mask-by-input", variant="T - 1 positions", **_BY_INPUT, recipe=RECIPE, step="counted"
)
def mask_by_input(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = segment_ids != 0
    counted[:, -1] = False
    return counted


@misconception(
    "ntp-mask-by-input", variant="all T positions", **_BY_INPUT, recipe=RECIPE, step="counted"
)
def mask_by_input_everywhere(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return segment_ids != 0


_CROSS: dict[str, Any] = {
    "title": "a loss across the borders between documents",
    "belief": "EOS separates documents well enough.",
    "hint": "Can the end of one book tell you the first word of another? Compare both segments.",
    "evidence": [
        "https://github.com/meta-pytorch/torchtune/issues/1177",
        "https://github.com/huggingface/transformers/issues/25452",
        "https://github.com/huggingface/trl/issues/805",
    ],
}


@misconception(
    "ntp-cross-doc", variant="the target is real", **_CROSS, recipe=RECIPE, step="counted"
)
def cross_doc(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _left(segment_ids) != 0


@misconception(
    "ntp-cross-doc", variant="both ends are real", **_CROSS, recipe=RECIPE, step="counted"
)
def cross_doc_both_real(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (_left(segment_ids) != 0) & (segment_ids != 0)


_TOKEN_ID: dict[str, Any] = {
    "title": "a mask that recognises padding by its token id",
    "belief": "The padding id only occurs as padding.",
    "hint": "Padding is where there is no document, whatever the token is called.",
    "evidence": ["https://github.com/mosaicml/examples/issues/457"],
}


@misconception("ntp-mask-token-id", variant="ids alone", **_TOKEN_ID, recipe=RECIPE, step="counted")
def mask_token_id(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _left(tokens) != 0


@misconception(
    "ntp-mask-token-id", variant="ids and segments", **_TOKEN_ID, recipe=RECIPE, step="counted"
)
def mask_token_id_in_documents(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _counted(tokens, segment_ids) & (_left(tokens) != 0)


_EOS: dict[str, Any] = {
    "title": "a loss without the last token of every document",
    "belief": "EOS is padding.",
    "hint": "Who teaches the model to stop, if EOS is never a target?",
    "evidence": [
        "https://github.com/huggingface/transformers/issues/23530",
        "https://github.com/huggingface/trl/issues/976",
        "https://github.com/huggingface/open-r1/pull/494",
        "https://github.com/mlabonne/llm-course/issues/33",
    ],
}


@misconception(
    "ntp-eos-dropped", variant="ends of documents", **_EOS, recipe=RECIPE, step="counted"
)
def eos_dropped(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    if tokens.shape[1] == 1:
        return np.zeros(tokens.shape, dtype=bool)
    return _counted(tokens, segment_ids) & (_left(segment_ids) == _left(segment_ids, 2))


@misconception(
    "ntp-eos-dropped", variant="the id found in the padding", **_EOS, recipe=RECIPE, step="counted"
)
def eos_dropped_by_id(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    padding = tokens[segment_ids == 0]
    pad_id = padding[0] if padding.size else -1
    return _counted(tokens, segment_ids) & (_left(tokens) != pad_id)


_OFF_BY_ONE: dict[str, Any] = {
    "title": "weights stored at the target's place instead of the input's",
    "belief": "A weight belongs to the target, so it stands where the target stood.",
    "hint": "Your targets moved one place to the left. Did your weights move along?",
    "evidence": ["own experience"],
}


@misconception(
    "ntp-weight-off-by-one",
    variant="all T positions",
    **_OFF_BY_ONE,
    recipe=RECIPE,
    step="counted",
)
def weight_off_by_one(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    left = _right(segment_ids)
    return (segment_ids == left) & (left != 0)


@misconception(
    "ntp-weight-off-by-one",
    variant="T - 1 positions",
    **_OFF_BY_ONE,
    recipe=RECIPE,
    step="counted",
)
def weight_off_by_one_inside(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    left = _right(segment_ids)
    counted = (segment_ids == left) & (left != 0)
    counted[:, -1] = False
    return counted


# The mean.

_POSITIONS: dict[str, Any] = {
    "title": "a sum over pairs divided by the number of positions",
    "belief": "T tokens make T predictions.",
    "hint": "How many neighbours do T tokens form, and how many of them are in your sum?",
    "evidence": ["https://github.com/kimiyoung/transformer-xl/issues/131"],
}


@misconception("ntp-div-positions", variant="B * T", **_POSITIONS, recipe=RECIPE, step="average")
def div_positions(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (counted * nll).sum() / counted.size


@misconception(
    "ntp-div-positions", variant="B * (T - 1)", **_POSITIONS, recipe=RECIPE, step="average"
)
def div_neighbours(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (counted * nll).sum() / max(counted[:, 1:].size, 1)


@misconception(
    "ntp-div-positions", variant="real tokens", **_POSITIONS, recipe=RECIPE, step="average"
)
def div_real_tokens(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (counted * nll).sum() / max((segment_ids != 0).sum(), 1)


_ROW_MEANS: dict[str, Any] = {
    "title": "the mean over rows of each row's own mean",
    "belief": "Every row counts the same.",
    "hint": "Split one long row in two: a mean over tokens does not notice. Does yours?",
    "evidence": ["https://github.com/linkedin/Liger-Kernel/issues/329"],
}


@misconception("ntp-mean-of-means", variant="all rows", **_ROW_MEANS, recipe=RECIPE, step="average")
def mean_of_means(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    return ((counted * nll).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)).mean()


@misconception(
    "ntp-mean-of-means", variant="rows with pairs", **_ROW_MEANS, recipe=RECIPE, step="average"
)
def mean_of_row_means(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    rows = [nll[b][counted[b]].mean() for b in range(len(nll)) if counted[b].any()]
    return np.mean(rows) if rows else 0.0


@misconception(
    "ntp-per-doc-mean",
    title="the mean over documents of each document's own mean",
    belief="Every document counts the same.",
    hint="Is it a mean over tokens or over documents? The contract counts tokens.",
    evidence=["https://github.com/linkedin/Liger-Kernel/issues/329"],
    recipe=RECIPE,
    step="average",
)
def per_doc_mean(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    means = []
    for row, keep, segments in zip(nll, counted, segment_ids, strict=True):
        for label in np.unique(segments[keep]):
            means.append(row[keep & (segments == label)].mean())
    return np.mean(means) if means else 0.0


_SUM: dict[str, Any] = {
    "title": "a sum over pairs that is not divided by their number",
    "belief": "The learning rate takes care of the scale.",
    "hint": "Put the same batch in twice: a mean does not change. Does yours?",
    "evidence": ["own experience"],
}


@misconception("ntp-sum", variant="the whole batch", **_SUM, recipe=RECIPE, step="average")
def summed(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (counted * nll).sum()


@misconception("ntp-sum", variant="divided by B", **_SUM, recipe=RECIPE, step="average")
def summed_per_row(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (counted * nll).sum() / len(nll)


@misconception(
    "empty-nan",
    title="a mean that divides by a count of 0",
    belief="It never happens that no pair counts.",
    hint="What is the mean of nothing? Our contract answers 0.",
    evidence=[
        "https://github.com/pytorch/pytorch/issues/116349",
        "https://github.com/pytorch/pytorch/issues/70348",
        "https://github.com/meta-pytorch/torchtune/issues/2341",
    ],
    recipe=RECIPE,
    step="average",
)
def empty_nan(nll: np.ndarray, counted: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (counted * nll).sum() / counted.sum()


# The cross-entropy of a pair.

_BF16: dict[str, Any] = {
    "title": "log-sum-exp in bfloat16",
    "belief": "The precision of training is precise enough for the loss.",
    "hint": "bfloat16 has three digits. Upcast the logits before exp and sum; better, never round "
    "them at all.",
    "evidence": [
        "https://github.com/google-deepmind/optax/issues/1020",
        "https://github.com/Modalities/modalities/pull/464",
        "https://github.com/marin-community/marin/pull/8217",
    ],
}


def _bf16(x: np.ndarray) -> Any:
    """Round to bfloat16, to nearest even: the upper 16 bits of a float32."""
    bits = np.asarray(x, dtype=np.float32).view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    return (rounded & np.uint32(0xFFFF0000)).view(np.float32).astype(np.float64)


@misconception("bf16-lse", variant="only the logits", **_BF16, recipe=RECIPE, step="log_p")
def bf16_logits(z: np.ndarray) -> Any:
    return _log_p(_bf16(z))


# What XLA makes of logsumexp and log_softmax in bfloat16: the last difference is not rounded.


@misconception("bf16-lse", variant="logsumexp", **_BF16, recipe=RECIPE, step="log_p")
def bf16_lse(z: np.ndarray) -> Any:
    z = _bf16(z)
    m = z.max(axis=-1, keepdims=True)
    total = _bf16(np.exp(_bf16(z - m)).sum(axis=-1, keepdims=True))
    return z - _bf16(m + _bf16(np.log(total)))


@misconception("bf16-lse", variant="log_softmax", **_BF16, recipe=RECIPE, step="log_p")
def bf16_log_softmax(z: np.ndarray) -> Any:
    z = _bf16(z)
    s = _bf16(z - z.max(axis=-1, keepdims=True))
    return s - _bf16(np.log(_bf16(np.exp(s).sum(axis=-1, keepdims=True))))


@misconception("bf16-lse", variant="every step", **_BF16, recipe=RECIPE, step="log_p")
def bf16_everywhere(z: np.ndarray) -> Any:
    z = _bf16(z)
    s = _bf16(z - z.max(axis=-1, keepdims=True))
    total = _bf16(_bf16(np.exp(s)).sum(axis=-1, keepdims=True))
    return _bf16(s - _bf16(np.log(total)))


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
    return _log_p(np.exp(_log_p(z)))


@misconception(
    "softmax-wrong-axis",
    title="softmax over the positions",
    belief="The axis is a detail of the layout.",
    hint="Sum exp of your log-probabilities over the vocabulary at one position: it must be 1.",
    evidence=["own experience"],
    entry="ntp_loss",
)
def softmax_wrong_axis(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = _counted(tokens, segment_ids)
    log_p = np.swapaxes(_log_p(np.swapaxes(logits, 1, 2)), 1, 2)
    return _average(_score(log_p, np.where(counted, _left(tokens), 0)), counted, segment_ids)


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
    step="score",
)
def log2_nats(log_p: np.ndarray, targets: np.ndarray) -> Any:
    return _score(log_p, targets) / np.log(2.0)


_EPS: dict[str, Any] = {
    "belief": "A small epsilon protects the log without changing anything.",
    "hint": "How large can your loss get when the model is surely wrong? It should be unbounded. "
    "With lse minus the target's logit there is no log of 0 to protect.",
}


@misconception(
    "eps-in-log",
    variant="1e-8",
    title="-log(p + 1e-8)",
    **_EPS,
    evidence=[
        "https://github.com/KevinMusgrave/pytorch-metric-learning/blob/216a792/src/"
        "pytorch_metric_learning/losses/ntxent_loss.py (log(num/den + small_val))",
        "https://github.com/Lightning-Universe/lightning-bolts/issues/681",
    ],
    recipe=RECIPE,
    step="score",
)
def eps_in_log(log_p: np.ndarray, targets: np.ndarray) -> Any:
    return -np.log(np.exp(-_score(log_p, targets)) + 1e-8)


@misconception(
    "eps-in-log",
    variant="1e-12",
    title="-log(p + 1e-12)",
    **_EPS,
    evidence=["own experience"],
    recipe=RECIPE,
    step="score",
)
def smaller_eps_in_log(log_p: np.ndarray, targets: np.ndarray) -> Any:
    return -np.log(np.exp(-_score(log_p, targets)) + 1e-12)


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
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.log(e / e.sum(axis=-1, keepdims=True))


_GLOBAL: dict[str, Any] = {
    "title": "one maximum for the whole batch",
    "belief": "Any constant may be subtracted, so one constant for all positions is enough.",
    "hint": "One position has logits around 0, another around 10000. Whose maximum is subtracted?",
    "evidence": ["own experience"],
}


def _one_max(z: np.ndarray) -> Any:
    return z - (z.max() if z.size else 0.0)


def _global_lse(z: np.ndarray) -> Any:
    s = _one_max(z)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def _global_softmax(z: np.ndarray) -> Any:
    e = np.exp(_one_max(z))
    return np.log(e / e.sum(axis=-1, keepdims=True))


@misconception("global-max", variant="log-sum-exp", **_GLOBAL, recipe=RECIPE, step="log_p")
def global_max(z: np.ndarray) -> Any:
    return _global_lse(z)


@misconception("global-max", variant="softmax", **_GLOBAL, recipe=RECIPE, step="log_p")
def global_max_softmax(z: np.ndarray) -> Any:
    return _global_softmax(z)


# The same two, where the believer keeps what does not count out of the sum, or out of the maximum.


def _kept_out(
    logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray, log_p: Callable[..., Any]
) -> Any:
    counted = _counted(tokens, segment_ids)
    z, t = _clean(logits, _left(tokens), counted)
    return np.where(counted, _score(log_p(z), t), 0.0).sum() / max(counted.sum(), 1)


def _dropped(
    logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray, log_p: Callable[..., Any]
) -> Any:
    counted = _counted(tokens, segment_ids)
    nll = _score(log_p(logits[counted]), _left(tokens)[counted])
    return nll.sum() / max(counted.sum(), 1)


@misconception("global-max", variant="log-sum-exp, where at the end", **_GLOBAL, entry="ntp_loss")
def global_max_where(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _kept_out(logits, tokens, segment_ids, _global_lse)


@misconception("global-max", variant="softmax, where at the end", **_GLOBAL, entry="ntp_loss")
def global_softmax_where(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _kept_out(logits, tokens, segment_ids, _global_softmax)


@misconception("global-max", variant="log-sum-exp, counted pairs", **_GLOBAL, entry="ntp_loss")
def global_max_pairs(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _dropped(logits, tokens, segment_ids, _global_lse)


@misconception("global-max", variant="softmax, counted pairs", **_GLOBAL, entry="ntp_loss")
def global_softmax_pairs(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _dropped(logits, tokens, segment_ids, _global_softmax)


# The same, where the maximum is taken over every logit, with or without what does not count.


def _shifted_by_all(
    logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray
) -> tuple[Any, Any]:
    """Return what a pair costs where the maximum is taken before the logits are replaced."""
    counted = _counted(tokens, segment_ids)
    z, t = _clean(logits, _left(tokens), counted)
    highest = logits.max()
    lse = highest + np.log(np.exp(z - highest).sum(axis=-1, keepdims=True))
    return _score(z - lse, t), counted


@misconception(
    "global-max", variant="log-sum-exp, maximum of every logit", **_GLOBAL, entry="ntp_loss"
)
def global_max_before(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    nll, counted = _shifted_by_all(logits, tokens, segment_ids)
    return _average(nll, counted, segment_ids)


@misconception(
    "global-max",
    variant="log-sum-exp, maximum of every logit, where at the end",
    **_GLOBAL,
    entry="ntp_loss",
)
def global_max_before_where(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    nll, counted = _shifted_by_all(logits, tokens, segment_ids)
    return np.where(counted, nll, 0.0).sum() / max(counted.sum(), 1)


@misconception("global-max", variant="log-sum-exp, nothing replaced", **_GLOBAL, entry="ntp_loss")
def global_max_raw(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = _counted(tokens, segment_ids)
    nll = _score(_global_lse(logits), np.where(counted, _left(tokens), 0))
    return _average(nll, counted, segment_ids)


@misconception(
    "global-max",
    variant="log-sum-exp, nothing replaced, where at the end",
    **_GLOBAL,
    entry="ntp_loss",
)
def global_max_raw_where(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = _counted(tokens, segment_ids)
    nll = _score(_global_lse(logits), np.where(counted, _left(tokens), 0))
    return np.where(counted, nll, 0.0).sum() / max(counted.sum(), 1)


# The edges: equal to the reference wherever everything is in order.


@misconception(
    "neg-index-wrap",
    title="a loss that uses the label of a pad as an index",
    belief="Ignored labels are harmless, because they get masked later.",
    hint="What is row[-100]? With 11 words it is an error, with 200 it is word 100. Replace the "
    "label before you index.",
    evidence=["own experience", "https://github.com/huggingface/transformers/issues/3499"],
    recipe=RECIPE,
    step="clean",
)
def neg_index_wrap(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> Any:
    return np.where(counted[..., None], logits, 0.0), targets


@misconception(
    "mask-multiplied",
    title="a loss that multiplies what does not count by 0",
    belief="Anything times a weight of 0 is 0.",
    hint="What is 0 times inf? Replace these logits before the arithmetic starts.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="clean",
)
def mask_multiplied(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> Any:
    return logits, np.where(counted, targets, 0)

"""The wrong pseudo_log_likelihood functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def pseudo_log_likelihood(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Any:
        if logits.shape[:2] != (len(ids), len(ids)) or special.shape != ids.shape:
            raise ValueError("T differs")
        z, t = steps.clean(steps.read(logits), ids, special)
        return steps.add_up(steps.score(steps.log_p(z), t), special)

    return {"pseudo_log_likelihood": pseudo_log_likelihood}


def _read(logits: np.ndarray) -> Any:
    i = np.arange(len(logits))
    return logits[i, i]


def _clean(z: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Pair:
    return np.where(special[:, None], 0.0, z), np.where(special, 0, ids)


def _log_p(z: np.ndarray) -> Any:
    s = z - z.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def _score(log_p: np.ndarray, t: np.ndarray) -> Any:
    return log_p[np.arange(len(t)), t]


def _add_up(scores: np.ndarray, special: np.ndarray) -> Any:
    return np.where(special, 0.0, scores).sum()


RECIPE = Recipe(
    {"read": _read, "clean": _clean, "log_p": _log_p, "score": _score, "add_up": _add_up}, _build
)

# Which answers are read.


@misconception(
    "pll-one-pass",
    title="a score that reads all tokens from one copy",
    belief="One forward pass gives the log-probabilities of all tokens.",
    hint="In the first copy only the first token is hidden. What does it know about the second?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="read",
)
def one_pass(logits: np.ndarray) -> Any:
    return logits[0]


@misconception(
    "pll-mean-of-copies",
    title="a score of the mean logits of all copies",
    belief="Every copy says something about every token, so they are averaged.",
    hint="Change what a copy says about a token that it can see: the score must not move.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="read",
)
def mean_of_copies(logits: np.ndarray) -> Any:
    return logits.mean(axis=0)


@misconception(
    "pll-every-position",
    title="a score that adds up all positions of all copies",
    belief="Every copy is a sentence, and every sentence is scored as a whole.",
    hint="Change what a copy says about a token that it can see: the score must not move. How many "
    "terms should there be?",
    evidence=["own experience"],
    entry="pseudo_log_likelihood",
)
def every_position(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Any:
    i = np.arange(len(ids))
    t = np.where(special, 0, ids)
    scores = _log_p(np.where(special[None, :, None], 0.0, logits))[:, i, t]
    return np.where(special, 0.0, scores).sum()


@misconception(
    "pll-shifted",
    title="a score that reads every token one position earlier",
    belief="A language model answers at position i - 1 for token i.",
    hint="A masked model answers at the hole itself. Only a left-to-right model answers one step "
    "earlier.",
    evidence=["https://github.com/DreamLM/Dream/issues/31"],
    recipe=RECIPE,
    step="read",
)
def shifted(logits: np.ndarray) -> Any:
    i = np.arange(len(logits))
    return logits[i, i - 1]


# How the scores are put together.


def _mean(scores: np.ndarray, special: np.ndarray) -> Any:
    return _add_up(scores, special) / max(int((~special).sum()), 1)


@misconception(
    "pll-mean",
    variant="over scored tokens",
    title="the mean log-probability of the scored tokens",
    belief="A score is a mean, so that long sentences do not suffer.",
    hint="Score the two halves of a sentence: the parts must add up to the whole. Our contract "
    "asks for the sum.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="add_up",
)
def mean_of_scored(scores: np.ndarray, special: np.ndarray) -> Any:
    return _mean(scores, special)


@misconception(
    "pll-mean",
    variant="over all tokens",
    title="the sum of the scores divided by T",
    belief="A score is a mean, so that long sentences do not suffer.",
    hint="Score the two halves of a sentence: the parts must add up to the whole. Our contract "
    "asks for the sum.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="add_up",
)
def mean_of_all(scores: np.ndarray, special: np.ndarray) -> Any:
    return _add_up(scores, special) / len(scores)


@misconception(
    "pll-perplexity",
    title="the pseudo-perplexity",
    belief="Likelihood and perplexity are the same number.",
    hint="That is exp of minus the mean. A log-likelihood is at most 0, yours is at least 1.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="add_up",
)
def perplexity(scores: np.ndarray, special: np.ndarray) -> Any:
    return np.exp(-_mean(scores, special))


@misconception(
    "pll-sign",
    title="the negative of the score",
    belief="A score is a loss.",
    hint="A log-probability is at most 0, and a likelier sentence scores higher. Which sign is "
    "yours?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="add_up",
)
def sign(scores: np.ndarray, special: np.ndarray) -> Any:
    return -_add_up(scores, special)


@misconception(
    "pll-product",
    title="the product of the probabilities",
    belief="The probability of a sentence is the product of the probabilities of its tokens.",
    hint="Your number is exp of ours. A pseudo-likelihood is no probability, and it underflows "
    "after some hundred tokens: stay with the logarithms.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="add_up",
)
def product(scores: np.ndarray, special: np.ndarray) -> Any:
    return np.exp(_add_up(scores, special))


@misconception(
    "no-log",
    title="the sum of the probabilities",
    belief="Adding up p and adding up log p rank sentences alike.",
    hint="One token that is impossible must ruin the score. What does it cost in yours at most?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="score",
)
def no_log(log_p: np.ndarray, t: np.ndarray) -> Any:
    return np.exp(_score(log_p, t))


@misconception(
    "log2-nats",
    title="a score in bits",
    belief="Bits and nats are the same thing.",
    hint="Your number is exactly 1.4427 times ours: which base does the contract ask for?",
    evidence=[
        "https://github.com/EleutherAI/lm-evaluation-harness/pull/242",
        "https://github.com/harvardnlp/TextFlow/issues/8",
    ],
    recipe=RECIPE,
    step="score",
)
def log2_nats(log_p: np.ndarray, t: np.ndarray) -> Any:
    return _score(log_p, t) / np.log(2.0)


# Which tokens are scored.


@misconception(
    "pll-specials-scored",
    title="a score that counts the special tokens too",
    belief="A special token is a token.",
    hint="Change the id of a special token: the score must not move. [CLS] and [SEP] are always "
    "there, so they tell nothing about a sentence.",
    evidence=["own experience"],
    entry="pseudo_log_likelihood",
)
def specials_scored(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Any:
    score: Any = RECIPE.with_steps({})["pseudo_log_likelihood"](logits, ids, special & False)
    return score


@misconception(
    "pll-specials-alone",
    title="the score of the special tokens alone",
    belief="The mask says which tokens are scored.",
    hint="special is True for tokens to leave out. Which tokens are left in yours?",
    evidence=["own experience"],
    entry="pseudo_log_likelihood",
)
def specials_alone(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Any:
    score: Any = RECIPE.with_steps({})["pseudo_log_likelihood"](logits, ids, ~special)
    return score


@misconception(
    "softmax-wrong-axis",
    title="a score with softmax over the positions",
    belief="The axis is a detail of the layout.",
    hint="Sum your probabilities over the vocabulary for one position: they must give 1.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def softmax_wrong_axis(z: np.ndarray) -> Any:
    return _log_p(z.T).T


@misconception(
    "double-softmax",
    title="a score of logits that went through softmax first",
    belief="The logarithm wants probabilities, and log-softmax too.",
    hint="Raise one logit to 100: its log-probability must go to 0. Yours stops early. How often "
    "were the logits normalised?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/654",
        "https://github.com/Lightning-Universe/lightning-bolts/issues/662",
        "https://github.com/mlelarge/graph_neural_net/pull/37",
    ],
    recipe=RECIPE,
    step="log_p",
)
def double_softmax(z: np.ndarray) -> Any:
    return _log_p(np.exp(_log_p(z)))


_EPS_BELIEF = "A small epsilon protects the log without changing anything."
_EPS_HINT = "How low can the score of one hopeless token get? It should have no floor."


@misconception(
    "eps-in-log",
    variant="1e-8",
    title="a score with log(p + 1e-8)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["https://github.com/Lightning-Universe/lightning-bolts/issues/681"],
    recipe=RECIPE,
    step="log_p",
)
def eps_in_log(z: np.ndarray) -> Any:
    return np.log(np.exp(_log_p(z)) + 1e-8)


@misconception(
    "eps-in-log",
    variant="1e-12",
    title="a score with log(p + 1e-12)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def smaller_eps_in_log(z: np.ndarray) -> Any:
    return np.log(np.exp(_log_p(z)) + 1e-12)


# Equal to the reference on ordinary inputs, told apart by the edges and extremes that break.


@misconception(
    "mask-multiplied",
    variant="special tokens",
    title="a score that multiplies special tokens by 0",
    belief="Anything times 0 is 0.",
    hint="What is 0 times NaN? Replace the special token before the arithmetic starts.",
    evidence=["own experience"],
    entry="pseudo_log_likelihood",
)
def specials_multiplied(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Any:
    if logits.shape[:2] != (len(ids), len(ids)):
        raise ValueError("T differs")
    return (_score(_log_p(_read(logits)), np.where(special, 0, ids)) * (1.0 - special)).sum()


@misconception(
    "mask-multiplied",
    variant="other positions",
    title="a score that multiplies the answers at other positions by 0",
    belief="Anything times 0 is 0.",
    hint="What is 0 times inf? Pick the answers on the diagonal instead of erasing all others.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="read",
)
def others_multiplied(logits: np.ndarray) -> Any:
    return (logits * np.eye(len(logits))[:, :, None]).sum(axis=1)


@misconception(
    "neg-index-wrap",
    title="a score that uses the id of a special token as an index",
    belief="The ids of special tokens are harmless, because they get masked later.",
    hint="What is row[-100]? With 150 words it is word 50, with 7 it is an error. Replace the id "
    "before you index.",
    evidence=[
        "own experience",
        "https://github.com/huggingface/transformers/issues/3499",
        "https://github.com/huggingface/transformers/issues/14651",
    ],
    recipe=RECIPE,
    step="clean",
)
def neg_index_wrap(z: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Pair:
    return np.where(special[:, None], 0.0, z), ids


@misconception(
    "unstable-softmax",
    title="the log of exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Add 1000 to every logit: the score must not change. What does exp(1000) give?",
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
    title="a score with the log-sum-exp of the raw logits",
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
    title="a score with the log of a stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: log(exp(-900)) is -inf on a computer and -900 "
    "on paper. Can you get to the logarithm without building p?",
    evidence=["github.com/0suh/cs231n_2021 assignment1/cs231n/classifiers/softmax.py"],
    recipe=RECIPE,
    step="log_p",
)
def log_of_shifted_softmax(z: np.ndarray) -> Any:
    return np.log(np.exp(_log_p(z)))


_GLOBAL: dict[str, Any] = {
    "title": "a score with one maximum for all copies",
    "belief": "Any constant may be subtracted, so one constant for all copies is enough.",
    "hint": "One copy has logits around 0, another around 9000. Whose maximum do you subtract?",
    "evidence": ["own experience"],
}


def _log_p_below(z: np.ndarray, largest: Any) -> Any:
    s = z - largest
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


@misconception(
    "global-max", variant="special rows set to 0", **_GLOBAL, recipe=RECIPE, step="log_p"
)
def global_max(z: np.ndarray) -> Any:
    return _log_p_below(z, z.max())


def _scored(logits: np.ndarray, ids: np.ndarray, special: np.ndarray, largest: Any) -> Any:
    if logits.shape[:2] != (len(ids), len(ids)):
        raise ValueError("T differs")
    z = _read(logits)[~special]
    return _score(_log_p_below(z, largest(z)), ids[~special]).sum() if len(z) else 0.0


@misconception("global-max", variant="scored rows", **_GLOBAL, entry="pseudo_log_likelihood")
def global_max_of_scored(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Any:
    return _scored(logits, ids, special, np.max)


@misconception("global-max", variant="all logits", **_GLOBAL, entry="pseudo_log_likelihood")
def global_max_of_all(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> Any:
    return _scored(logits, ids, special, lambda z: logits.max())

"""The wrong moco_step functions that believers write.

A believer's gradient is the slope of the believer's own loss, unless the belief is about the
gradient; where the textbook slope is as likely, both are here as variants. Left out: a slice that
takes all keys at the pointer, ``new[ptr : ptr + N] = v``. It raises where the keys wrap around, and
the message of that error says all there is to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]
Candidates = tuple[Any, Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def moco_step(
        q: np.ndarray, k: np.ndarray, queue: np.ndarray, ptr: int, *, tau: float
    ) -> tuple[Any, Any, Any, Any]:
        N, K = len(q), len(queue)
        if tau <= 0 or N > K or q.shape != k.shape or queue.shape[1] != q.shape[1]:
            raise ValueError("tau, the shapes, or more keys than the queue holds")
        u, length = steps.unit(q, "q")
        v, _ = steps.unit(k, "k")
        new_queue = steps.enqueue(queue, v, u, k, ptr)
        new_ptr = steps.advance(ptr, N, K)
        right, others, allowed = steps.candidates(v, steps.negatives(queue, new_queue))
        cosines = np.concatenate([(u * right).sum(axis=1)[:, None], u @ others.T], axis=1)
        s, scale = steps.temper(cosines, tau)
        s[:, 1:] = np.where(allowed, s[:, 1:], -np.inf)
        losses, slope = steps.surprise(s)
        loss, g = steps.average(losses, slope * scale)
        du = g[:, :1] * right + g[:, 1:] @ others
        return loss, steps.pull(du, u, length), new_queue, new_ptr

    return {"moco_step": moco_step}


def _unit(x: np.ndarray, side: str) -> Pair:
    length = np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)
    return x / length, length


def _enqueue(queue: np.ndarray, v: np.ndarray, u: np.ndarray, k: np.ndarray, ptr: int) -> Any:
    new = queue.copy()
    new[(ptr + np.arange(len(v))) % len(queue)] = v
    return new


def _advance(ptr: int, N: int, K: int) -> int:
    return (ptr + N) % K


def _negatives(queue: np.ndarray, new_queue: np.ndarray) -> np.ndarray:
    return queue


def _candidates(v: np.ndarray, queue: np.ndarray) -> Candidates:
    return v, queue, np.ones((len(v), len(queue)), dtype=bool)


def _temper(cosines: np.ndarray, tau: float) -> Pair:
    return cosines / tau, 1.0 / tau


def _log_softmax(s: np.ndarray) -> Any:
    s = s - s.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


def _slope(p: np.ndarray) -> Any:
    return p - np.eye(1, p.shape[1])


def _surprise(s: np.ndarray) -> Pair:
    log_p = _log_softmax(s)
    return -log_p[:, 0], _slope(np.exp(log_p))


def _average(losses: np.ndarray, slope: np.ndarray) -> Pair:
    return losses.mean(), slope / len(losses)


def _pull(du: np.ndarray, u: np.ndarray, length: Any) -> Any:
    if length is None:  # a believer without a normalisation has nothing to go back through
        return du
    return (du - u * (u * du).sum(axis=1, keepdims=True)) / length


RECIPE = Recipe(
    {
        "unit": _unit,
        "enqueue": _enqueue,
        "advance": _advance,
        "negatives": _negatives,
        "candidates": _candidates,
        "temper": _temper,
        "surprise": _surprise,
        "average": _average,
        "pull": _pull,
    },
    _build,
)

# Which candidates a query has.


@misconception(
    "moco-enqueue-first",
    title="a loss against the queue that holds this step's keys already",
    belief="The order of loss and queue does not matter.",
    hint="Is the right answer also among the wrong ones? Use the queue first, and change it after.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="negatives",
)
def enqueue_first(queue: np.ndarray, new_queue: np.ndarray) -> Any:
    return new_queue


@misconception(
    "moco-inbatch",
    title="a loss in which the other keys of the batch are negatives too",
    belief="More negatives are better.",
    hint="Each query of yours has N - 1 + K wrong candidates. MoCo's negatives come from the queue "
    "alone.",
    evidence=["https://github.com/facebookresearch/moco/issues/62"],
    recipe=RECIPE,
    step="candidates",
)
def in_batch(v: np.ndarray, queue: np.ndarray) -> Candidates:
    N, K = len(v), len(queue)
    allowed = np.concatenate([np.ones((N, K), dtype=bool), ~np.eye(N, dtype=bool)], axis=1)
    return v, np.concatenate([queue, v]), allowed


@misconception(
    "moco-batch-alone",
    title="InfoNCE within the batch, without the queue",
    belief="The queue is a memory for later; the negatives are in the batch.",
    hint="Change a row of the queue: the loss must move. How many candidates does a query have?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="candidates",
)
def batch_alone(v: np.ndarray, queue: np.ndarray) -> Candidates:
    return v, v, ~np.eye(len(v), dtype=bool)


@misconception(
    "moco-label-of-queue",
    title="a loss with label 0 after the queue was put in front",
    belief="The label is 0, wherever the positive stands.",
    hint="Reorder the queue: your loss moves. Which candidate stands at column 0?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="candidates",
)
def label_of_queue(v: np.ndarray, queue: np.ndarray) -> Candidates:
    N, K = len(v), len(queue)
    allowed = np.concatenate([np.ones((N, K - 1), dtype=bool), np.eye(N, dtype=bool)], axis=1)
    return queue[:1].repeat(N, axis=0), np.concatenate([queue[1:], v]), allowed


@misconception(
    "nce-positive-not-in-denominator",
    title="a loss whose denominator holds the queue alone",
    belief="The denominator is the sum over the negatives.",
    hint="Can your loss be negative? A cross-entropy cannot. How many candidates has a query?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/252",
        "https://github.com/KevinMusgrave/pytorch-metric-learning/issues/699",
    ],
    recipe=RECIPE,
    step="surprise",
)
def positive_not_in_denominator(s: np.ndarray) -> Pair:
    log_p = _log_softmax(s[:, 1:])
    losses = s[:, 1] - log_p[:, 0] - s[:, 0]
    return losses, np.concatenate([-np.ones((len(s), 1)), np.exp(log_p)], axis=1)


# Lengths.


@misconception(
    "nce-no-norm",
    title="a loss of raw dot products",
    belief="A dot product is a similarity, so it can be used as it is.",
    hint="Multiply q by 10: a cosine does not move, your loss does. What has to happen to every "
    "row first?",
    evidence=[
        "https://github.com/google-research/big_vision/issues/115",
        "https://github.com/HobbitLong/SupContrast/issues/100",
        "https://github.com/moein-shariatnia/OpenAI-CLIP/pull/28",
    ],
    recipe=RECIPE,
    step="unit",
)
def no_norm(x: np.ndarray, side: str) -> Pair:
    return x, None


_ONE_SIDE = "One normalised side is enough to get the angle."


@misconception(
    "nce-norm-one-side",
    variant="queries",
    title="a step with normalised queries and raw keys",
    belief=_ONE_SIDE,
    hint="Print the lengths of the rows of new_queue: they should all be 1. Which side is not "
    "normalised yet?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="unit",
)
def norm_queries_only(x: np.ndarray, side: str) -> Pair:
    return _unit(x, side) if side == "q" else (x, None)


@misconception(
    "nce-norm-one-side",
    variant="keys",
    title="a step with normalised keys and raw queries",
    belief=_ONE_SIDE,
    hint="Make one query ten times longer: it gets a temperature of its own. Which side is not "
    "normalised yet?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="unit",
)
def norm_keys_only(x: np.ndarray, side: str) -> Pair:
    return _unit(x, side) if side == "k" else (x, None)


@misconception(
    "nce-norm-axis",
    title="a step with columns of unit length",
    belief="Normalising means dividing by the norm; the axis sorts itself out.",
    hint="Which axis is one embedding? Print the norm of one row after your normalisation.",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="unit",
)
def norm_axis(x: np.ndarray, side: str) -> Pair:
    length = np.linalg.norm(x, axis=0, keepdims=True)
    return x / length, length


@misconception(
    "nce-norm-global",
    title="a step with one norm for the whole batch",
    belief="norm(x) without an axis gives the norm of every row.",
    hint="Print the norm of one row after normalising: it should be 1. How many norms does your "
    "call return?",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="unit",
)
def norm_global(x: np.ndarray, side: str) -> Pair:
    length = np.linalg.norm(x)
    return x / length, length


# The temperature.


@misconception(
    "nce-tau-multiplied",
    title="a loss of cosines times tau",
    belief="A smaller tau makes smaller logits.",
    hint="Small is cold, and cold is sharp. Does your loss get sharper when tau gets smaller?",
    evidence=["https://github.com/LAION-AI/CLAP/issues/57 (confusion about t)"],
    recipe=RECIPE,
    step="temper",
)
def tau_multiplied(cosines: np.ndarray, tau: float) -> Pair:
    return cosines * tau, tau


@misconception(
    "nce-tau-missing",
    title="a loss without the temperature",
    belief="A constant factor does not matter.",
    hint="With cosines in [-1, 1] and no temperature, how small can the loss get?",
    evidence=[
        "https://github.com/ustcllm/RecStudio/issues/21",
        "https://github.com/openai/CLIP/issues/48",
    ],
    recipe=RECIPE,
    step="temper",
)
def tau_missing(cosines: np.ndarray, tau: float) -> Pair:
    return cosines + 0.0, 1.0


@misconception(
    "nce-tau-twice",
    title="a loss of cosines divided by tau twice",
    belief="Both embeddings are scaled by the temperature.",
    hint="Count the divisions in (q / tau) @ (k / tau).T.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def tau_twice(cosines: np.ndarray, tau: float) -> Pair:
    return cosines / tau**2, 1.0 / tau**2


@misconception(
    "nce-tau-negatives-only",
    title="a loss with the temperature on the queue alone",
    belief="The temperature weighs the negatives.",
    hint="Positive and negatives stand in one softmax. What unit has each of its logits?",
    evidence=["https://github.com/RElbers/info-nce-pytorch/pull/17"],
    recipe=RECIPE,
    step="temper",
)
def tau_negatives_only(cosines: np.ndarray, tau: float) -> Pair:
    scale = np.full((1, cosines.shape[1]), 1.0 / tau)
    scale[0, 0] = 1.0
    return cosines * scale, scale


# Average, epsilon.


@misconception(
    "nce-sum",
    title="a loss summed over the queries",
    belief="The loss of a batch is the sum of its losses.",
    hint="Give every pair twice: the loss must not change. What do you divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def sum_of_losses(losses: np.ndarray, slope: np.ndarray) -> Pair:
    return losses.sum(), slope


_EPS_BELIEF = "A small epsilon protects the log without changing anything."
_EPS_HINT = (
    "How large can your loss get when the queue holds better matches? It should be unbounded. With "
    "lse minus the positive's logit there is no log of 0 to protect."
)
_EPS_EVIDENCE = [
    "https://github.com/KevinMusgrave/pytorch-metric-learning/blob/216a792/src/"
    "pytorch_metric_learning/losses/ntxent_loss.py (log(num/den + small_val))",
    "https://github.com/Lightning-Universe/lightning-bolts/issues/681",
]


@misconception(
    "eps-in-log",
    variant="textbook gradient",
    title="a loss with log(p + 1e-8)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=_EPS_EVIDENCE,
    recipe=RECIPE,
    step="surprise",
)
def eps_in_log(s: np.ndarray) -> Pair:
    p = np.exp(_log_softmax(s))
    return -np.log(p[:, 0] + 1e-8), _slope(p)


@misconception(
    "eps-in-log",
    variant="its own gradient",
    title="a loss with log(p + 1e-8), and its gradient",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=_EPS_EVIDENCE,
    recipe=RECIPE,
    step="surprise",
)
def eps_in_log_own_slope(s: np.ndarray) -> Pair:
    p = np.exp(_log_softmax(s))
    hit = p[:, :1]
    return -np.log(hit[:, 0] + 1e-8), _slope(p) * hit / (hit + 1e-8)


# The gradient.


@misconception(
    "nce-no-projection",
    variant="the slope in u",
    title="the slope in the normalised queries as the gradient",
    belief="Normalisation is preprocessing, so the gradient ends at the unit vectors.",
    hint="dq times q must be 0 in every row: the length of a query does not move the loss.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_projection(du: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return du


@misconception(
    "nce-no-projection",
    variant="divided by the length",
    title="the slope in the normalised queries, divided by their lengths, as the gradient",
    belief="Dividing by a length is undone by dividing the slope by it.",
    hint="dq times q must be 0 in every row: the length depends on q too.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def divided_only(du: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return du / length


@misconception(
    "nce-no-inverse-norm",
    title="a projected gradient that was not divided by the length",
    belief="The projection is the whole Jacobian of a normalisation.",
    hint="Double a query: the same step turns it half as far. Where does its length enter?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_inverse_norm(du: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return du - u * (u * du).sum(axis=1, keepdims=True)


@misconception(
    "nce-grad-no-tau",
    title="a gradient without 1 / tau",
    belief="The temperature is a constant, so it drops out of the gradient.",
    hint="Your gradient is ours times tau. Cosines are divided by tau before softmax sees them.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def grad_no_tau(cosines: np.ndarray, tau: float) -> Pair:
    return cosines / tau, 1.0


@misconception(
    "grad-missing-mean",
    title="a gradient without the mean over the queries",
    belief="The mean only scales the loss, so the gradient can leave it out.",
    hint="Your gradient is ours times N. What does the loss divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_missing_mean(losses: np.ndarray, slope: np.ndarray) -> Pair:
    return losses.mean(), slope


@misconception(
    "grad-sign",
    title="the gradient with the sign turned",
    belief="The gradient is the step that lowers the loss.",
    hint="Move a query towards its key: the loss falls. Which sign has the slope there?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_sign(losses: np.ndarray, slope: np.ndarray) -> Pair:
    return losses.mean(), -slope / len(losses)


@misconception(
    "moco-grad-positive-only",
    title="a gradient of the positive alone",
    belief="The queue has no gradient, so it drops out of the gradient.",
    hint="Nothing flows INTO the queue. Does the loss depend on the angle between a query and the "
    "queue?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def grad_positive_only(s: np.ndarray) -> Pair:
    losses, slope = _surprise(s)
    slope[:, 1:] = 0.0
    return losses, slope


# The next queue.


@misconception(
    "moco-no-wrap",
    variant="keys at the end are lost",
    title="a queue that loses the keys beyond its end",
    belief="K is a multiple of N, so a batch always fits at the pointer.",
    hint="What if ptr + N > K? The keys go on at row 0.",
    evidence=["moco builder.py asserts K % batch == 0"],
    recipe=RECIPE,
    step="enqueue",
)
def keys_lost(queue: np.ndarray, v: np.ndarray, u: np.ndarray, k: np.ndarray, ptr: int) -> Any:
    new = queue.copy()
    room = len(queue) - ptr
    new[ptr : ptr + len(v)] = v[:room]
    return new


@misconception(
    "moco-no-wrap",
    variant="moved back",
    title="a queue whose last batch is moved back until it fits",
    belief="An update that does not fit is shifted, as dynamic_update_slice does.",
    hint="What if ptr + N > K? Yours overwrites keys before ptr, which are younger than those at "
    "row 0.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="enqueue",
)
def moved_back(queue: np.ndarray, v: np.ndarray, u: np.ndarray, k: np.ndarray, ptr: int) -> Any:
    new = queue.copy()
    start = min(ptr, len(queue) - len(v))
    new[start : start + len(v)] = v
    return new


@misconception(
    "moco-pointer-runs-out",
    title="a pointer that leaves the queue",
    belief="The pointer counts the keys that were seen.",
    hint="Yours reaches K and goes on. Which row comes after the last one?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="advance",
)
def pointer_runs_out(ptr: int, N: int, K: int) -> int:
    return ptr + N


@misconception(
    "moco-pointer-by-one",
    title="a pointer that moves by one",
    belief="One step moves the pointer by one.",
    hint="A step writes N keys. Where does the next step have to begin?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="advance",
)
def pointer_by_one(ptr: int, N: int, K: int) -> int:
    return (ptr + 1) % K


@misconception(
    "moco-enqueue-raw",
    title="a queue of raw keys",
    belief="The queue holds what the key encoder puts out.",
    hint="Print the lengths of the rows of new_queue: they should all be 1, because queue rows are "
    "used as they are.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="enqueue",
)
def enqueue_raw(queue: np.ndarray, v: np.ndarray, u: np.ndarray, k: np.ndarray, ptr: int) -> Any:
    return _enqueue(queue, k, u, k, ptr)


@misconception(
    "moco-enqueue-queries",
    title="a queue of queries",
    belief="The queue holds the embeddings of the images, whichever encoder made them.",
    hint="Which encoder changes slowly? Its outputs stay comparable over many steps.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="enqueue",
)
def enqueue_queries(
    queue: np.ndarray, v: np.ndarray, u: np.ndarray, k: np.ndarray, ptr: int
) -> Any:
    return _enqueue(queue, u, u, k, ptr)


@misconception(
    "moco-shifted-queue",
    variant="appended",
    title="a queue that drops its first rows and appends the keys",
    belief="First in, first out: the oldest rows are at the front.",
    hint="The oldest rows are at ptr. Rows that are not written must stay where they are.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="enqueue",
)
def appended(queue: np.ndarray, v: np.ndarray, u: np.ndarray, k: np.ndarray, ptr: int) -> Any:
    return np.concatenate([queue, v])[len(v) :]


@misconception(
    "moco-shifted-queue",
    variant="put in front",
    title="a queue that puts the keys in front and drops its last rows",
    belief="First in, first out: the oldest rows are at the end.",
    hint="The oldest rows are at ptr. Rows that are not written must stay where they are.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="enqueue",
)
def put_in_front(queue: np.ndarray, v: np.ndarray, u: np.ndarray, k: np.ndarray, ptr: int) -> Any:
    return np.concatenate([v, queue])[: len(queue)]


# Equal to the reference on ordinary inputs, told apart by the extremes that break.


@misconception(
    "nce-exp-ratio",
    title="the log of a ratio of exponentials, as written on paper",
    belief="The formula of the paper is the code: exp of the positive over the sum of exp.",
    hint="Cosines are at most 1, but 1/tau is not: what is exp(1/1e-4)? Write lse(s) - s_0.",
    evidence=["github.com/0suh/cs231n_2021 assignment3/cs231n/simclr/contrastive_loss.py"],
    recipe=RECIPE,
    step="surprise",
)
def exp_ratio(s: np.ndarray) -> Pair:
    e = np.exp(s)
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[:, 0]), _slope(p)


@misconception(
    "lse-no-max",
    title="a loss with the log-sum-exp of raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees the raw number. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def lse_no_max(s: np.ndarray) -> Pair:
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -log_p[:, 0], _slope(np.exp(log_p))


@misconception(
    "log-of-shifted-softmax",
    title="a loss with the log of a stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: log(exp(-900)) is -inf on a computer and -900 "
    "on paper. Can you get to the logarithm without building p?",
    evidence=["github.com/0suh/cs231n_2021 assignment1/cs231n/classifiers/softmax.py"],
    recipe=RECIPE,
    step="surprise",
)
def log_of_shifted_softmax(s: np.ndarray) -> Pair:
    p = np.exp(_log_softmax(s))
    return -np.log(p[:, 0]), _slope(p)


@misconception(
    "global-max",
    title="a loss with one maximum for all queries",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One query is sure, another in doubt, and tau is tiny. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def global_max(s: np.ndarray) -> Pair:
    s = s - s.max()
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -log_p[:, 0], _slope(np.exp(log_p))

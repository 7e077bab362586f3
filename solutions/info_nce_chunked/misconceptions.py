"""The wrong info_nce_chunked functions that believers write.

The steps: the guard, lengths, where the cuts are, temperature, which keys a chunk meets, which
column is the positive, log-sum-exp, the slope in the logits, divisors, how dk is gathered, and the
way back to the rows. A function that computes the right numbers from one N x N matrix has no
misconception here: the memory check tells its author.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Cut = tuple[int, int]
Steps = dict[str, Callable[..., Any]]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def info_nce_chunked(q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int) -> Any:
        steps.guard(chunk)
        if tau <= 0 or q.shape != k.shape:
            raise ValueError("tau must be positive, and q and k of one shape")
        n, length_q, length_k = len(q), steps.lengths(q), steps.lengths(k)
        u, v = q / length_q, k / length_k
        loss, du, dv = 0.0, np.zeros_like(u), np.zeros_like(v)
        cuts = steps.cuts(n, chunk)
        for start, stop in cuts:
            rows, own = np.arange(stop - start), steps.own(start, stop)
            s, slope = steps.temper(u[start:stop] @ v.T, tau)
            s = np.where(steps.candidates(start, stop, n), s, -np.inf)
            lse = steps.lse(s, chunk)
            over, under = steps.divisors(n, stop - start, cuts)
            loss += (lse - s[rows, own]).sum() * over
            dcos = steps.residual(np.exp(s - lse[:, None]), own) * slope * under
            du[start:stop] = dcos @ v
            dv = steps.gather(dv, dcos, u, start, stop)
        dq, dk = steps.pull(du, u, length_q), steps.pull(dv, v, length_k)
        return loss, dq, dk

    return {"info_nce_chunked": info_nce_chunked}


def _guard(chunk: int) -> None:
    if chunk < 1:
        raise ValueError("chunk must be at least 1")


def _lengths(x: np.ndarray) -> Any:
    return np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)


def _temper(cosine: np.ndarray, tau: float) -> tuple[Any, Any]:
    """The logits, and their slope in the cosines."""
    return cosine / tau, 1.0 / tau


def _cuts(n: int, chunk: int) -> Sequence[Cut]:
    return [(start, min(start + chunk, n)) for start in range(0, n, chunk)]


def _candidates(start: int, stop: int, n: int) -> Any:
    return np.ones(n, dtype=bool)


def _own(start: int, stop: int) -> Any:
    return np.arange(start, stop)


def _lse(s: np.ndarray, chunk: int) -> Any:
    m = s.max(axis=1)
    return m + np.log(np.exp(s - m[:, None]).sum(axis=1))


def _residual(p: np.ndarray, own: np.ndarray) -> Any:
    return p - (np.arange(p.shape[1]) == own[:, None])


def _divisors(n: int, rows: int, cuts: Sequence[Cut]) -> tuple[float, float]:
    """Return what a chunk's sums of loss and gradient are multiplied by."""
    return 1.0 / n, 1.0 / n


def _gather(dv: np.ndarray, dcos: np.ndarray, u: np.ndarray, start: int, stop: int) -> Any:
    return dv + dcos.T @ u[start:stop]


def _pull(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return (slope - u * (u * slope).sum(axis=-1, keepdims=True)) / length


RECIPE = Recipe(
    {
        "guard": _guard,
        "lengths": _lengths,
        "temper": _temper,
        "cuts": _cuts,
        "candidates": _candidates,
        "own": _own,
        "lse": _lse,
        "residual": _residual,
        "divisors": _divisors,
        "gather": _gather,
        "pull": _pull,
    },
    _build,
)

# Which keys a chunk meets, and which of them is right.

_FEWER: dict[str, Any] = {
    "title": "a quiz among the keys of the own chunk",
    "belief": "A batch can be cut into smaller batches, as with any other loss.",
    "hint": "In one chunk you are right. With chunk=1 your loss is 0: how many candidates does a "
    "query have there, and how many does the whole batch have?",
    "evidence": [
        "https://github.com/huggingface/sentence-transformers/pull/1822",
        "https://github.com/mdiephuis/SimCLR/issues/13",
        "https://github.com/google-research/simclr/issues/203",
    ],
}


def _block(start: int, stop: int, n: int) -> Any:
    place = np.arange(n)
    return (start <= place) & (place < stop)


@misconception(
    "nce-chunk-negatives", variant="sum over rows", **_FEWER, recipe=RECIPE, step="candidates"
)
def fewer_negatives(start: int, stop: int, n: int) -> Any:
    return _block(start, stop, n)


@misconception("nce-chunk-negatives", variant="mean of chunks", **_FEWER, entry="info_nce_chunked")
def accumulated(q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int) -> Any:
    steps: Steps = {"candidates": _block, "divisors": _mean_of_means}
    return RECIPE.with_steps(steps)["info_nce_chunked"](q, k, tau=tau, chunk=chunk)


@misconception(
    "chunk-label-not-shifted",
    title="positives counted from the start of the chunk",
    belief="The right answer of row i is column i.",
    hint="The first chunk is right. Row 0 of the second chunk is query 4: which column holds its "
    "key?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="own",
)
def label_not_shifted(start: int, stop: int) -> Any:
    return np.arange(stop - start)


# The divisor.


def _mean_of_means(n: int, rows: int, cuts: Sequence[Cut]) -> tuple[float, float]:
    return 1.0 / (rows * len(cuts)), 1.0 / (rows * len(cuts))


@misconception(
    "chunk-mean-of-means",
    title="the mean of the chunks' means",
    belief="The average of averages is the average.",
    hint="In one chunk you are right. With 4 + 4 + 2 queries, what share of the mean do the last "
    "two get?",
    evidence=[
        "https://github.com/huggingface/transformers/pull/34191",
        "https://github.com/karpathy/nanochat/pull/59",
    ],
    recipe=RECIPE,
    step="divisors",
)
def mean_of_means(n: int, rows: int, cuts: Sequence[Cut]) -> tuple[float, float]:
    return _mean_of_means(n, rows, cuts)


@misconception(
    "chunk-sum-of-means",
    title="the sum of the chunks' means",
    belief="Every chunk returns its loss, and losses are added.",
    hint="In one chunk you are right, in three your loss is about three times ours. A sum may be "
    "added up, a mean may not: what does each chunk divide by?",
    evidence=["https://github.com/NVIDIA-NeMo/Automodel/issues/3803"],
    recipe=RECIPE,
    step="divisors",
)
def sum_of_means(n: int, rows: int, cuts: Sequence[Cut]) -> tuple[float, float]:
    return 1.0 / rows, 1.0 / rows


@misconception(
    "chunk-divided-again",
    title="the right mean, divided by the number of chunks",
    belief="What is accumulated over k pieces is divided by k at the end.",
    hint="Every query already has its N-th part of the mean. How often do you divide?",
    evidence=[
        "https://github.com/unslothai/unsloth-zoo/pull/1023",
        "https://github.com/huggingface/transformers/issues/35203",
    ],
    recipe=RECIPE,
    step="divisors",
)
def divided_again(n: int, rows: int, cuts: Sequence[Cut]) -> tuple[float, float]:
    return 1.0 / (n * len(cuts)), 1.0 / (n * len(cuts))


@misconception(
    "nce-grad-no-n",
    title="slopes of the sum over queries",
    belief="The factor 1/N belongs to the learning rate.",
    hint="Your loss is right, your slopes are exactly N times ours. The loss is a mean: where does "
    "1/N enter on the way back?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def grad_no_n(n: int, rows: int, cuts: Sequence[Cut]) -> tuple[float, float]:
    return 1.0 / n, 1.0


@misconception(
    "chunk-grad-own-divisor",
    title="slopes divided by the number of queries in the chunk",
    belief="The gradient of a chunk is the gradient of its own mean.",
    hint="Your loss is right, in all chunks together. The slope of that loss has its divisor: how "
    "many queries are in it?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def grad_own_divisor(n: int, rows: int, cuts: Sequence[Cut]) -> tuple[float, float]:
    return 1.0 / n, 1.0 / rows


# Where the cuts are.


@misconception(
    "chunk-last-dropped",
    title="whole chunks only: the queries that are left over are dropped",
    belief="There are N // chunk chunks.",
    hint="How many chunks of 4 make 10 queries? Look at the last rows of your dq.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="cuts",
)
def last_dropped(n: int, chunk: int) -> Sequence[Cut]:
    return [(i * chunk, (i + 1) * chunk) for i in range(n // chunk)]


@misconception(
    "chunk-last-overlaps",
    title="a last chunk that takes some queries a second time",
    belief="All chunks need the same size, so the last one starts earlier.",
    hint="With 10 queries and chunks of 4, which does your last chunk hold? What comes twice "
    "counts twice, in the loss and in dk.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="cuts",
)
def last_overlaps(n: int, chunk: int) -> Sequence[Cut]:
    return [(max(min(i, n - chunk), 0), min(i + chunk, n)) for i in range(0, n, chunk)]


# The log-sum-exp, with the keys in tiles as well.


def _tiles(s: np.ndarray, chunk: int) -> list[np.ndarray]:
    return [s[:, start : start + chunk] for start in range(0, s.shape[1], chunk)]


@misconception(
    "lse-no-rescale",
    title="a running sum of exp that is not rescaled when the maximum grows",
    belief="Each tile of keys adds its exp(s - m) to the sum.",
    hint="In one tile you are right. The sum so far was made with the old maximum m: by which "
    "factor must it be multiplied when the maximum becomes m'?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lse",
)
def lse_no_rescale(s: np.ndarray, chunk: int) -> Any:
    m, total = np.full(len(s), -np.inf), np.zeros(len(s))
    for tile in _tiles(s, chunk):
        m = np.maximum(m, tile.max(axis=1))
        total = total + np.exp(tile - m[:, None]).sum(axis=1)
    return m + np.log(total)


@misconception(
    "lse-added",
    title="log-sum-exps of tiles, added up",
    belief="What is computed in pieces is added up.",
    hint="In one tile you are right. Sums of exp may be added, their logarithms may not: which "
    "function of two log-sum-exps is the log-sum-exp of both?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lse",
)
def lse_added(s: np.ndarray, chunk: int) -> Any:
    return sum(_lse(tile, chunk) for tile in _tiles(s, chunk))


@misconception(
    "lse-last-tile",
    title="the log-sum-exp of the last tile of keys only",
    belief="The loop over tiles leaves the normaliser behind.",
    hint="In one tile you are right. Which keys are in your denominator after the loop?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lse",
)
def lse_last_tile(s: np.ndarray, chunk: int) -> Any:
    return _lse(_tiles(s, chunk)[-1], chunk)


# The gradient.


@misconception(
    "chunk-dk-overwritten",
    title="a dk that only the last chunk has written",
    belief="Each chunk computes its dk, and the loop returns it.",
    hint="Your loss and dq are right. Each chunk has queries of its own, but the keys are "
    "candidates of all of them.",
    evidence=["https://github.com/huggingface/sentence-transformers/pull/3862"],
    recipe=RECIPE,
    step="gather",
)
def dk_overwritten(dv: np.ndarray, dcos: np.ndarray, u: np.ndarray, start: int, stop: int) -> Any:
    return dcos.T @ u[start:stop]


@misconception(
    "chunk-dk-own-queries",
    title="keys that hear from the queries of their own chunk only",
    belief="A chunk is queries and their keys, so it fills its rows of dq and of dk.",
    hint="Your loss and dq are right. Key 9 is a wrong answer to query 0: does your dk know that?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="gather",
)
def dk_own_queries(dv: np.ndarray, dcos: np.ndarray, u: np.ndarray, start: int, stop: int) -> Any:
    filled = dv.copy()
    filled[start:stop] = dcos[:, start:stop].T @ u[start:stop]
    return filled


@misconception(
    "nce-stop-keys",
    title="no slope in the keys",
    belief="Keys are labels, as in MoCo.",
    hint="In this exercise both sides learn: the loss changes when a key turns. Your dk is 0 "
    "everywhere.",
    evidence=[
        "MoCo builder.py (by design)",
        "https://github.com/mlfoundations/open_clip/issues/616",
    ],
    recipe=RECIPE,
    step="gather",
)
def stop_keys(dv: np.ndarray, dcos: np.ndarray, u: np.ndarray, start: int, stop: int) -> Any:
    return dv


@misconception(
    "nce-grad-no-positive",
    title="the push of all keys without the pull of the positive",
    belief="The gradient of a log-sum-exp is its softmax, and that is the gradient.",
    hint="Your loss is right. Which term of lse_i - s_ii has not been differentiated yet?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="residual",
)
def no_positive(p: np.ndarray, own: np.ndarray) -> Any:
    return p


@misconception(
    "nce-grad-sign",
    title="the slopes with the opposite sign",
    belief="A gradient is the direction in which to go.",
    hint="Gradient descent subtracts the gradient. The slope is prediction minus truth.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="residual",
)
def grad_sign(p: np.ndarray, own: np.ndarray) -> Any:
    return -_residual(p, own)


@misconception(
    "nce-no-projection",
    variant="slope of the unit rows",
    title="the slope of the unit rows",
    belief="Normalising is preprocessing, so the way back ends at the unit rows.",
    hint="Multiply dq with q, row by row: it must be 0, because length does not matter. The "
    "normalisation is part of the loss: go back through it too.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def stops_at_unit(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return slope


@misconception(
    "nce-no-projection",
    variant="divided by the length",
    title="the slope without its projection",
    belief="The length is a constant of the row, so normalising only divides by it.",
    hint="Multiply dq with q, row by row: it must be 0, because length does not matter. Which part "
    "of G v has to go?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_projection(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return slope / length


@misconception(
    "nce-no-inverse-norm",
    title="the projected slope without 1 / norm",
    belief="The projection is the whole Jacobian of the normalisation.",
    hint="Double q: dq must halve, because long vectors turn slower. For rows of length 1 yours is "
    "right.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_inverse_norm(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return slope - u * (u * slope).sum(axis=-1, keepdims=True)


@misconception(
    "nce-grad-no-tau",
    title="slopes without 1 / tau",
    belief="tau is a constant, and constants drop out of a derivative.",
    hint="Your slopes are exactly tau times ours. s = cos / tau: what is ds / dcos?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def grad_no_tau(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau, 1.0


# The right chunks of a wrong loss.


@misconception(
    "nce-tau-missing",
    title="InfoNCE without a temperature",
    belief="A constant factor inside does not matter.",
    hint="Your loss does not change with tau. Where do the cosines meet it?",
    evidence=[
        "https://github.com/ustcllm/RecStudio/issues/21",
        "https://github.com/openai/CLIP/issues/48",
    ],
    recipe=RECIPE,
    step="temper",
)
def tau_missing(cosine: np.ndarray, tau: float) -> Any:
    return cosine, 1.0


@misconception(
    "nce-tau-multiplied",
    title="InfoNCE with similarities times tau",
    belief="A smaller temperature makes smaller logits.",
    hint="Cold (a small tau) means sharper. Halve tau: does the softmax get sharper or flatter?",
    evidence=["https://github.com/LAION-AI/CLAP/issues/57 (confusion about t)"],
    recipe=RECIPE,
    step="temper",
)
def tau_multiplied(cosine: np.ndarray, tau: float) -> Any:
    return cosine * tau, tau


@misconception(
    "nce-no-norm",
    title="InfoNCE of raw dot products",
    belief="A dot product is a similarity, so it can be used as it is.",
    hint="Multiply q by 10: the loss must not move. What has to happen to every row before the dot "
    "products?",
    evidence=[
        "https://github.com/google-research/big_vision/issues/115",
        "https://github.com/HobbitLong/SupContrast/issues/100",
        "https://github.com/moein-shariatnia/OpenAI-CLIP/pull/28",
    ],
    entry="info_nce_chunked",
)
def no_norm(q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int) -> Any:
    steps: Steps = {
        "lengths": lambda x: np.ones((len(x), 1)),
        "pull": lambda slope, u, length: slope,
    }
    return RECIPE.with_steps(steps)["info_nce_chunked"](q, k, tau=tau, chunk=chunk)


@misconception(
    "nce-positive-not-in-denominator",
    title="only the negatives in the denominator",
    belief="The denominator holds the negatives.",
    hint="With a single pair your denominator is empty. The right answer is one of the candidates. "
    "(Leaving it out on purpose is another loss, DCL.)",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/252",
        "https://github.com/KevinMusgrave/pytorch-metric-learning/issues/699",
        "lightly dcl_loss.py (by design)",
    ],
    entry="info_nce_chunked",
)
def positive_not_in_denominator(q: np.ndarray, k: np.ndarray, *, tau: float, chunk: int) -> Any:
    _guard(chunk)
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive, and q and k of one shape")
    n, length_q, length_k = len(q), _lengths(q), _lengths(k)
    u, v = q / length_q, k / length_k
    loss, du, dv = 0.0, np.zeros_like(u), np.zeros_like(v)
    for start, stop in _cuts(n, chunk):
        rows, own = np.arange(stop - start), _own(start, stop)
        s = u[start:stop] @ v.T / tau
        negatives = s.copy()
        negatives[rows, own] = -np.inf
        lse = _lse(negatives, chunk)
        loss += (lse - s[rows, own]).sum() / n
        dcos = _residual(np.exp(negatives - lse[:, None]), own) / (n * tau)
        du[start:stop] = dcos @ v
        dv += dcos.T @ u[start:stop]
    return loss, _pull(du, u, length_q), _pull(dv, v, length_k)


# Stability: equal to the reference on ordinary logits, told apart by the extremes that break.


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Cosines are at most 1, so exp is safe.",
    hint="Cosines are at most 1, but 1/tau is not: what is exp(1 / 1e-4)? Which constant may be "
    "subtracted from every row first?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lse",
)
def lse_no_max(s: np.ndarray, chunk: int) -> Any:
    return np.log(np.exp(s).sum(axis=1))


@misconception(
    "global-max",
    title="one maximum for all queries of a chunk",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One query is certain, another in doubt: their largest logits are thousands apart when it "
    "is cold. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lse",
)
def global_max(s: np.ndarray, chunk: int) -> Any:
    return s.max() + np.log(np.exp(s - s.max()).sum(axis=1))


@misconception(
    "lse-max-from-zero",
    title="a running maximum that starts at 0",
    belief="Zero is the smallest thing a maximum can start from.",
    hint="What is the maximum of logits that are all negative, and what is left of their exp after "
    "subtracting 0 at tau = 1e-4?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lse",
)
def lse_max_from_zero(s: np.ndarray, chunk: int) -> Any:
    m = np.maximum(0.0, s.max(axis=1))
    return m + np.log(np.exp(s - m[:, None]).sum(axis=1))


# The edges.


@misconception(
    "chunk-left-to-range",
    title="a chunk below 1 that is left to range",
    belief="range complains when its step makes no sense.",
    hint="range(0, 10, 0) complains, range(0, 10, -4) is empty: your loop never runs and the "
    "answer is 0. Our contract asks for a ValueError.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="guard",
)
def left_to_range(chunk: int) -> None:
    return None

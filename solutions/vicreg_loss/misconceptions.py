"""The wrong vicreg_loss functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Views = tuple[Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def vicreg_loss(
        za: np.ndarray,
        zb: np.ndarray,
        *,
        lam: float = 25.0,
        mu: float = 25.0,
        nu: float = 1.0,
        gamma: float = 1.0,
        eps: float = 1e-4,
    ) -> dict[str, Any]:
        if za.shape != zb.shape:
            raise ValueError("two views alike")
        steps.rows(za)
        za, zb = steps.prepare(za), steps.prepare(zb)
        inv = steps.agree(za, zb)
        var = steps.spread(*(steps.hinge(steps.std(z, eps), gamma).mean() for z in (za, zb)))
        cov = steps.decorrelate(*(steps.redundant(c) for c in steps.matrices(za, zb)))
        return dict(steps.weigh(inv, var, cov, lam, mu, nu))

    return {"vicreg_loss": vicreg_loss}


def _rows(z: np.ndarray) -> None:
    if len(z) < 2:
        raise ValueError("two rows at least")


def _prepare(z: np.ndarray) -> np.ndarray:
    return z


def _agree(za: np.ndarray, zb: np.ndarray) -> Any:
    return ((za - zb) ** 2).mean()


def _std(z: np.ndarray, eps: float) -> Any:
    variance = ((z - z.mean(axis=0)) ** 2).sum(axis=0) / (len(z) - 1)
    return np.sqrt(variance + eps)


def _hinge(std: np.ndarray, gamma: float) -> Any:
    return np.maximum(gamma - std, 0.0)


def _spread(one: float, other: float) -> Any:
    return 0.5 * (one + other)


def _covariance(z: np.ndarray) -> Any:
    zc = z - z.mean(axis=0)
    return zc.T @ zc / (len(z) - 1)


def _matrices(za: np.ndarray, zb: np.ndarray) -> Views:
    return _covariance(za), _covariance(zb)


def _off_diagonal(c: np.ndarray) -> Any:
    return c * (1.0 - np.eye(len(c)))


def _redundant(c: np.ndarray) -> Any:
    return (_off_diagonal(c) ** 2).sum() / len(c)


def _decorrelate(one: float, other: float) -> Any:
    return one + other


def _weigh(
    inv: float, var: float, cov: float, lam: float, mu: float, nu: float
) -> Mapping[str, Any]:
    return {"total": lam * inv + mu * var + nu * cov, "inv": inv, "var": var, "cov": cov}


RECIPE = Recipe(
    {
        "rows": _rows,
        "prepare": _prepare,
        "agree": _agree,
        "std": _std,
        "hinge": _hinge,
        "spread": _spread,
        "matrices": _matrices,
        "redundant": _redundant,
        "decorrelate": _decorrelate,
        "weigh": _weigh,
    },
    _build,
)

# Agreement.

_INV_SUM: dict[str, Any] = {
    "belief": "Invariance is the squared norm of the difference.",
    "hint": "Double the number of features by repeating them: an average does not move. The "
    "contract has a mean over N and over D.",
    "evidence": ["seen in public code"],
}


@misconception(
    "vicreg-inv-sum",
    variant="summed over D",
    title="squared distance summed over the features",
    **_INV_SUM,
    recipe=RECIPE,
    step="agree",
)
def inv_summed_over_features(za: np.ndarray, zb: np.ndarray) -> Any:
    return ((za - zb) ** 2).sum(axis=1).mean()


@misconception(
    "vicreg-inv-sum",
    variant="summed over N and D",
    title="squared distance summed over rows and features",
    **_INV_SUM,
    recipe=RECIPE,
    step="agree",
)
def inv_summed(za: np.ndarray, zb: np.ndarray) -> Any:
    return ((za - zb) ** 2).sum()


@misconception(
    "vicreg-inv-norm",
    title="the mean distance, not squared",
    belief="Two views agree when their distance is small.",
    hint="Move the views twice as far apart: inv must become four times as large.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="agree",
)
def inv_norm(za: np.ndarray, zb: np.ndarray) -> Any:
    return np.sqrt(((za - zb) ** 2).sum(axis=1)).mean()


@misconception(
    "vicreg-normalised",
    title="VICReg of normalised embeddings",
    belief="Embeddings are compared on the unit sphere.",
    hint="Double both views: inv must become four times as large, and yours stays. VICReg looks "
    "after the scale with its variance term, not by normalising.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="prepare",
)
def normalised(z: np.ndarray) -> Any:
    return z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 1e-12)


# Spread.


@misconception(
    "vicreg-half",
    title="the variance term summed over the views, without the half",
    belief="The paper's equation adds the two views.",
    hint="Your var is exactly twice ours. The authors' code halves it, and so does this contract.",
    evidence=[
        "https://github.com/facebookresearch/vicreg/issues/8",
        "https://github.com/KevinMusgrave/pytorch-metric-learning/issues/467",
    ],
    recipe=RECIPE,
    step="spread",
)
def no_half(one: float, other: float) -> Any:
    return one + other


@misconception(
    "vicreg-one-view-spread",
    title="the spread of the first view alone",
    belief="Both views come from one network, so one of them is enough.",
    hint="Collapse zb and leave za: your var does not notice.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="spread",
)
def one_view_spread(one: float, other: float) -> Any:
    return one


@misconception(
    "vicreg-ddof",
    title="a variance that divides by N in the hinge",
    belief="var is var.",
    hint="Your spreads are sqrt((N - 1) / N) times ours. torch.var divides by N - 1, np.var and "
    "jnp.var by N.",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="std",
)
def ddof(z: np.ndarray, eps: float) -> Any:
    return np.sqrt(z.var(axis=0) + eps)


@misconception(
    "vicreg-hinge-on-variance",
    title="a hinge on the variance",
    belief="The variance should be above gamma.",
    hint="A feature with a standard deviation of 0.1 is 0.9 short of gamma = 1. By how much is it "
    "in your code? The root is missing.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="std",
)
def hinge_on_variance(z: np.ndarray, eps: float) -> Any:
    return z.var(axis=0, ddof=1) + eps


@misconception(
    "vicreg-eps-outside",
    title="the eps added to the standard deviation",
    belief="It does not matter where the epsilon stands.",
    hint="What is the spread of a constant feature in your code? With eps = 0.0001 inside the root "
    "it is 0.01.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="std",
)
def eps_outside(z: np.ndarray, eps: float) -> Any:
    return z.std(axis=0, ddof=1) + eps


@misconception(
    "vicreg-no-eps",
    title="a standard deviation without the eps",
    belief="An epsilon changes nothing that matters.",
    hint="Next to a spread of 0.01 an eps of 0.0001 inside the root is as large as the variance, "
    "and it keeps the gradient of a collapsed feature finite.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="std",
)
def no_eps(z: np.ndarray, eps: float) -> Any:
    return z.std(axis=0, ddof=1)


@misconception(
    "vicreg-spread-of-rows",
    title="the spread over the features of a row",
    belief="The axis is a detail of the layout.",
    hint="Give all rows the same embedding: your var sees nothing wrong. Over which axis must a "
    "feature vary?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="std",
)
def spread_of_rows(z: np.ndarray, eps: float) -> Any:
    if z.shape[1] == 1:
        return np.full(len(z), np.nan)
    return np.sqrt(z.var(axis=1, ddof=1) + eps)


@misconception(
    "vicreg-no-hinge",
    title="gamma minus the spread, without the hinge",
    belief="More spread is always better.",
    hint="A feature with a spread of 2 earns a bonus of 1 in your code, and pays for a collapsed "
    "one. What should it add?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="hinge",
)
def no_hinge(std: np.ndarray, gamma: float) -> Any:
    return gamma - std


@misconception(
    "vicreg-two-sided",
    title="the distance of the spread from gamma, on both sides",
    belief="Every feature should have exactly the spread gamma.",
    hint="A feature with a spread of 2 costs something in your code. The hinge only asks for at "
    "least gamma.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="hinge",
)
def two_sided(std: np.ndarray, gamma: float) -> Any:
    return np.abs(gamma - std)


@misconception(
    "vicreg-squared-hinge",
    title="a squared hinge",
    belief="Penalties are squared.",
    hint="A constant feature must cost gamma - sqrt(eps), about 1. What does a spread of 0.5 cost "
    "in your code?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="hinge",
)
def squared_hinge(std: np.ndarray, gamma: float) -> Any:
    return _hinge(std, gamma) ** 2


@misconception(
    "vicreg-gamma-one",
    title="a hinge at 1, whatever gamma is",
    belief="The target spread is 1.",
    hint="Change gamma: your var stays where it is.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="hinge",
)
def gamma_one(std: np.ndarray, gamma: float) -> Any:
    return _hinge(std, 1.0)


# Decorrelation.


@misconception(
    "vicreg-uncentered",
    title="a covariance without centring",
    belief="The covariance is Z^T Z.",
    hint="Shift a view by a constant: your cov changes. Subtract the mean over the batch first.",
    evidence=["https://github.com/facebookresearch/vicreg/issues/16"],
    recipe=RECIPE,
    step="matrices",
)
def uncentred(za: np.ndarray, zb: np.ndarray) -> Views:
    n = len(za)
    return za.T @ za / (n - 1), zb.T @ zb / (n - 1)


@misconception(
    "vicreg-cov-by-n",
    title="a covariance that divides by N",
    belief="A covariance is a mean of products.",
    hint="Your cov is ((N - 1) / N)^2 times ours. Variance and covariance have the same divisor.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="matrices",
)
def by_n(za: np.ndarray, zb: np.ndarray) -> Views:
    share = (len(za) - 1) / len(za)
    return share * _covariance(za), share * _covariance(zb)


@misconception(
    "vicreg-cross-covariance",
    title="the covariance between the two views",
    belief="Redundancy is measured between the views, as in Barlow Twins.",
    hint="Set zb to 0: your cov is 0, although the features of za still copy each other. Each view "
    "has a covariance of its own.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="matrices",
)
def cross_covariance(za: np.ndarray, zb: np.ndarray) -> Views:
    c = (za - za.mean(axis=0)).T @ (zb - zb.mean(axis=0)) / (len(za) - 1)
    return c, 0.0 * c


@misconception(
    "vicreg-correlation",
    title="correlations in place of covariances",
    belief="Features are decorrelated, so it is correlations that are punished.",
    hint="Double a view: its covariances become four times as large, your numbers stay. Do not "
    "divide by the spreads.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="matrices",
)
def correlation(za: np.ndarray, zb: np.ndarray) -> Views:
    def one(z: np.ndarray) -> Any:
        c = _covariance(z)
        std = np.sqrt(np.diag(c))
        return c / np.outer(std, std)

    return one(za), one(zb)


@misconception(
    "vicreg-diag",
    title="a penalty that includes the diagonal",
    belief="All of C is punished.",
    hint="The diagonal holds the variances, and the second term wants them large. Off-diagonal "
    "only.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="redundant",
)
def with_diagonal(c: np.ndarray) -> Any:
    return (c**2).sum() / len(c)


@misconception(
    "vicreg-cov-no-d",
    title="a covariance penalty that is not divided by D",
    belief="The penalty is the sum over all pairs of features.",
    hint="Your cov is D times ours. What does the contract divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="redundant",
)
def not_by_d(c: np.ndarray) -> Any:
    return (_off_diagonal(c) ** 2).sum()


@misconception(
    "vicreg-cov-mean",
    title="a mean over all pairs of features",
    belief="A penalty over pairs is averaged over the pairs.",
    hint="There are D (D - 1) pairs. The contract divides by D alone, so that each feature pays "
    "for all its copies.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="redundant",
)
def mean_over_pairs(c: np.ndarray) -> Any:
    d = len(c)
    return (_off_diagonal(c) ** 2).sum() / (d * max(d - 1, 1))


@misconception(
    "vicreg-cov-absolute",
    title="absolute covariances, not squared",
    belief="What should be 0 is punished by its absolute value.",
    hint="A covariance of 2 costs 4 here. What does it cost in your code?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="redundant",
)
def absolute(c: np.ndarray) -> Any:
    return np.abs(_off_diagonal(c)).sum() / len(c)


# Counting each pair of features once computes the same number, because C is symmetric: title and
# hint speak of both.
@misconception(
    "vicreg-cov-half",
    title="half of the covariance term",
    belief="Both regularisers are averaged over the views; or C is symmetric, so one triangle is "
    "enough.",
    hint="Your cov is exactly half of ours. Do you average over the views, or count each pair of "
    "features once? The contract sums over both views and over (i, j) and (j, i); only the "
    "variance term carries a 1/2.",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="decorrelate",
)
def cov_half(one: float, other: float) -> Any:
    return (one + other) / 2.0


@misconception(
    "vicreg-one-view-cov",
    title="the covariance of the first view alone",
    belief="Both views come from one network, so one of them is enough.",
    hint="Change zb alone: your cov does not notice.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="decorrelate",
)
def one_view_cov(one: float, other: float) -> Any:
    return one


# The sum.


@misconception(
    "vicreg-weighted-terms",
    title="terms with their weights",
    belief="The dict explains the total, so its terms add up to it.",
    hint="Your total is right, your terms carry lam, mu and nu. The contract wants them without.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="weigh",
)
def weighted_terms(
    inv: float, var: float, cov: float, lam: float, mu: float, nu: float
) -> Mapping[str, Any]:
    terms = {"inv": lam * inv, "var": mu * var, "cov": nu * cov}
    return {"total": sum(terms.values()), **terms}


@misconception(
    "vicreg-unweighted-total",
    title="the plain sum of the three terms",
    belief="The weights are applied by the caller.",
    hint="Double lam: your total stays where it is.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="weigh",
)
def unweighted_total(
    inv: float, var: float, cov: float, lam: float, mu: float, nu: float
) -> Mapping[str, Any]:
    return _weigh(inv, var, cov, 1.0, 1.0, 1.0)


@misconception(
    "vicreg-default-weights",
    title="weights of 25, 25 and 1, whatever is asked for",
    belief="The weights are constants of the method.",
    hint="Call it with lam = 10: your total stays where it is.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="weigh",
)
def default_weights(
    inv: float, var: float, cov: float, lam: float, mu: float, nu: float
) -> Mapping[str, Any]:
    return _weigh(inv, var, cov, 25.0, 25.0, 1.0)


@misconception(
    "vicreg-weights-exchanged",
    title="lam for the variance and mu for the agreement",
    belief="The name says V-I-C, so the weights come in that order.",
    hint="With lam = mu you would not notice. Which term does lam weigh in the contract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="weigh",
)
def weights_exchanged(
    inv: float, var: float, cov: float, lam: float, mu: float, nu: float
) -> Mapping[str, Any]:
    return _weigh(inv, var, cov, mu, lam, nu)


# The edge: equal to the reference wherever there are two rows.


@misconception(
    "vicreg-one-row-nan",
    title="a variance of a single row",
    belief="A batch always has several rows.",
    hint="With N = 1 you divide 0 by 0. Our contract asks for a ValueError.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def one_row(z: np.ndarray) -> None:
    return None

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from sslgrade.labs.gaussians import correlation, exact, pairs


@pytest.mark.parametrize("information", [0.1, 1.0, 10.0])
def test_the_correlation_carries_the_information(information: float) -> None:
    rho = correlation(information, 20)
    assert -20 / 2 * np.log(1 - rho**2) == pytest.approx(information)


def test_the_exact_critic_is_the_log_density_ratio() -> None:
    rho, d = 0.6, 3
    x, y = pairs(np.random.default_rng(0), 5, d, rho)
    for i in range(5):
        for j in range(5):
            given = multivariate_normal(rho * x[i], (1 - rho**2) * np.eye(d)).logpdf(y[j])
            alone = multivariate_normal(np.zeros(d), np.eye(d)).logpdf(y[j])
            assert exact(x, y, rho)[i, j] == pytest.approx(given - alone)


def test_its_mean_over_true_pairs_is_the_information() -> None:
    rho = correlation(3.0, 20)
    x, y = pairs(np.random.default_rng(0), 2000, 20, rho)
    assert float(np.diag(exact(x, y, rho)).mean()) == pytest.approx(3.0, abs=0.2)


def test_coordinates_are_normal_with_that_correlation() -> None:
    x, y = pairs(np.random.default_rng(0), 50_000, 2, 0.8)
    assert float(np.corrcoef(x[:, 0], y[:, 0])[0, 1]) == pytest.approx(0.8, abs=0.01)
    assert abs(float(np.corrcoef(x[:, 0], y[:, 1])[0, 1])) < 0.02
    assert float(y.std()) == pytest.approx(1, abs=0.01)

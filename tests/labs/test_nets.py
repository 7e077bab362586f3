import numpy as np
import pytest

from sslgrade.labs import nets


def test_one_step_of_adam_goes_against_the_slope_by_its_rate() -> None:
    # From rest, m / (1 - 0.9) = g and s / (1 - 0.999) = g^2: the step is rate * sign(g).
    net = nets.Trained(nets.mlp, nets.layers(np.random.default_rng(0), [2, 1]), rate=0.01)
    (weights, bias) = net.params[0]
    x = np.array([[1.0, -2.0]], dtype=np.float32)
    net.step((x,), np.array([[3.0]], dtype=np.float32))
    (new_weights, new_bias) = net.params[0]
    np.testing.assert_allclose(new_weights - weights, [[-0.01], [0.01]], rtol=1e-4)
    np.testing.assert_allclose(new_bias - bias, [-0.01], rtol=1e-4)


def test_slopes_of_outputs_train_a_line() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(64, 3)).astype(np.float32)
    y = x @ np.array([[1.0], [-2.0], [0.5]], dtype=np.float32) + 3
    net = nets.Trained(nets.mlp, nets.layers(rng, [3, 1]), rate=0.05)
    for _ in range(400):
        net.step((x,), 2 * (net(x) - y) / len(x))
    assert float(((net(x) - y) ** 2).mean()) < 1e-3


def test_layers_start_as_he_says() -> None:
    ((weights, bias), _) = nets.layers(np.random.default_rng(0), [400, 300, 10])
    assert float(weights.std()) == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert not bias.any()
    assert weights.dtype == np.float32


def test_the_last_layer_of_a_perceptron_is_linear_and_of_an_encoder_is_not() -> None:
    params = [(np.array([[1.0]], dtype=np.float32), np.array([-2.0], dtype=np.float32))]
    x = np.array([[1.0]], dtype=np.float32)
    assert nets.run(nets.mlp, params, x) == [[-1]]
    assert nets.run(nets.features, params, x) == [[0]]


def test_slow_weights_follow_by_a_share() -> None:
    moved = nets.follow({"a": np.float32(1)}, {"a": np.float32(3)}, 0.25)
    assert float(moved["a"]) == 1.5

"""Every lab judges made-up numbers: shown, and honestly not shown, word for word."""

from typing import Any

import numpy as np
import pytest

from sslgrade.labs.experiments import (
    context_pays,
    dino_collapse,
    ln_n_ceiling,
    mask_ratio,
    mlm_has_no_joint,
    plain_digits,
    scaling,
    shifted_digits,
    temperature,
)

COUNTS: list[Any] = [
    ("none, untrained", 6.0, None, None),
    ("0", 4.5, 4.4, 1),
    ("1", 2.0, 1.9, 70),
    ("2", 2.25, 0.5, 900),
]


def test_context_pays() -> None:
    found = context_pays.outcome(COUNTS, {"sha256": "ff"})
    assert found.shown
    assert found.says == (
        "Context pays, then counts learn by heart: 4.50 bits held out without context, 2.00 with 1 "
        "characters of it, 2.25 with 2; the training text itself: 0.50."
    )
    assert found.data == {"sha256": "ff"}


def test_context_that_goes_on_paying_shows_no_memory() -> None:
    found = context_pays.outcome([*COUNTS[:3], ("2", 1.75, 0.5, 900)], {})
    assert not found.shown
    assert found.says == (
        "The effect did not show in this run: 4.50 bits held out without context, 1.75 with 2 "
        "characters of it, 1.75 with 2; the training text itself: 0.50."
    )


ALIVE, ONE, FLAT = (0.5, 2.5, 20.0, 0.9), (0.0, 0.0, 1.0, 0.96), (3.46, 3.466, 32.0, 0.9)
RUNS: dict[str, list[tuple[float, ...]]] = {
    "pixels": [(0.97,)],
    "random init": [(0.7, 1.1, 7.0, 0.9)],
    "centre and sharpen": [ALIVE, ALIVE],
    "no centre": [ONE, ONE],
    "no sharpening": [FLAT, FLAT],
}


def test_dino_collapse() -> None:
    found = dino_collapse.outcome(RUNS, {"no centre": [1.0, 0.0]})
    assert found.shown
    assert found.says == (
        "Without a centre one output takes all; without sharpening all outputs are equal: no "
        "centre 0.000/0.000, no sharpening 3.460/3.466, both 0.500/2.500 (mean entropy/entropy of "
        "the mean; ln 32 = 3.466). The probe of the no-centre run still reads 0.960: look at the "
        "outputs, not at a probe."
    )
    assert found.table.rows[0] == ("pixels", None, None, None, 0.97, None)


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("no centre", (0.0, 0.7, 3.0, 0.9)),  # three outputs live: not one
        ("no sharpening", (3.2, 3.4, 30.0, 0.9)),
        ("centre and sharpen", ONE),
        ("centre and sharpen", FLAT),
    ],
)
def test_one_run_without_the_effect_is_enough_to_say_so(name: str, run: tuple[float, ...]) -> None:
    found = dino_collapse.outcome({**RUNS, name: [RUNS[name][0], run]}, {})
    assert not found.shown
    assert found.says.startswith("The effect did not show in every run: no centre 0.000/")


def test_entropies_have_their_ends() -> None:
    mean, of_mean, used = dino_collapse.entropies(np.zeros((5, 32)), 0.1)
    assert mean == pytest.approx(np.log(32))
    assert of_mean == pytest.approx(np.log(32))
    mean, of_mean, used = dino_collapse.entropies(100 * np.eye(4), 0.1)
    assert mean == pytest.approx(0, abs=1e-9)
    assert of_mean == pytest.approx(np.log(4))
    assert used == 4


def test_ln_n_ceiling() -> None:
    rows: list[tuple[float, ...]] = [
        (2, 0.7, 0.3, 0.6, 0.68, 0.69, 0.6, -0.2),
        (64, 4.2, 1.0, 2.5, 3.7, 4.1, 3.8, -0.5),
    ]
    found = ln_n_ceiling.outcome(rows, -0.01)
    assert found.shown
    assert found.says == (
        "With the exact critic and 10 nats to find, N = 2, 64 report 0.69, 4.1: none passes ln N, "
        "and N = 64 still misses 5.90 nats."
    )
    broken = ln_n_ceiling.outcome(rows, 0.3)
    assert not broken.shown
    assert broken.says == (
        "The effect did not show: N = 2, 64 report 0.69, 4.1 of 10 nats, and the largest estimate "
        "stands +0.3 from ln N."
    )


RATIOS = {"6%": [0.87, 0.872], "25%": [0.90, 0.902], "50%": [0.88], "75%": [0.87], "94%": [0.86]}
PLAIN = {"pixels": [0.91], "random init": [0.87]}
LOSSES = {name: [0.02] for name in RATIOS}


def test_mask_ratio() -> None:
    found = mask_ratio.outcome(PLAIN | RATIOS, LOSSES)
    assert found.shown
    assert found.says == (
        "Too little hidden is too easy: 6% hidden 0.871, the best (25%) 0.901, 94% 0.860; random "
        "0.870, pixels 0.910; losses of two ratios are no contest."
    )
    closer = mask_ratio.outcome(PLAIN | RATIOS | {"25%": [0.85, 0.95]}, LOSSES)
    assert not closer.shown
    assert closer.says == (
        "The effect did not show in this run: 6% hidden 0.871, the best (25%) 0.900, 94% 0.860; "
        "random 0.870, pixels 0.910, closer than twice the spread of seeds. On images of 8×8 "
        "pixels the ratio hardly decides."
    )


def test_mlm_has_no_joint() -> None:
    rows = {"untrained MLM": [(3.9, 0.16, 0.4)], "trained MLM": [(1.6, 0.3, 0.9), (1.6, 0.2, 0.7)]}
    found = mlm_has_no_joint.outcome(rows, (8e-18, 2e-15), {})
    assert found.shown
    assert found.says == (
        "Which blank is filled first decides the distribution: total variation 0.25 between the "
        "two orders of the trained model, 8e-18 for a true joint."
    )
    # A control that is not 0 means that the measure is broken, whatever the model does.
    broken = mlm_has_no_joint.outcome(rows, (0.1, 2e-15), {})
    assert not broken.shown
    assert broken.says == (
        "The effect did not show in this run: total variation 0.25 between the two orders of the "
        "trained model, 1e-01 for a true joint."
    )


def test_a_model_is_asked_for_both_orders() -> None:
    size = 3

    def net(windows: Any) -> Any:
        """Says at place 5 what stands at 4, and at place 4 the opposite of what stands at 5."""
        logits = np.zeros((len(windows), 9, size))
        for row, window in enumerate(windows):
            logits[row, 5, window[4] % size] += 50
            logits[row, 4, (window[5] + 1) % size] += 50
        return logits

    fills = mlm_has_no_joint.ask(net, np.zeros(9, dtype=int), size)
    np.testing.assert_allclose(fills.b_given_a, np.eye(3), atol=1e-9)
    np.testing.assert_allclose(fills.a_given_b, np.roll(np.eye(3), 1, axis=1), atol=1e-9)
    np.testing.assert_allclose(fills.b, [1, 0, 0], atol=1e-9)  # the mask is 3, and 3 % 3 = 0
    np.testing.assert_allclose(fills.a, [0, 1, 0], atol=1e-9)


def test_plain_digits() -> None:
    scores = {"pixels": [0.91, 0.90], "random init": [0.87], "MAE, 75 % hidden": [0.88]}
    found = plain_digits.outcome(scores)
    assert found.shown
    assert found.says == (
        "Nothing beat the raw pixels: pixels 0.905 ± 0.007, the best of the others 0.880 "
        "(MAE, 75 % hidden)."
    )
    paid = plain_digits.outcome(scores | {"random init": [0.95]})
    assert not paid.shown
    assert paid.says == (
        "The effect did not show in this run: pixels 0.905 ± 0.007, the best of the others 0.950 "
        "(random init) paid."
    )


SIZES = np.repeat(2.0 ** np.arange(10, 17), 2)


def curve(bend: float, exponent: float) -> list[tuple[int, float]]:
    noise = np.exp(0.002 * np.random.default_rng(1).normal(size=len(SIZES)))
    return list(zip(SIZES.astype(int), (bend + 10 * SIZES**-exponent) * noise, strict=True))


def test_scaling() -> None:
    points = {scaling.MODEL: curve(0, 0.2), scaling.DATA: curve(2, 0.4)}
    found = scaling.outcome(points, {"untrained": 3.9}, np.random.default_rng(0), {"sha256": "ff"})
    assert found.shown
    assert found.says.startswith("The loss falls with both. In parameters the exponent is 0.20")
    model, data = found.says.split(" In training characters ")
    assert "The halves do not contradict one exponent: 0.20" in model
    assert "It is no power law over the whole range: " in data
    assert found.data["exponent in parameters"] == pytest.approx(0.2, abs=0.005)
    assert found.table.rows[0] == ("untrained", None, 3.9, None, None)
    assert len(found.table.rows) == 1 + 7 + 7


def test_a_loss_that_does_not_fall_is_no_scaling() -> None:
    points = {scaling.MODEL: curve(0, 0.2), scaling.DATA: curve(0, -0.1)}
    found = scaling.outcome(points, {}, np.random.default_rng(0), {})
    assert not found.shown
    assert found.says.startswith("The effect did not show in this run. In parameters the exponent")


def test_contexts_end_where_their_tokens_stand() -> None:
    rows = np.arange(2 * 40).reshape(2, 40)
    contexts, tokens = scaling.asked(rows)
    assert contexts.shape == (2, 33, 8)
    assert contexts[0, 0].tolist() == list(range(8))
    np.testing.assert_array_equal(contexts[:, :, -1], tokens)


def test_blocks_are_mixed_and_none_is_lost() -> None:
    text = np.arange(2600)
    mixed = scaling.shuffled(text, np.random.default_rng(0))
    assert sorted(mixed) == list(range(2500))
    assert mixed[:500].tolist() != list(range(500))
    assert set(np.diff(mixed[:500])) == {1}


SHIFTED: dict[str, list[float]] = {
    "pixels": [0.13],
    "random init": [0.18, 0.2],
    "SimCLR with shifts": [0.55, 0.57],
    "SimCLR without shifts": [0.2, 0.22],
    "SHA-256 mod 16": [0.2],
}
PRETEXT = {"SimCLR with shifts": [4.5], "SimCLR without shifts": [1.7], "SHA-256 mod 16": [0.01]}


def test_shifted_digits() -> None:
    found = shifted_digits.outcome(SHIFTED, PRETEXT, [(1.0, 0.056)])
    assert found.shown
    assert found.says == (
        "The lower pretext loss made the worse features: with shifts 0.560 (loss 4.50), without "
        "0.210 (loss 1.70), pixels 0.130. SHA-256 mod 16 was right on 100.0% of training and 5.6% "
        "of unseen images (chance 6.2%), and its features score +0.010 against random ones."
    )


@pytest.mark.parametrize(
    ("scores", "losses"),
    [
        ({"SimCLR without shifts": [0.2, 0.5]}, {}),  # one seed is too near
        ({}, {"SimCLR without shifts": [4.6]}),  # the worse features had the higher loss
    ],
)
def test_shifted_digits_not_shown(scores: Any, losses: Any) -> None:
    found = shifted_digits.outcome(SHIFTED | scores, PRETEXT | losses, [(1.0, 0.056)])
    assert not found.shown
    assert found.says.startswith("The effect did not show in this run: with shifts 0.560 (loss")


def test_temperature() -> None:
    scores = {"pixels": [0.13], "random init": [0.18]}
    scores |= {"0.02": [0.27, 0.28], "0.2": [0.45, 0.46], "2": [0.3, 0.31]}
    loss = {"0.02": [4.7], "0.2": [4.2], "2": [4.6]}
    found = temperature.outcome(scores, loss, 128)
    assert found.shown
    assert found.says == (
        "The best temperature lies between too cold and too hot: tau = 0.02 0.275, tau = 0.2 "
        "0.455, tau = 2 0.305; random 0.180. The loss is lowest at tau = 0.2; at the ends it is "
        "97% and 95% of ln N, what guessing costs."
    )
    hot = temperature.outcome(scores | {"2": [0.3, 0.5]}, loss, 128)
    assert not hot.shown
    assert hot.says.startswith("The effect did not show in this run: tau = 0.02 0.275, tau = 0.2")

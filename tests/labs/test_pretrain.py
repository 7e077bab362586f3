"""Each pretext learns what it should on a handful of images, and the encoder starts alike."""

from typing import Any

import numpy as np
import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.labs import digits, nets, pretrain
from sslgrade.labs.bench import Bench
from sslgrade.labs.losses import Losses
from sslgrade.labs.pretrain import Plan
from sslgrade.labs.whose import decide, losses_for

from .conftest import quiet

IMAGES = digits.plain().train[:64]
CLASSES = digits.plain().classes[:64]


@pytest.fixture(scope="module")
def bench() -> Bench:
    from sslgrade.content.catalogue import catalogue

    ladder: Catalogue = catalogue()
    made: dict[str, Losses] = {}

    def losses(name: str) -> Losses:
        if name not in made:
            made[name] = losses_for(decide(name, ladder, None, quiet), ladder, None, quiet)
        return made[name]

    return Bench(0, losses)


def first_weights(encoder: pretrain.Encoder) -> Any:
    return np.asarray(encoder.params[0][0])


def test_all_pretexts_of_a_seed_start_from_one_encoder_and_seeds_differ(bench: Bench) -> None:
    one, again, other = (pretrain.encoder(bench, seed, IMAGES) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first_weights(one), first_weights(again))
    assert not np.array_equal(first_weights(one), first_weights(other))
    assert one.loss is None
    assert one.features(IMAGES).shape == (64, 128)


def test_the_encoder_reads_pixels_then_flags() -> None:
    flags = np.zeros((64, 16), dtype=bool)
    flags[:, 3] = True
    x = pretrain.flat(IMAGES, flags)
    assert x.shape == (64, 64 + 16)
    np.testing.assert_array_equal(x[:, :64], IMAGES.reshape(64, -1))
    assert x[:, 64 + 3].all()
    assert not pretrain.flat(IMAGES)[:, 64:].any()


def test_a_classifier_learns_its_training_images(bench: Bench) -> None:
    plan = Plan("labels", 0, 150, 32)
    encoder, net = pretrain.classify(bench, plan, IMAGES, CLASSES, 10)
    assert pretrain.accuracy(net, IMAGES, CLASSES) == 1
    assert encoder.loss is not None
    assert encoder.loss < 0.2
    assert not np.array_equal(
        first_weights(encoder), first_weights(pretrain.encoder(bench, 0, IMAGES))
    )


def test_mae_learns_to_fill_what_is_hidden_and_sees_nothing_of_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Any, Any]] = []
    real = pretrain.flat

    def spy(images: Any, flags: Any = None) -> Any:
        seen.append((images, flags))
        return real(images, flags)

    monkeypatch.setattr(pretrain, "flat", spy)
    early = pretrain.mae(bench, Plan("a few steps", 0, 5, 32), IMAGES, hidden=8)
    for images, flags in seen:
        assert set(flags.sum(axis=1)) == {8}
        assert not (images * digits.pixels_of(flags, 8)).any()
    late = pretrain.mae(bench, Plan("many", 0, 300, 32), IMAGES, hidden=8)
    assert early.loss is not None
    assert late.loss is not None
    assert late.loss < 0.6 * early.loss


@pytest.mark.parametrize("one_sided", [False, True])
def test_views_of_an_image_find_each_other(bench: Bench, one_sided: bool) -> None:
    plan = Plan("contrast", 0, 120, 16)
    found = pretrain.contrastive(bench, plan, IMAGES, tau=0.2, shift=0, one_sided=one_sided)
    candidates = 16 if one_sided else 31
    assert found.loss is not None
    assert found.loss < 0.8 * np.log(candidates)


def test_a_run_is_repeated_by_its_seed(bench: Bench) -> None:
    runs = [
        pretrain.mae(bench, Plan("x", seed, 5, 16), IMAGES, hidden=8).loss for seed in (3, 3, 4)
    ]
    assert runs[0] == runs[1] != runs[2]


def test_the_hash_is_fixed_and_spread_over_16_classes() -> None:
    found = pretrain.hashes(digits.plain().train)
    np.testing.assert_array_equal(found, pretrain.hashes(digits.plain().train))
    # 1297 / 16 = 81 an outcome; five standard deviations of a binomial are 44.
    assert np.bincount(found, minlength=16).min() > 37
    assert np.bincount(found).shape == (16,)
    # One grey level of one pixel makes another hash, nearly always.
    changed = digits.plain().train.copy()
    changed[:, 0, 0] += 1 / 16
    assert (pretrain.hashes(changed) == found).mean() < 0.12


def test_dino_s_logits_are_cosines() -> None:
    rng = np.random.default_rng(0)
    params = {
        "encoder": nets.layers(rng, [80, 256, 128]),
        "head": nets.layers(rng, [128, 128, 32]),
        "prototypes": rng.normal(size=(32, 6)).astype(np.float32),
    }
    views = pretrain.flat(IMAGES).reshape(2, 32, -1)
    logits = nets.run(pretrain.cosines, params, views)
    assert logits.shape == (2, 32, 6)
    assert np.abs(logits).max() <= 1 + 1e-6
    params["prototypes"] = params["prototypes"] * 7
    np.testing.assert_allclose(
        nets.run(pretrain.cosines, params, views), logits, rtol=1e-4, atol=1e-5
    )

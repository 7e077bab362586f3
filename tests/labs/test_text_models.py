import numpy as np

from sslgrade.labs import nets, text_models


def test_a_position_knows_its_context_and_nothing_else() -> None:
    params = text_models.model(np.random.default_rng(0), 7, 3, 8, 7)
    contexts = np.random.default_rng(1).integers(0, 7, (2, 5, 3)).astype(np.int32)
    logits = nets.run(text_models.next_logits, params, contexts)
    assert logits.shape == (2, 5, 7)
    other = contexts.copy()
    other[0, 2] = (other[0, 2] + 1) % 7
    changed = np.any(nets.run(text_models.next_logits, params, other) != logits, axis=-1)
    assert changed.tolist() == [[False, False, True, False, False], [False] * 5]


def test_a_window_is_read_whole() -> None:
    params = text_models.model(np.random.default_rng(0), 8, 4, 16, 4 * 7)
    windows = np.zeros((2, 4), dtype=np.int32)
    logits = nets.run(text_models.window_logits, params, windows)
    assert logits.shape == (2, 4, 7)
    windows[1, 3] = 7
    moved = nets.run(text_models.window_logits, params, windows)
    np.testing.assert_array_equal(moved[0], logits[0])
    assert np.any(moved[1] != logits[1], axis=-1).all()


def test_all_numbers_are_counted() -> None:
    params = text_models.model(np.random.default_rng(0), 48, 8, 32, 48)
    by_hand = 48 * 16 + (8 * 16 * 32 + 32) + (32 * 48 + 48)
    assert text_models.numbers(params) == by_hand

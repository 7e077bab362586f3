import numpy as np

from sslgrade.labs import digits


def test_the_split_is_whole_fixed_and_disjoint() -> None:
    found = digits.plain()
    assert (len(found.train), len(found.test)) == (1297, 500)
    assert found.train.dtype == np.float32
    assert 0 == found.train.min() < found.train.max() == 1
    assert np.array_equal(found.train, digits.plain().train)
    texts = [{image.tobytes() for image in part} for part in (found.train, found.test)]
    assert not texts[0] & texts[1]


def test_rolling_is_numpy_s_roll_image_by_image() -> None:
    images = np.arange(50.0).reshape(2, 5, 5)
    moved = digits.roll(images, np.array([[1, -2], [7, 0]]))
    np.testing.assert_array_equal(moved[0], np.roll(images[0], (1, -2), (0, 1)))
    np.testing.assert_array_equal(moved[1], np.roll(images[1], (7, 0), (0, 1)))


def test_placing_keeps_every_pixel_and_reaches_other_places() -> None:
    found = digits.plain()
    wide = digits.place(found.train[:50], np.random.default_rng(0))
    assert wide.shape == (50, 12, 12)
    np.testing.assert_allclose(wide.sum((1, 2)), found.train[:50].sum((1, 2)), rtol=1e-6)
    assert len({image.nonzero()[0].min() for image in wide}) > 1


def test_patches_spread_over_their_pixels() -> None:
    flags = np.zeros((1, 16))
    flags[0, 5] = 1  # second row, second column
    pixels = digits.pixels_of(flags, 8)[0]
    assert pixels[2:4, 2:4].all()
    assert pixels.sum() == 4


def test_as_many_patches_are_removed_as_asked_for_and_all_alike() -> None:
    mask = digits.removed(np.random.default_rng(0), 4000, 12)
    assert set(mask.sum(axis=1)) == {12}
    np.testing.assert_allclose(mask.mean(axis=0), 0.75, atol=0.03)


def test_a_view_moves_only_as_far_as_asked_for() -> None:
    image = np.zeros((400, 8, 8), dtype=np.float32)
    image[:, 4, 4] = 100
    for shift in (0, 1, 3):
        views = digits.augment(image, np.random.default_rng(shift), shift=shift)
        rows = np.unravel_index(views.reshape(400, -1).argmax(axis=1), (8, 8))[0]
        kept = views.reshape(400, -1).max(axis=1) > 50  # the patch with the dot may be hidden
        assert set(rows[kept]) == set(range(4 - shift, 5 + shift))

"""What holds for every mean squared error."""

from sslgrade.content import Call, Rng, Trial, first, law, near


@law("doubling all differences quadruples the loss", "__ID__", telling=True)
def scale_squares(rng: Rng) -> Trial:
    pred, target = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    calls = [
        Call("__ID__", {"pred": pred, "target": target}),
        Call("__ID__", {"pred": 2 * pred, "target": 2 * target}),
    ]
    return Trial(
        calls,
        lambda y: first(
            near(y[1], 4 * y[0], "the loss of doubled differences"),
            None if y[0] > 0 else "the loss of different arrays is not positive",
            None if y[1] > y[0] else "the loss does not grow with the differences",
        ),
    )

"""``mask-ratio``: how much to hide from a masked autoencoder."""

from __future__ import annotations

from sslgrade.labs import digits
from sslgrade.labs.bench import Bench
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.plot import lines
from sslgrade.labs.probe import few, probe, spread

HIDDEN = (1, 4, 8, 12, 15)
"""Of 16 patches."""
PER_CLASS = 10
PIXELS, RANDOM = "pixels", "random init"


def run(bench: Bench) -> Outcome:
    """Pretrain MAE with five mask ratios; probe each with ten labels a class."""
    from sslgrade.labs import pretrain

    seeds, steps, batch = bench.pick(3, 1), bench.pick(1200, 6), bench.pick(128, 16)
    draws = bench.pick(5, 2)
    bench.stages(len(HIDDEN) * seeds)
    found = digits.plain()
    if bench.size == "smoke":
        found = digits.Digits(*(part[:250] for part in vars(found).values()))
    labels = list(few(bench.rng("labels"), found.classes, PER_CLASS, draws))

    def score(train: object, test: object) -> float:
        """Average over draws of labels: the spread that is shown is that of pretraining."""
        values = [
            probe(train[r], found.classes[r], test, found.test_classes)  # type: ignore[index]
            for r in labels
        ]
        return sum(values) / len(values)

    x, test = found.train, found.test
    scores = {PIXELS: [score(x.reshape(len(x), -1), test.reshape(len(test), -1))]}
    loss: dict[str, list[float]] = {}
    for seed in range(seeds):
        first = pretrain.encoder(bench, seed, x)
        scores.setdefault(RANDOM, []).append(score(first.features(x), first.features(test)))
        for hidden in HIDDEN:
            name = name_of(hidden)
            plan = pretrain.Plan(f"{name} hidden, seed {seed}", seed, steps, batch)
            encoder = pretrain.mae(bench, plan, x, hidden=hidden)
            scores.setdefault(name, []).append(score(encoder.features(x), encoder.features(test)))
            loss.setdefault(name, []).append(encoder.loss or 0.0)
    return outcome(scores, loss)


def name_of(hidden: int) -> str:
    """Return a ratio as a row's name."""
    return f"{hidden / 16:.0%}"


def outcome(scores: dict[str, list[float]], loss: dict[str, list[float]]) -> Outcome:
    """Judge: hiding one patch is beaten by hiding more, by more than twice the spread of seeds."""
    mean = {name: spread(values) for name, values in scores.items()}
    table = Table(
        ("hidden", "pretext loss", f"probe accuracy, {PER_CLASS} labels a class", "spread"),
        tuple((n, spread(loss[n])[0] if n in loss else None, *mean[n]) for n in scores),
    )
    ratios = [name_of(hidden) for hidden in HIDDEN]
    easy, best = ratios[0], max(ratios, key=lambda n: mean[n][0])
    margin = 2 * max(mean[easy][1] or 0.0, mean[best][1] or 0.0)
    shown = mean[best][0] > mean[easy][0] + margin
    measured = (
        f"{easy} hidden {mean[easy][0]:.3f}, the best ({best}) {mean[best][0]:.3f}, {ratios[-1]} "
        f"{mean[ratios[-1]][0]:.3f}; random {mean[RANDOM][0]:.3f}, pixels {mean[PIXELS][0]:.3f}"
    )
    if shown:
        says = f"Too little hidden is too easy: {measured}; losses of two ratios are no contest."
    else:
        says = (
            f"The effect did not show in this run: {measured}, closer than twice the spread of "
            "seeds. On images of 8×8 pixels the ratio hardly decides."
        )
    xs = [hidden / 16 for hidden in HIDDEN]
    drawn = {
        "MAE": (xs, [mean[name][0] for name in ratios]),
        "- random init": ([0.0, 1.0], [mean[RANDOM][0]] * 2),
        "- pixels": ([0.0, 1.0], [mean[PIXELS][0]] * 2),
    }
    return Outcome(table, says, shown, lines(drawn, "share of patches hidden", "probe accuracy"))


LAB = Lab(
    "mask-ratio",
    "How much to hide",
    "A masked autoencoder that hides too little has a pretext that is too easy to teach much.",
    ("mae",),
    run,
)

from sslgrade.content import Inputs, Rng, probe


@probe("ordinary", "mean_grad")
def ordinary(rng: Rng) -> Inputs:
    return {"x": rng.normal(size=4)}

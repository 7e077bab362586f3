"""Laws as evidence where all ordinary values are right: a name must break the same laws.

Code that is right on every value probe, gives NaN for an empty selection and treats one id of the
vocabulary differently breaks a law that "NaN for an empty selection" keeps. It computes something
more, and that name alone would be wrong.
"""

from __future__ import annotations

from sslgrade.grading.batch import Batch
from sslgrade.grading.context import Context
from sslgrade.grading.laws import Laws
from sslgrade.grading.suspects import Suspect
from sslgrade.grading.trusted import TrustedRunner


class Lawful:
    """Asks suspects what the learner's code was asked: the same draws of the same laws."""

    def __init__(self, context: Context, laws: Laws) -> None:
        self.context = context
        self.broken = {name for name in laws.runs if laws.find(name)}
        self.silent = {name for name in laws.runs if not laws.finite(name)}

    def fits(self, suspect: Suspect) -> bool:
        """Whether a suspect breaks the same laws as the learner's code.

        A law whose calls raise or give NaN speaks of extremes, which the probes have told.
        """
        batch = Batch("numpy")
        laws = Laws(self.context, batch)
        laws.queue()
        runner = TrustedRunner(suspect.functions)
        batch.run(runner, suspect.functions)
        laws.queue_second_round()
        batch.run(runner, suspect.functions)
        heard = [name for name in laws.runs.keys() - self.silent if laws.finite(name)]
        return all((name in self.broken) == bool(laws.find(name)) for name in heard)

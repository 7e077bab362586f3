"""A late-submission plug-in as an instructor writes one: half of the score is taken off."""

from nbgrader.plugins import LateSubmissionPlugin


class HalfOff(LateSubmissionPlugin):  # type: ignore[misc]
    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float:
        return score / 2

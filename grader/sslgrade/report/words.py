"""How an outcome is worded for a learner: what happened, and one next step."""

from __future__ import annotations

HAPPENED = {
    "syntax": "Python cannot read this file.",
    "import": "The file stopped while it was being loaded.",
    "time": "The code was still running when its time was up.",
    "memory": "The code asked for more memory than it may have.",
    "crash": "The code ended its own process before it answered.",
    "protocol": "What came back from the code cannot be read as plain numbers.",
    "policy": "The file uses something that this exercise does not allow.",
    "wrong": "The code ran, and its answers are not the expected ones.",
}

NEXT = {
    "syntax": "Mend the marked line and check again.",
    "import": "Running the file on its own with `python` shows the same error.",
    "time": "Look for a loop that cannot end, or for work that grows with B·T·V in Python loops.",
    "memory": "Look for an array that is larger than the inputs, or for a list that only grows.",
    "crash": "Remove calls such as exit() or os._exit(); return the result instead.",
    "protocol": "Return plain floats, or arrays of the shapes that the docstring names.",
    "policy": "`sslgrade show {exercise}` says what may be used.",
}


def happened(reason: str | None) -> str:
    """Say in one sentence what an error report means."""
    return HAPPENED.get(reason or "", "The code could not be graded.")


def advice(reason: str | None, exercise: str) -> str:
    """Say what to do next about an error report; empty where nothing general helps."""
    return NEXT.get(reason or "", "").format(exercise=exercise)

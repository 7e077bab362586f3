"""What is asked: finds and validates exercises. Knows no process and no terminal."""

from sslgrade.content.pieces import (
    Call,
    Inputs,
    Law,
    Misconception,
    Probe,
    Recipe,
    Rng,
    Trial,
    first,
    law,
    misconception,
    near,
    probe,
    sibling,
)

__all__ = [
    "Call",
    "Inputs",
    "Law",
    "Misconception",
    "Probe",
    "Recipe",
    "Rng",
    "Trial",
    "first",
    "law",
    "misconception",
    "near",
    "probe",
    "sibling",
]

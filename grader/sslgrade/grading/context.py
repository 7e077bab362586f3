"""What one grading run knows: the exercise, the seed, inputs and expected values per probe."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Literal

import numpy as np

from sslgrade.content.catalogue import Exercise
from sslgrade.content.manifest import CheckSpec, Entry, Manifest
from sslgrade.content.pieces import Law, Probe
from sslgrade.grading.numerics import DRAWS, Expected, as_float32, expected

Family = Literal["float64", "float32"]
Functions = Mapping[str, Callable[..., Any]]


class Context:
    """One exercise, one backend, one seed. Inputs and expected values are made once."""

    def __init__(self, exercise: Exercise, backend: str, seed: int) -> None:
        self.exercise = exercise
        self.backend = backend
        self.seed = seed
        self._inputs: dict[tuple[str, str], dict[str, Any]] = {}
        self._expected: dict[tuple[str, str], Expected] = {}
        self.kept: dict[str, Any] = {}
        """What other parts of grading keep for this seed, such as the suspects' answers."""
        self.tries_memory = True
        """Off where proofs repeat a solution on further seeds: memory does not depend on values."""
        self.seeks_examples = True
        """Off where the report will be hidden: it shows no relation and no counterexample."""

    @cached_property
    def manifest(self) -> Manifest:
        """The exercise's manifest."""
        return self.exercise.manifest

    @cached_property
    def probes(self) -> dict[str, Probe]:
        """Probes that apply to this backend, by id."""
        found = self.exercise.probes().items()
        return {name: p for name, p in found if self.backend in p.backends}

    @cached_property
    def laws(self) -> dict[str, Law]:
        """Laws that apply to this backend, by id."""
        found = self.exercise.laws().items()
        return {name: p for name, p in found if self.backend in p.backends}

    @cached_property
    def checks(self) -> tuple[CheckSpec, ...]:
        """Checks that carry points for this backend."""
        return tuple(c for c in self.manifest.checks if self.backend in c.points)

    @cached_property
    def reference(self) -> Functions:
        """The reference's entry points."""
        return self.exercise.reference()

    def rng(self, name: str) -> np.random.Generator:
        """Return the generator of one probe, law or direction: its own stream for every seed."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def entry(self, name: str) -> Entry:
        """One entry point of this exercise."""
        return self.manifest.entry(name)

    def inputs(self, probe: Probe, family: Family = "float64") -> dict[str, Any]:
        """Return the inputs of a probe for this seed."""
        key = (probe.id, family)
        if key not in self._inputs:
            made = probe.make(self.rng(probe.id))
            self._inputs[key] = {
                name: as_float32(value) if family == "float32" else value
                for name, value in made.items()
            }
        return self._inputs[key]

    def expected(self, probe: Probe, family: Family = "float64") -> Expected:
        """Return what the reference computes on a probe."""
        key = (probe.id, family)
        if key not in self._expected:
            self._expected[key] = expected(
                self.reference[probe.entry],
                self.entry(probe.entry),
                self.inputs(probe, family),
                draws=1 if probe.kind == "memory" else DRAWS,
            )
        return self._expected[key]

    def value_probes(self, entry: str | None = None) -> list[Probe]:
        """Return the value probes (of one entry point): those that may name a misconception."""
        return [p for p in self.probes.values() if p.kind == "value" and entry in (None, p.entry)]

    def slope_outputs(self, entry: str) -> frozenset[str]:
        """Return outputs that a gradient check judges, unless the entry point has no others."""
        claimed = frozenset(
            slope.output for c in self.checks if c.entry == entry for slope in c.slopes
        )
        names = {r.name for r in self.entry(entry).returns}
        return claimed if claimed < names else frozenset()

    def value_outputs(self, entry: str) -> tuple[str, ...]:
        """Return outputs that value checks judge."""
        claimed = self.slope_outputs(entry)
        return tuple(r.name for r in self.entry(entry).returns if r.name not in claimed)

"""Mutations of the repository's own incidents: each makes one thing wrong, which `check` has to find where it is."""

from __future__ import annotations

from functools import cache

from tests.check.mutations import evidence, findings, keys, policy, prose, reading, references, timeline, values
from tests.check.mutations.record import Mutation

FAMILIES = (keys, values, reading, timeline, evidence, references, policy, findings, prose)


@cache
def mutations() -> tuple[Mutation, ...]:
    """All of them, the same at every run."""
    return tuple(mutation for family in FAMILIES for mutation in family.mutations())

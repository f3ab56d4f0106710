"""Mutations of the repository's own incidents: each makes one thing wrong, which `check` has to find where it is."""

from __future__ import annotations

from functools import cache

from tests.check.mutations import (
    configured,
    decisions,
    evidence,
    factors,
    facts,
    findings,
    keys,
    policy,
    prose,
    reading,
    references,
    timeline,
    values,
)
from tests.check.mutations.record import Mutation

FAMILIES = (
    *(keys, values, reading, timeline, facts, factors, evidence, references, policy, findings, decisions, prose),
    configured,
)


_FEW = 2
"""How many of a rule's mutations are in the sample."""


def sample() -> tuple[Mutation, ...]:
    """A few of each rule's, from its first to its last."""
    by_rule: dict[str, list[Mutation]] = {}
    for mutation in mutations():
        by_rule.setdefault(mutation.rule, []).append(mutation)
    return tuple(one for all_of_it in by_rule.values() for one in all_of_it[:: -(-len(all_of_it) // _FEW)])


@cache
def mutations() -> tuple[Mutation, ...]:
    """All of them, the same at every run."""
    return tuple(mutation for family in FAMILIES for mutation in family.mutations())

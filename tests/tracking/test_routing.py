"""Which repository a finding goes to where the configuration routes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from pipeline.repository.config import build_config
from pipeline.repository.corpus import read_corpus
from pipeline.tracking.routing import destination
from tests import example

OWNERS = "example-org/identity"
ELSEWHERE = "example-org/vault"


Routed = Callable[..., str]


@pytest.fixture
def routed(repository: Path) -> Routed:
    """The repository of the example's finding (of identity, a technical lapse in the service identity), by a route."""
    (read,) = read_corpus(repository).incidents
    incident = replace(read, services=("identity", "accounts"))

    def by(**route: str) -> str:
        data = yaml.safe_load(example.CONFIG)
        data["routing"] = [{"owner": "identity", "repository": ELSEWHERE, "audience": "amber", **route}]
        return destination(incident.findings[0], incident, build_config(data)).repository

    return by


@pytest.mark.parametrize(
    "route",
    [
        {},
        {"service": "accounts"},
        {"category": "technical-lapse"},
        {"service": "identity", "category": "technical-lapse"},
    ],
)
def test_a_route_leads_where_all_that_it_names_is_so(routed: Routed, route: dict[str, str]) -> None:
    assert routed(**route) == ELSEWHERE


@pytest.mark.parametrize(
    "route",
    [
        {"owner": "payments"},
        {"service": "billing"},
        {"category": "manual-error"},
        {"service": "billing", "category": "technical-lapse"},
        {"service": "identity", "category": "manual-error"},
        {"owner": "payments", "service": "identity", "category": "technical-lapse"},
    ],
)
def test_a_route_of_which_one_thing_is_not_so_leads_nowhere(routed: Routed, route: dict[str, str]) -> None:
    assert routed(**route) == OWNERS


def test_what_concerns_several_organisations_goes_to_the_response_team_which_is_told_why(repository: Path) -> None:
    (incident,) = read_corpus(repository).incidents
    data = yaml.safe_load(example.CONFIG)
    data["teams"]["payments"]["organisation"] = "Payments Ltd"
    finding = replace(incident.findings[0], involves=("payments", "partner"))
    found = destination(finding, incident, build_config(data))
    assert found.repository == "example-org/security-response"
    assert found.reason == "involves teams of Example Org, Partner Inc and Payments Ltd"

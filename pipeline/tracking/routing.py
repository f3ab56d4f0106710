"""Which repository a finding's issue goes to.

Technical findings go to the owner's repository; process changes, and findings that involve teams of more than one
organisation, to the security response team's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Finding, Incident
from pipeline.repository.config import Config


@dataclass(frozen=True, slots=True)
class Destination:
    """The repository of a finding's issue, the level that it may hold, and the reason for it."""

    repository: str
    audience: str
    own_record: bool
    reason: str


def destination(finding: Finding, incident: Incident, config: Config) -> Destination:
    """The finding's repository. Every team that the finding names must be in the configuration."""
    own = config.response_repository
    if finding.kind == "process-change":
        return Destination(own, config.audiences[own], own_record=True, reason="a process change")
    organisations = sorted({config.teams[team].organisation for team in finding.teams})
    if len(organisations) > 1:
        why = f"involves teams of {', '.join(organisations[:-1])} and {organisations[-1]}"
        return Destination(own, config.audiences[own], own_record=True, reason=why)
    repository = _routed(finding, incident, config) or config.teams[finding.owner].repository
    why = f"owned by {finding.owner}"
    return Destination(repository, config.audiences[repository], own_record=repository == own, reason=why)


def _routed(finding: Finding, incident: Incident, config: Config) -> str:
    for route in config.routing:
        if (
            route.owner == finding.owner
            and route.service in ("", *incident.services)
            and route.category in ("", finding.category)
        ):
            return route.repository
    return ""

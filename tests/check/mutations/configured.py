"""What depends on postmortem.yml: who has to be notified, who reads the repository, and who owns its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.check.code_owners import code_owners
from tests.check.mutations.facts import added
from tests.check.mutations.record import Mutation, in_tree, writes
from tests.check.mutations.source import is_draft, of_kind, pick, sites
from tests.needs import ROOT

_REGIMES = """
regimes:
  drill:
    title: A regime for drills
    steps:
      first: {title: First notice, deadlines: [{after: "milestone:detected", within: PT24H}]}
  other:
    title: Another regime for drills
    steps:
      first: {title: First notice, deadlines: [{after: "milestone:aware", within: PT24H}]}
"""
_OWNERS = ".github/CODEOWNERS"


def mutations() -> Iterator[Mutation]:
    """Incidents that are at odds with the configuration."""
    detected = {
        source.incident
        for source, route in sites("timeline", "events", "*", "milestone")
        if source.value(*route) == "detected"
    }
    reports = [source for source in of_kind("incident") if source.incident in detected and not is_draft(source)]
    for name, rule, line, faulty in (
        ("misspell a regime", "regime-is-configured", _notice("dril"), "dril"),
        ("misspell a step", "regime-is-configured", _notice("drill", "frist"), "frist"),
        ("notify a party that is not listed", "notified-party-is-listed", _notice("drill", party="dpa"), "dpa"),
        ("send nothing", "notification-is-sent", "notifications: [{regime: drill, step: first}]", "first"),
        ("start no clock", "deadline-has-a-start", "notifications: [{regime: other, step: first}]", "first"),
    ):
        for source in pick(name, reports, 2):
            mutation = added(name, rule, (source, ()), line, faulty)
            also = ("notification-is-sent",) if "step" in name else ()  # the step that was meant is open
            yield replace(mutation, apply=_all(mutation.apply, _configures(_REGIMES)), also=also, whole=True)
    restricted = [source for source in of_kind("incident") if source.data["tlp"] not in ("clear", "green")]
    for source in pick("audience", restricted, 2):
        level_line = source.text.count("\n", 0, source.values["tlp",][0]) + 1
        apply, rule = _configures("\nrepository_audience: green\n"), "repository-audience"
        name = "open the repository to more readers"
        yield in_tree(
            name, rule, source.path, apply, line=level_line, column=None, says="green", also=(rule,), whole=True
        )
    owners = code_owners("example-org/nobody")
    yield Mutation(
        "leave files to another team", "code-owners", "", _OWNERS, 1, writes(_OWNERS, owners.encode()), 1, whole=True
    )


def _notice(regime: str, step: str = "first", party: str = "") -> str:
    to = f", party: {party}" if party else ""
    return f"notifications: [{{sent: 2025-12-01, regime: {regime}, step: {step}{to}}}]"


def _configures(more: str) -> Callable[[Path], None]:
    config = (ROOT / "postmortem.yml").read_text(encoding="utf-8")
    return writes("postmortem.yml", f"{config}{more}".encode())


def _all(*applied: Callable[[Path], None]) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        for change in applied:
            change(root)

    return apply

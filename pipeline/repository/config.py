"""postmortem.yml → a frozen record. Missing settings have the schema's defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.documents.document import Document, read_yaml
from pipeline.layout import CONFIG_FILE
from pipeline.time.deadlines import DeadlineRule, period
from pipeline.vocabulary import default, tlp_rank


@dataclass(frozen=True, slots=True)
class Team:
    """A team that owns findings or takes part in responses."""

    id: str
    name: str
    organisation: str
    repository: str
    github_team: str
    audience: str


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """An exception to filing with the owner's repository; "" matches everything."""

    owner: str
    service: str
    category: str
    repository: str
    audience: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one run may create, update, and close or reopen, and that it rewrites."""

    creates: int
    updates: int
    closes: int
    rewrites: int


@dataclass(frozen=True, slots=True)
class Site:
    """The published site; `url` is "" or ends with a slash."""

    name: str
    url: str
    audience: str
    language: str
    say_withheld: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """The word lists of the rules about wording; `blame` has what to write instead, "" for the default advice."""

    blame: tuple[tuple[str, str], ...]
    empty_titles: frozenset[str]
    placeholders: frozenset[str]
    verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class RegimeStep:
    """A notification that a regime asks for, and by when: the earliest deadline counts, and there may be none."""

    id: str
    title: str
    deadlines: tuple[DeadlineRule, ...]


@dataclass(frozen=True, slots=True)
class Regime:
    """A law or a contract under which somebody has to be notified of an incident.

    `provision` is "" if none is named.
    """

    id: str
    title: str
    provision: str
    steps: tuple[RegimeStep, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration of a repository of incidents.

    `priorities` are days from the decision to the fix, `cadence` days without a word after which a finding is reviewed.
    Process changes that were decided on `procedures_name_findings_from` or later have to be named by their operating
    procedure. `repository` is "" or the web address of the repository itself;
    `repository_audience` is the level that its files may have, "" if that is not said. `signoffs` says whether a new
    sign-off may be written by hand.
    """

    tracker: str
    response_team: str
    response_repository: str
    response_audience: str
    teams: dict[str, Team]
    routing: tuple[RoutingRule, ...]
    priorities: dict[str, int]
    decide_within_days: int
    verify_within_days: int
    cadence: dict[str, int]
    remind_before_days: int
    remind_overdue: bool
    most_reminders: int
    escalate_after_rounds: int
    procedures_name_findings_from: date
    limits: Limits
    label_prefix: str
    seconds_between_writes: float
    creates_an_hour: int
    longest_wait_minutes: int
    repository: str
    repository_audience: str
    signoffs: str
    site: Site
    words: Wording
    regimes: dict[str, Regime] = field(default_factory=dict)

    @property
    def audiences(self) -> dict[str, str]:
        """The level that each target repository may hold; the lowest where two entries differ."""
        stated = [(team.repository, team.audience) for team in self.teams.values()]
        stated += [(route.repository, route.audience) for route in self.routing]
        stated += [(self.response_repository, self.response_audience)]
        levels: dict[str, str] = {}
        for repository, audience in stated:
            lowest = min(levels.get(repository, audience), audience, key=tlp_rank)
            levels[repository] = lowest
        return levels


def read_config(root: Path) -> Document:
    """The document of postmortem.yml below `root`."""
    return read_yaml(root, CONFIG_FILE)


def build_config(data: dict[str, Any]) -> Config:
    """The record of a configuration that its schema has accepted."""
    response, site, review = data["security_response"], data.get("site", {}), data.get("review", {})
    limits, github = data.get("limits", {}), data.get("github", {})
    url = site.get("url", "")
    return Config(
        tracker=data.get("tracker", default("tracker")),
        response_team=response["team"],
        response_repository=response["repository"],
        response_audience=response.get("audience", default("security_response", "audience")),
        teams={
            name: Team(
                id=name,
                name=team["name"],
                organisation=team["organisation"],
                repository=team["repository"],
                github_team=team.get("github_team", ""),
                audience=team["audience"],
            )
            for name, team in data["teams"].items()
        },
        routing=tuple(
            RoutingRule(
                owner=route["owner"],
                service=route.get("service", ""),
                category=route.get("category", ""),
                repository=route["repository"],
                audience=route["audience"],
            )
            for route in data.get("routing", [])
        ),
        priorities=dict(data["priorities"]),
        decide_within_days=review.get("decide_within_days", default("review", "decide_within_days")),
        verify_within_days=review.get("verify_within_days", default("review", "verify_within_days")),
        cadence={**default("review", "cadence"), **review.get("cadence", {})},
        remind_before_days=review.get("remind_before_days", default("review", "remind_before_days")),
        remind_overdue=review.get("remind_overdue", default("review", "remind_overdue")),
        most_reminders=review.get("most_reminders", default("review", "most_reminders")),
        escalate_after_rounds=review.get("escalate_after_rounds", default("review", "escalate_after_rounds")),
        procedures_name_findings_from=date.fromisoformat(
            review.get("procedures_name_findings_from", default("review", "procedures_name_findings_from"))
        ),
        limits=Limits(
            **{name: limits.get(name, default("limits", name)) for name in ("creates", "updates", "closes", "rewrites")}
        ),
        label_prefix=data.get("labels", {}).get("prefix", default("labels", "prefix")),
        seconds_between_writes=github.get("seconds_between_writes", default("github", "seconds_between_writes")),
        creates_an_hour=github.get("creates_an_hour", default("github", "creates_an_hour")),
        longest_wait_minutes=github.get("longest_wait_minutes", default("github", "longest_wait_minutes")),
        repository=data.get("repository", "").rstrip("/"),
        repository_audience=data.get("repository_audience", ""),
        signoffs=data.get("signoffs", default("signoffs")),
        site=Site(
            name=site.get("name", default("site", "name")),
            url=url if not url or url.endswith("/") else f"{url}/",
            audience=site.get("audience", default("site", "audience")),
            language=site.get("language", default("site", "language")),
            say_withheld=site.get("say_withheld", default("site", "say_withheld")),
        ),
        words=_words(data.get("words", {})),
        regimes={name: _regime(name, item) for name, item in data.get("regimes", {}).items()},
    )


def _regime(name: str, data: dict[str, Any]) -> Regime:
    steps = (
        RegimeStep(
            id=step,
            title=item.get("title", step),
            deadlines=tuple(DeadlineRule(rule["after"], period(rule["within"])) for rule in item.get("deadlines", [])),
        )
        for step, item in data["steps"].items()
    )
    return Regime(name, data["title"], data.get("provision", ""), tuple(steps))


def _words(own: dict[str, Any]) -> Wording:
    """A team's own words on top of those that the schema has; false takes one off."""

    def merged(name: str) -> dict[str, Any]:
        return {word: advice for word, advice in {**default("words", name), **own.get(name, {})}.items() if advice}

    return Wording(
        blame=tuple((phrase, advice if isinstance(advice, str) else "") for phrase, advice in merged("blame").items()),
        empty_titles=frozenset(merged("empty_titles")),
        placeholders=frozenset(merged("placeholders")),
        verbs=frozenset(merged("verbs")),
    )

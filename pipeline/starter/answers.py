"""What `postmortem init` asks, and the settings that follow from the answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.diagnostic import UsageError
from pipeline.text.slug import slug
from pipeline.vocabulary import default, levels, ordered, pattern, property_schema, strictest_level

PRIVATE = "amber"
"""The level of a repository that an organisation keeps to itself."""

_DAYS = (7, 30, 90, 180)
"""How many days each priority allows, until a team decides otherwise."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its repository; `organisation` is "" for the repository's own."""

    name: str
    repository: str
    public: bool = False
    organisation: str = ""

    @property
    def id(self) -> str:
        """The team's id: its name, or its repository's where that has no Latin word."""
        return slug(self.name) or slug(self.repository.partition("/")[2]) or "team"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new repository is to be. `site_url` is "" if the site has no address yet."""

    organisation: str
    response: Team
    teams: Sequence[Team]
    tracker: str
    site_url: str
    language: str

    def settings(self) -> dict[str, Any]:
        """The content of postmortem.yml. Raises UsageError if two teams would have the same id."""
        teams = {self.response.id: self._team(self.response, strictest_level())}
        for team in self.teams:
            if team.id in teams:
                raise UsageError(
                    f"two teams would have the id `{team.id}`: name one of them differently, such as by what it owns"
                )
            teams[team.id] = self._team(team, levels()[0] if team.public else PRIVATE)
        site = {"name": f"{self.organisation} postmortems", "audience": default("site", "audience")}
        return {
            "tracker": self.tracker,
            "security_response": {"team": self.response.id, "repository": self.response.repository},
            "teams": teams,
            "priorities": dict(zip(ordered("finding", "priority"), _DAYS, strict=False)),
            "site": {**site, **({"url": self.site_url} if self.site_url else {}), "language": self.language},
        }

    def _team(self, team: Team, audience: str) -> dict[str, str]:
        owner = team.repository.partition("/")[0]
        return {
            "name": team.name,
            "organisation": team.organisation or self.organisation,
            "repository": team.repository,
            "github_team": f"{owner}/{team.id}",
            "audience": audience,
        }


def read_repository(text: str) -> str:
    """The repository, as owner/name. Raises UsageError if it is none."""
    name = re.sub(r"^(https?://)?(www\.)?github\.com/|\.git$|/$", "", text.strip())
    if not re.fullmatch(pattern("repository"), name):
        raise UsageError(f"`{text}` is not a repository: write owner/name, such as example-org/identity")
    return name


def read_team(text: str) -> Team:
    """The team of the option `--team`, such as `Build=example-org/build,public`. Raises UsageError if it is none."""
    name, equals, rest = text.partition("=")
    repository, *more = rest.split(",")
    facts = dict(part.strip().partition("=")[::2] for part in more)
    if not name.strip() or not equals or not facts.keys() <= {"public", "organisation"} or facts.get("public"):
        form = "NAME=OWNER/REPOSITORY, with `,public` or `,organisation=NAME` after it if needed"
        raise UsageError(f"`{text}` is not a team: write {form}, such as Build=example-org/build,public")
    return Team(name.strip(), read_repository(repository), "public" in facts, facts.get("organisation", "").strip())


def read_address(text: str) -> str:
    """The address of the site. Raises UsageError if it is none."""
    if text and not re.fullmatch(property_schema("config", "site", "url")["pattern"], text):
        raise UsageError(f"`{text}` is not an address: write one like https://example.org/postmortems/")
    return text

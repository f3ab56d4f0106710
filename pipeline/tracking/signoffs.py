"""Who signed off: the sign-offs that incidents ask for and name, beside the reviews of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model import Corpus, Incident, Signoff
from pipeline.repository.config import Config

_APPROVED = "APPROVED"
_DECIDES = frozenset({_APPROVED, "CHANGES_REQUESTED", "DISMISSED"})
"""GitHub's states of a review after which an earlier one of the same person no longer counts; a comment is none."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a pull request. `reviewer` is the account's number, which a rename does not change."""

    reviewer: int
    login: str
    is_person: bool
    state: str
    commit: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request; `contributors` are its author and those of its commits, `reviews` the oldest first."""

    number: int
    head: str
    contributors: frozenset[int]
    reviews: tuple[Review, ...]


class Standing(StrEnum):
    """How a team's sign-off stands."""

    GIVEN = "given"  # as a review of this pull request
    RECORDED = "recorded"  # before this branch
    WRITTEN = "written"  # by hand, on this branch
    MISSING = "missing"
    REFUSED = "refused"  # README.md says that there is a review, or has to, and there is none that counts


@dataclass(frozen=True, slots=True)
class TeamSignoff:
    """A team's sign-off of an incident: how it stands, and the sentence that says so."""

    incident: str
    team: str
    standing: Standing
    why: str


Members = Mapping[str, frozenset[int] | str]
"""The members of each GitHub team, or why they are not known."""


def asked_teams(corpus: Corpus, config: Config) -> frozenset[str]:
    """The GitHub teams (organisation/team) whose members have to be known."""
    teams = (config.teams.get(team) for incident in corpus.incidents for team in _teams(incident))
    return frozenset(team.github_team for team in teams if team and team.github_team)


def team_signoffs(
    before: Corpus, after: Corpus, config: Config, pull_request: PullRequest | str, members: Members
) -> Iterator[TeamSignoff]:
    """The sign-off of each team that the incidents of `after` ask for or name, by incident.

    `before` are the incidents without this branch: a sign-off that they have has been looked at. `pull_request` is the
    branch's, or why there is none. Only an approval of the very commit counts, as the reviewer's last word, by a person
    in the team who wrote no part of the change.
    """
    recorded = {incident.id: frozenset(incident.signoffs) for incident in before.incidents}
    for incident in after.incidents:
        signed = {signoff.team: signoff for signoff in incident.signoffs}
        for team in _teams(incident):
            review = _review(team, config, pull_request, members)
            written = signed.get(team)
            if written is not None and written in recorded.get(incident.id, frozenset()):
                yield TeamSignoff(incident.id, team, Standing.RECORDED, f"{_said(written)}, before this branch")
            else:
                yield TeamSignoff(incident.id, team, *_standing(written, review, pull_request, config))


def _teams(incident: Incident) -> tuple[str, ...]:
    """The teams that have to sign off, or are said to have."""
    needed = () if not incident.full or incident.report.retold_from or incident.is_draft else incident.participants
    teams = (*(item.team for item in needed), *(item.team for item in incident.signoffs))
    return tuple(dict.fromkeys(filter(None, teams)))


@dataclass(frozen=True, slots=True)
class _Reviewed:
    """Whether a member's review counts, and the words for that."""

    counts: bool
    why: str


def _standing(
    written: Signoff | None, review: _Reviewed, pull_request: PullRequest | str, config: Config
) -> tuple[Standing, str]:
    number = pull_request.number if isinstance(pull_request, PullRequest) else None
    if written is None:
        line = f"README.md needs `pull_request: {number or 'NUMBER'}` for it, before the review"
        return Standing.MISSING, f"{review.why}; {line}"
    if written.pull_request is None and config.signoffs == "reviewed":
        return Standing.REFUSED, f"{_said(written)}; write `pull_request` instead: only reviews count here"
    if written.pull_request is None:
        return Standing.WRITTEN, f"{_said(written)}; {review.why}"
    if number is not None and written.pull_request != number:
        return Standing.REFUSED, f"README.md names pull request {written.pull_request}, but this is {number}"
    return (Standing.GIVEN if review.counts else Standing.REFUSED), review.why


def _said(signoff: Signoff) -> str:
    if signoff.pull_request is not None:
        return f"by a review of pull request {signoff.pull_request}"
    return f"written in README.md: {signoff.who}" + (f", {signoff.on}" if signoff.on else "")


def _review(team: str, config: Config, pull_request: PullRequest | str, members: Members) -> _Reviewed:
    known = config.teams.get(team)
    if isinstance(pull_request, str):
        return _Reviewed(counts=False, why=pull_request)
    if known is None or not known.github_team:
        return _Reviewed(counts=False, why="the team has no `github_team` in postmortem.yml, so no review can count")
    in_team = members[known.github_team]
    if isinstance(in_team, str):
        return _Reviewed(counts=False, why=in_team)
    last = {item.reviewer: item for item in pull_request.reviews if item.state in _DECIDES and item.reviewer in in_team}
    problems = {item.login: _problem(item, pull_request) for item in last.values()}
    approved = [f"@{login}" for login, problem in problems.items() if not problem]
    if approved:
        return _Reviewed(counts=True, why=f"approved by {' and '.join(approved)} for {known.github_team}")
    tried = [f"@{login} {problem}" for login, problem in problems.items()]
    nobody = f"nobody in {known.github_team} has approved this commit"
    return _Reviewed(counts=False, why=f"{nobody} ({'; '.join(tried)})" if tried else nobody)


def _problem(review: Review, pull_request: PullRequest) -> str:
    """Why a person's last review is no sign-off; "" if it is one."""
    if review.state != _APPROVED:
        return "requested changes" if review.state == "CHANGES_REQUESTED" else "had approved, which was dismissed"
    if not review.is_person:
        return "is a bot"
    if review.reviewer in pull_request.contributors:
        return "wrote part of the change"
    return "" if review.commit == pull_request.head else "approved an earlier commit"

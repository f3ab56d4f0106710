"""Who signed off the incidents that a branch changes: its files, and the reviews of its pull request at GitHub."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from pipeline.check.since import ChangedSince
from pipeline.diagnostic import UsageError
from pipeline.host import git
from pipeline.operations.progress import Progress
from pipeline.operations.widening import as_before
from pipeline.operations.workspace import Workspace
from pipeline.repository.corpus import read_corpus
from pipeline.tracking.connect import connect_reviews
from pipeline.tracking.github.reviews import GitHubReviews
from pipeline.tracking.signoffs import PullRequest, Standing, TeamSignoff, asked_teams, team_signoffs
from pipeline.tracking.tracker import TrackerError


def signoffs(workspace: Workspace, revision: str, progress: Progress) -> tuple[TeamSignoff, ...]:
    """How each team's sign-off stands, for the incidents that get one or need one since the branch left the revision.

    Where GitHub cannot be asked, no review counts, and the sentences say why. Raises UsageError if Git cannot tell what
    changed.
    """
    config = workspace.config
    changed = ChangedSince(workspace.root, revision).incidents()
    after = read_corpus(workspace.root, changed)
    with as_before(workspace, revision, changed) as folder:
        before = read_corpus(folder.root, changed)
    pull_request: PullRequest | str = ""
    members: dict[str, frozenset[int] | str] = {}
    if not any(item.standing is not Standing.RECORDED for item in team_signoffs(before, after, config, "", members)):
        return ()  # so there is nothing to ask GitHub about
    try:
        with connect_reviews(config, os.environ, progress.pause) as reviews:
            pull_request = _pull_request(workspace, reviews)
            for team in sorted(asked_teams(after, config)):
                members[team] = _members(reviews, team)
    except TrackerError as error:
        pull_request = str(error)
    found = tuple(team_signoffs(before, after, config, pull_request, members))
    new = {item.incident for item in found if item.standing is not Standing.RECORDED}
    return tuple(item for item in found if item.incident in new)


def _pull_request(workspace: Workspace, reviews: GitHubReviews) -> PullRequest | str:
    """The branch's pull request, by the commit that is checked out: no file and no name of the branch says which."""
    repository = os.environ.get("GITHUB_REPOSITORY") or urlsplit(workspace.config.repository).path.strip("/")
    if repository.count("/") != 1:
        return "set `repository` in postmortem.yml to this repository's address on GitHub: nobody can look for reviews"
    try:
        commit = git.run(workspace.root, "rev-parse", "HEAD").strip()
    except git.GitError as error:
        raise UsageError(f"Git cannot tell which commit this is: {error}") from error
    return reviews.pull_request(repository, commit) or f"no open pull request of {repository} has this commit"


def _members(reviews: GitHubReviews, team: str) -> frozenset[int] | str:
    try:
        return reviews.members(team)
    except TrackerError as error:
        return str(error)

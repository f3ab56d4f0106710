"""What `review` does with the tracker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from pipeline.diagnostic import UsageError
from pipeline.markdown.prose import Prose
from pipeline.markdown.tasks import tasks
from pipeline.model import Corpus
from pipeline.operations.filing import is_allowed, lock_of, source, tracker_of
from pipeline.operations.progress import Progress, Say
from pipeline.operations.reminding import remind, reminders
from pipeline.operations.workspace import Workspace
from pipeline.redaction.redact import redact
from pipeline.report.review_issue import issue_body, only_visible
from pipeline.repository.config import Config
from pipeline.review.findings import Activity, FindingLines
from pipeline.review.incidents import broken_lines, deadline_lines, incident_lines, last_day
from pipeline.review.line import Line, in_order
from pipeline.review.periods import week
from pipeline.review.posting import RoundIssue, latest, narrowed, round_issues
from pipeline.review.posting import post as post_round
from pipeline.review.replies import reviews as reviews_in
from pipeline.review.rounds import Review, next_round
from pipeline.text.spreadsheet import table
from pipeline.tracking.apply import Done
from pipeline.tracking.apply import apply as apply_plan
from pipeline.tracking.desired import Source
from pipeline.tracking.lifecycle import FindingState, State
from pipeline.tracking.plan import Change, Plan, sorted_plan
from pipeline.tracking.planning.planner import make_plan
from pipeline.tracking.tracker import Comment, Issue, Reader

_OURS = "<!-- postmortem:"
"""What a comment of the pipeline's begins with."""


def review(workspace: Workspace, progress: Progress) -> tuple[Line, ...]:
    """What needs the security response team. Raises UsageError if the tracker cannot be read."""
    with tracker_of(workspace, progress, write=False) as tracker:
        asked = source(workspace)
        world = _World(tracker, asked)
        titles = {incident.id: incident.title for incident in asked.corpus.incidents if incident.id in workspace.broken}
        return in_order([*world.lines(asked.corpus), *broken_lines(titles, asked.config.response_team)])


def post(workspace: Workspace, accept: str | None, progress: Progress, warn: Say) -> bool:
    """File the week's review as an issue of the response team's repository, and remind owners; whether all was done.

    The first review reminds nobody: the teams of an old repository would all be reminded on the same day.
    Raises UsageError if the tracker cannot be read, or that repository is public.
    """
    with lock_of(workspace, warn), tracker_of(workspace, progress, write=True) as tracker:
        asked = source(workspace)
        asked = replace(asked, today=_in_utc(asked.today))
        world = _World(tracker, asked)
        existing = _existing(tracker, asked.config)
        plan = sorted_plan(_changes(tracker, world, existing, len(workspace.broken)), ())
        begun = any(item.round.week < week(asked.today) for item in existing)
        wanted = list(reminders(tracker, world.observed, asked))[: asked.config.most_reminders] if begun else []
        if not plan.changes and not wanted:
            warn(f"the review of {week(asked.today)} has already been posted")
            return True
        if not is_allowed(plan, accept, workspace, warn):
            return False
        outcomes = progress.follow(plan, apply_plan(plan, tracker)) if plan.changes else []
        reminded = remind(tracker, wanted, progress.say, warn)
    return reminded and all(isinstance(outcome, Done) for outcome in outcomes)


def history(workspace: Workspace, progress: Progress) -> str:
    """All rounds with what was listed, and who reviewed it when, as CSV. Raises UsageError as `review` does."""
    repository = workspace.config.response_repository
    with tracker_of(workspace, progress, write=False) as tracker:
        rounds = round_issues(tracker.issues(repository))
        answered = [_answered(tracker, item) for item in rounds]
    return table(
        [
            {
                "week": item.round.week,
                "key": key,
                "reason": listed.reason,
                "passed_over": listed.passed_over,
                "reviewed_on": reviews[key].on if key in reviews else None,
                "reviewed_by": reviews[key].by if key in reviews else "",
                "issue": item.issue.reference,
            }
            for item, reviews in zip(rounds, answered, strict=True)
            for key, listed in sorted(item.round.listed.items())
        ]
    )


def _in_utc(today: date) -> date:
    """The day in UTC, where it is the day here: every machine is in the same week then."""
    return datetime.now(UTC).date() if today == date.today() else today  # noqa: DTZ011  # as --today has it by default


def _existing(tracker: Reader, config: Config) -> list[RoundIssue]:
    """The issues of the review. Raises UsageError if their repository cannot hold any."""
    repository = config.response_repository
    found = tracker.repository(repository)
    if found is None or found.public or not found.has_issues or found.archived:
        raise UsageError(f"{repository} has to exist, be private and take issues before a review is filed there")
    return round_issues(tracker.issues(repository))


def _changes(tracker: Reader, world: _World, existing: list[RoundIssue], broken: int) -> Iterator[Change]:
    """What leads to one open issue of the review for this week, from what its repository's readers may see."""
    asked = world.asked
    config, repository, this_week = asked.config, asked.config.response_repository, week(asked.today)
    visible = redact(asked.corpus, config.audiences[repository], asked.today)
    current = next((item for item in existing if item.round.week == this_week), None)
    lines = in_order(list(world.lines(visible)))
    keys = _keys(visible) | _keys(redact(_whole(asked), config.audiences[repository], asked.today))
    if current is None:
        before = latest(existing)
        previous = before.round.answered(_answered(tracker, before)).renamed(_ids(visible)) if before else None
        round_, listed = next_round(previous, lines, this_week, asked.today, config.cadence)
        round_ = only_visible(round_, keys)
        yield from post_round(repository, this_week, issue_body(round_, listed, config, broken=broken), existing)
        return
    yield from post_round(repository, this_week, "", existing)
    kept = only_visible(current.round, keys)
    if kept != current.round and current.issue.open:
        listed = tuple(line for line in lines if line.key in kept.listed)
        yield narrowed(current, issue_body(kept, listed, config, broken=broken))


def _answered(tracker: Reader, item: RoundIssue) -> dict[str, Review]:
    """The reviews of a round, in the comments on its issue."""
    repository = item.issue.repository
    comments = tracker.comments(repository, item.issue.number)
    return reviews_in(item.round, comments, lambda login: tracker.may_write(repository, login))


def _ids(corpus: Corpus) -> dict[str, str]:
    """The present id of each incident, by the ids that it had before."""
    return {alias: incident.id for incident in corpus.incidents for alias in incident.aliases}


def _whole(asked: Source) -> Corpus:
    """The corpus with the incidents that have errors, where those do not hide a level: their reviews are kept."""
    readable = {name for name, without_level in asked.broken.items() if not without_level}
    incidents = (
        replace(incident, status="in-review") if incident.id in readable else incident
        for incident in asked.corpus.incidents
    )
    return replace(asked.corpus, incidents=tuple(incidents))


def _keys(corpus: Corpus) -> frozenset[str]:
    """The keys of findings and the ids of incidents."""
    return frozenset([*(finding.key for finding in corpus.findings), *(incident.id for incident in corpus.incidents)])


class _World:
    """The states of the findings, what the plan settles, and what people did on the issues."""

    def __init__(self, tracker: Reader, asked: Source) -> None:
        """Read the tracker. Raises UsageError if it cannot be read."""
        planned = make_plan(tracker, asked)
        if planned.observed.missing:
            raise UsageError("\n".join(planned.observed.missing))
        self.asked, self.observed = asked, planned.observed
        self.states = planned.observed.finding_states(asked)
        self.settled = _settled(planned.plan)
        self.activity = dict(_activity(tracker, self.states))

    def lines(self, corpus: Corpus) -> Iterator[Line]:
        """The lines of the review, from a corpus that may be redacted; only what it holds is in them."""
        config, today = self.asked.config, self.asked.today
        ended = {incident.id: last_day(incident) for incident in corpus.incidents}
        states = {
            finding.key: replace(self.states[finding.key], finding=finding)
            for finding in corpus.findings
            if finding.key in self.states
        }
        found = FindingLines(corpus, config, today, ended, self.settled, self.activity)
        yield from found.lines(states.values())
        yield from incident_lines(corpus, states, config.response_team)
        yield from deadline_lines(corpus, config.regimes, today, config.response_team)


def _settled(plan: Plan) -> frozenset[str]:
    """The findings whose issue the plan opens, closes or reopens."""
    return frozenset(
        change.finding
        for change in plan.changes
        if change.new is not None or (change.edit is not None and change.edit.state is not None)
    )


def _activity(tracker: Reader, states: Mapping[str, FindingState]) -> Iterator[tuple[str, Activity]]:
    """What people did on the issues of findings that are to be done, by the finding's key."""
    for key, state in states.items():
        issue = state.issue
        if issue is None or state.state not in (State.OPEN, State.OVERDUE):
            continue
        done = list(_done_by_people(tracker, issue))
        last = max((moment.date() for moment in (*done, issue.created_at) if moment), default=None)
        assigned = {login.lower() for login in issue.assignees} - {login.lower() for login in state.finding.assignees}
        yield key, Activity(last, begun=bool(done or assigned or _is_ticked(issue.body)))


def _done_by_people(tracker: Reader, issue: Issue) -> Iterator[datetime]:
    """When people commented on the issue, or did something else to it."""
    where = (issue.repository, issue.number)
    yield from (comment.created_at for comment in tracker.comments(*where) if _is_by_a_person(comment))
    yield from (event.created_at for event in tracker.events(*where))


def _is_ticked(body: str) -> bool:
    return any(task.ticked for task in tasks(Prose(body)))


def _is_by_a_person(comment: Comment) -> bool:
    return not comment.by_bot and not comment.body.startswith(_OURS)

"""Writes the reminders of a review, each once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from pipeline.operations.progress import Say
from pipeline.redaction.redact import finding_level
from pipeline.review.periods import monday
from pipeline.review.reminders import Reminder, reminder
from pipeline.tracking.desired import Source
from pipeline.tracking.observed import ObservedState
from pipeline.tracking.tracker import Guard, LostAnswer, Reader, Tracker, TrackerError, unguarded
from pipeline.vocabulary import levels, tlp_rank

_TRIES = 3


def reminders(tracker: Reader, observed: ObservedState, asked: Source) -> Iterator[Reminder]:
    """What is to be written as of the week's Monday: runs in the same week, finished or not, write the same."""
    day = monday(asked.today)
    levels_of = {
        finding.key: finding_level(incident, finding, asked.today)
        for incident in asked.corpus.incidents
        for finding in incident.findings
    }
    for state in observed.finding_states(Source(asked.corpus, asked.config, day, asked.history, asked.broken)).values():
        if state.issue is None or state.due is None or not state.issue.open:
            continue
        level, repository = levels_of[state.finding.key], state.issue.repository
        public = repository in observed.public or repository not in asked.config.audiences
        if tlp_rank(level) > tlp_rank(levels()[0] if public else asked.config.audiences[repository]):
            continue  # its readers are not even told that it is due
        comments = tracker.comments(state.issue.repository, state.issue.number)
        wanted = reminder(state, comments, day, asked.config)
        if wanted is not None:
            yield replace(wanted, restricted=level != levels()[0])


def remind(tracker: Tracker, wanted: Iterable[Reminder], say: Say, warn: Say) -> bool:
    """Write the reminders; whether all of them were written. One that fails does not keep the others from it."""
    done = True
    for item in wanted:
        where = f"{item.repository}#{item.number}"
        try:
            private = partial(_refuse_public, tracker, item.repository)
            _write(tracker, item, private if item.restricted else unguarded)
            say(f"remind {where}: {item.key}")
        except TrackerError as error:
            done = False
            warn(f"not done: remind {where}, {item.key}: {error}")
    return done


def _refuse_public(tracker: Tracker, repository: str) -> None:
    """Raise TrackerError if everybody can read the repository, which was private when the review was planned."""
    found = tracker.repository(repository)
    if found is None or found.public:
        raise TrackerError(f"{repository} {'is gone' if found is None else 'became public'}: run again")


def _write(tracker: Tracker, item: Reminder, guard: Guard) -> None:
    """Send it once; if the answer is lost, look for it before it is sent again."""
    for _ in range(_TRIES):
        try:
            tracker.comment(item.repository, item.number, item.body, guard)
        except LostAnswer as error:
            lost = error
            if item.is_among(tracker.comments(item.repository, item.number)):
                return
        else:
            return
    raise lost

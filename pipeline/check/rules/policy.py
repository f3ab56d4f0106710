"""Rules of the review policy about the form of a postmortem."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import layout
from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.check.texts import missing_sections
from pipeline.diagnostic import Location, Route, Severity
from pipeline.markdown.sections import sections
from pipeline.markdown.tree import passages
from pipeline.model import Incident
from pipeline.validation.fast_validator import is_valid

_BEGIN = {
    layout.TIMELINE: "add it, with `events` in its front matter: a list of items with `at` and `what`",
    layout.EVIDENCE: "add it, with `items` in its front matter: a list of items with `id` (E1), `what` and `source`",
}

_SHORT = 60
"""A longer passage, in characters, is not a placeholder."""


@rule(
    fails=Example("README.md", front="impact: {customers: confirmed, data_breach: none}", without="timeline.md"),
    passes=Example(
        "README.md", front="impact: {customers: none, data_breach: none}\nseverity: sev3", without="timeline.md"
    ),
)
def full_form_has_its_files(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A full postmortem has a timeline.md and an evidence.md beside its README.md.

    The policy requires the full form if customers or data were or may have been affected, or if
    severity is sev1 or sev2.
    """
    if not incident.full:
        return
    for name in layout.FULL_FILES:
        if name not in incident.files:
            why = "customers or data may have been affected, or severity is sev1 or sev2"
            message = f"a full postmortem needs {name} in this folder: {why}"
            yield Problem(at(incident.readme, "impact"), message, _BEGIN[name])


@rule(
    fails=Example("README.md", body="## What happened\n\n## Key takeaways\n\nRotate tokens."),
    passes=Example("README.md", body="## What happened\n\nA token was readable for two days.\n"),
)
def report_has_its_sections(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A report that is not a draft has all its sections, and none is empty.

    A brief report says what happened and what was learned; a full one adds a technical summary and
    how the response ran.
    """
    if incident.is_draft or incident.duplicate_of:
        return
    yield from missing_sections(incident.body, layout.FULL if incident.full else layout.BRIEF)


@rule(
    fails=Example("README.md", body="## Technical summary\n\nThe token had full rights."),
    passes=Example("README.md", body="## Technical summary\n\nThe token had full rights [E1]."),
)
def technical_summary_cites_evidence(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Every paragraph, list and table of a full postmortem's technical summary cites evidence."""
    if not incident.full:
        return
    for section in sections(incident.body):
        if section.heading != layout.TECHNICAL_SUMMARY:
            continue
        for block in section.spoken:
            if not block.cites:
                hint = "cite the evidence for it, such as [E1]; if it is not in evidence.md yet, add it there first"
                yield Problem(block.location, "this passage cites no evidence", hint)


@rule(
    fails=Example("README.md", front="signoffs: [{team: payments, who: lead, on: 2026-02-01}]"),
    passes=Example(
        "README.md",
        front=(
            "signoffs:\n- {team: security-response, who: incident commander, on: 2026-02-01}\n"
            "- {team: identity, who: lead, on: 2026-02-01}"
        ),
    ),
)
def participants_have_signed_off(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Every team that took part in the response signs off before a full postmortem is published.

    A retold incident (`report.retold_from`) needs no sign-offs: nobody here responded to it.
    """
    if not incident.full or incident.report.retold_from or incident.status not in ("published", "closed"):
        return
    signed = {signoff.team for signoff in incident.signoffs}
    for index, participant in enumerate(incident.participants):
        if participant.team and participant.team not in signed:
            message = f"`{participant.team}` took part but has not signed off"
            hint = (
                "add its sign-off to `signoffs`: `who` and `on`, or the `pull_request` that a member approves;"
                " or set `status: in-review` until it has agreed"
            )
            yield Problem(at(incident.readme, "participants", index, "team"), message, hint)


@rule(
    fails=Example(
        "README.md",
        front=(
            "response:\n  sufficient: {verdict: partly, because: one host was missed, findings: ['07']}\n"
            "  complete: {verdict: yes}"
        ),
    ),
    passes=Example(
        "README.md",
        front=(
            "response:\n  sufficient: {verdict: partly, because: one host was missed, findings: ['01']}\n"
            "  complete: {verdict: yes}"
        ),
    ),
)
def verdict_names_findings_that_exist(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A response that was not sufficient or not complete names findings of this incident."""
    if incident.response is None:
        return
    for question in ("sufficient", "complete"):
        for index, number in enumerate(getattr(incident.response, question).findings):
            if number not in incident.finding_numbers:
                have = ", ".join(sorted(incident.finding_numbers)) or "none yet"
                place = at(incident.readme, "response", question, "findings", index)
                yield Problem(place, f"this incident has no finding {number}", f"its findings: {have}")


@rule(
    severity=Severity.WARNING,
    fails=Example(
        "README.md",
        front=(
            "response:\n  sufficient: {verdict: not-assessed, because: The review is in May.}\n"
            "  complete: {verdict: yes}"
        ),
    ),
    passes=Example(
        "README.md",
        front=(
            "report: {retold_from: {organisation: Example Org, url: 'https://example.org/report'}}\n"
            "response:\n  sufficient: {verdict: not-assessed, because: The report does not say.}\n"
            "  complete: {verdict: yes}"
        ),
    ),
)
def response_is_assessed(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The response to an incident of our own is assessed, sooner or later; the review lists it until then.

    Nobody here has to assess the response to a retold incident (`report.retold_from`).
    """
    for question in incident.unassessed:
        message = f"nobody has assessed whether the response was {question}"
        hint = "write `verdict: yes`, or partly or no with `because` and `findings`, once somebody has"
        yield Problem(at(incident.readme, "response", question, "verdict"), message, hint)


@rule(
    fails=Example("README.md", front="status: closed"),
    passes=Example("README.md", front="status: published"),
)
def closed_means_settled(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """An incident is closed only when each finding is verified, declined, risk-accepted or a duplicate."""
    if incident.status != "closed":
        return
    for finding in incident.findings:
        if not (finding.decision.wont_fix or finding.verification or finding.duplicate_of):
            message = f"the incident is closed, but finding {finding.number} is not resolved"
            hint = "verify it, decline it, or set `status: published` until it is resolved"
            yield Problem(at(incident.readme, "status"), message, hint)


@rule(
    severity=Severity.WARNING,
    fails=Example(
        "README.md",
        front=(
            "impact: {customers: none, data_breach: none}\nseverity: sev3\n"
            "exemption: {reason: An upstream project tells the story., approved_by: head of security}"
        ),
    ),
    passes=Example(
        "README.md", front="exemption: {reason: An upstream project tells it., approved_by: head of security}"
    ),
)
def exemption_is_needed(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """An incident has an exemption only if the policy would otherwise require a full postmortem."""
    data = context.documents[incident.readme].data
    if incident.exemption is None or is_valid("incident", data, "needs-full-form"):
        return
    message = "the policy does not require a full postmortem here, so no exemption is needed"
    yield Problem(at(incident.readme, "exemption"), message, "remove the exemption, or correct `severity` and `impact`")


@rule(
    fails=Example("README.md", body=f"## What happened\n\n{layout.GUIDE[layout.WHAT_HAPPENED]}\n"),
    passes=Example("README.md", body="## What happened\n\nA token was readable for two days.\n"),
)
def template_is_replaced(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The template's guidance for each section is replaced once the incident is no longer a draft."""
    if incident.is_draft:
        return
    for body in (incident.body, *(finding.body for finding in incident.findings)):
        for heading, guide in layout.GUIDE.items():
            for passage in passages(body) if guide in body.text else ():
                start = passage.text.find(guide)
                if start >= 0:
                    hint = f"write your own text below `## {heading}` and remove this sentence"
                    yield Problem(passage.located(start), "this sentence comes from the template", hint)


@rule(
    fails=Example("README.md", body="## Key takeaways\n\n- TBD\n"),
    passes=Example("README.md", body="## Key takeaways\n\n- Build from clean checkouts.\n"),
)
def placeholder_is_replaced(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No section or event is only a placeholder, such as TBD, once the incident is no longer a draft.

    To change the placeholders, edit `words` in postmortem.yml.
    """
    if incident.is_draft:
        return
    for place, name, text in _short_texts(incident):
        words = layout.bare(text)
        if not words or words in context.config.words.placeholders:
            yield Problem(
                place, f"{name} is only a placeholder", "write a sentence; if it is not known, say so and why"
            )


def _short_texts(incident: Incident) -> Iterator[tuple[Location | tuple[str, Route], str, str]]:
    """Sections of one short passage, the summary and events: the place, the name and the text of each."""
    for body in (incident.body, *(finding.body for finding in incident.findings)):
        for section in sections(body):
            if len(section.spoken) == 1 and len(section.spoken[0].text) <= _SHORT:
                block = section.spoken[0]
                yield block.location, f"`## {section.heading}`", block.text
    if incident.summary:
        yield at(incident.readme, "summary"), "the summary", incident.summary
    if incident.timeline is not None:
        for index, event in enumerate(incident.timeline.events):
            if event.what:
                yield at(incident.timeline.path, "events", index, "what"), "this event", event.what

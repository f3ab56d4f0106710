"""Records for the tests of the site, built by hand: one incident, two findings, one item of evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.markdown.prose import Prose
from pipeline.model import (
    Actor,
    Artefact,
    Corpus,
    Count,
    Decision,
    Event,
    Evidence,
    Exemption,
    ExternalParty,
    Factor,
    Finding,
    Incident,
    Indicator,
    Notification,
    Participant,
    Reference,
    Register,
    Related,
    Response,
    Signoff,
    Technique,
    Timeline,
    Verdict,
    Verification,
)
from pipeline.repository.config import Config, Limits, Site, Team, Wording
from pipeline.site.data import SiteData, visible
from pipeline.site.render import render
from pipeline.time import moment
from pipeline.tracking.lifecycle import Conflict, Disagreement, FindingState, finding_state
from pipeline.tracking.tracker import Issue

TODAY = date(2026, 3, 1)
ID = "2026-01-10-leaked-token"
FOLDER = f"incidents/{ID}"
PAGE = f"docs/incidents/{ID}.md"


def team(name: str) -> Team:
    return Team(name, name.title(), "Example Org", f"example-org/{name}", "", "clear")


CONFIG = Config(
    tracker="local",
    response_team="identity",
    response_repository="example-org/response",
    response_audience="red",
    teams={name: team(name) for name in ("identity", "index")},
    routing=(),
    priorities={"p0": 7, "p1": 30},
    decide_within_days=14,
    verify_within_days=14,
    cadence={"p0": 7, "p1": 14},
    remind_before_days=7,
    remind_overdue=True,
    most_reminders=20,
    escalate_after_rounds=3,
    procedures_name_findings_from=date.max,
    limits=Limits(50, 100, 20, 200),
    label_prefix="postmortem",
    seconds_between_writes=0,
    creates_an_hour=500,
    longest_wait_minutes=0,
    repository_audience="",
    signoffs="written",
    repository="",
    site=Site("Postmortems", "https://example.org/postmortems/", "clear", "en", say_withheld=False),
    words=Wording((), frozenset(), frozenset(), frozenset()),
)


def finding(number: str = "01", **changes: Any) -> Finding:
    record = Finding(
        incident=ID,
        number=number,
        path=f"{FOLDER}/findings/{number}-expire-tokens.md",
        title=f"Expire tokens {number}",
        category="technical-lapse",
        kind="bug",
        owner="identity",
        involves=(),
        priority="p1",
        due=None,
        evidence=("E1",),
        tlp="",
        disclose_after=None,
        decision=Decision("accepted", (), "", date(2026, 2, 20)),
        sop="",
        assignees=(),
        milestone="",
        issue="",
        duplicate_of="",
        verification=None,
        body=prose("## What was found\n\nTokens live for ever.", f"findings/{number}-expire-tokens.md"),
    )
    return replace(record, **changes)


def event(at: str, what: str = "Something happened.", **changes: Any) -> Event:
    return replace(Event(moment.parse(at), what, "", "", (), approximate=False, tlp=""), **changes)


def evidence(name: str = "E1", **changes: Any) -> Evidence:
    record = Evidence(name, "The audit log.", "identity", None, "", "evidence/log.txt", "", "0" * 64, "")
    return replace(record, **changes)


def incident(**changes: Any) -> Incident:
    record = Incident(
        id=ID,
        path=FOLDER,
        title="A token was readable",
        status="published",
        tlp="clear",
        severity="sev2",
        summary="A token was readable for two days.",
        services=("identity",),
        tags=(),
        customers="potential",
        data_breach="none",
        counts=(),
        actors=(),
        techniques=(),
        participants=(),
        external_parties=(),
        response=None,
        signoffs=(),
        related=(),
        duplicate_of="",
        aliases=(),
        references=(),
        revoked_secrets=(),
        exemption=None,
        full=False,
        body=prose("## What happened\n\nA token lay in an image [E1].", "README.md"),
        timeline=timeline(event("2026-01-08", milestone="started"), event("2026-01-10T09:00Z", milestone="detected")),
        register=register(evidence()),
        findings=(finding("01"), finding("02")),
        artefacts=(Artefact("evidence/log.txt", 12, "0" * 64, executable=False),),
        files=frozenset(),
    )
    return replace(record, **changes)


def another(name: str, **changes: Any) -> Incident:
    """A second incident, which has nothing but its report."""
    bare: dict[str, Any] = {"timeline": None, "register": None, "findings": (), "artefacts": ()}
    return incident(id=name, path=f"incidents/{name}", **{**bare, **changes})


def at(number: int, **changes: Any) -> Incident:
    """The incident of that day of January 2026, as `another`."""
    return another(f"2026-01-{number:02}-incident", **changes)


def register(*items: Evidence) -> Register:
    return Register(f"{FOLDER}/evidence.md", items, prose("", "evidence.md"))


def timeline(*events: Event) -> Timeline:
    return Timeline(f"{FOLDER}/timeline.md", "", events, prose("", "timeline.md"))


def prose(text: str, name: str) -> Prose:
    return Prose(text, f"{FOLDER}/{name}")


def site(*incidents: Incident, audience: str = "clear", issues: dict[str, Issue] | None = None) -> SiteData:
    """The site of these incidents; the finding_states come from the whole corpus, as in the commands."""
    corpus = Corpus(incidents or (incident(),), frozenset())
    finding_states = {
        one.key: finding_state(one, (issues or {}).get(one.key), today=TODAY, priorities=CONFIG.priorities)
        for one in corpus.findings
    }
    return SiteData(visible(corpus, audience, TODAY), finding_states, CONFIG, audience, TODAY)


def page(*incidents: Incident, path: str = PAGE, issues: dict[str, Issue] | None = None) -> str:
    """The text of one page of that site."""
    return str(render(site(*incidents, issues=issues))[path])


def full_of(text: str) -> SiteData:
    """A site with this text in every field that holds an author's words."""
    one = incident(
        title=text,
        summary=text,
        services=(text,),
        tags=(text,),
        counts=(Count(1, 1, text),),
        actors=(Actor("unknown", text, text, text, text, (), ""),),
        techniques=(Technique(text, text, novel=True, evidence=()),),
        participants=(Participant(text, text),),
        external_parties=(ExternalParty(text, text, None, text, text, text),),
        factors=(Factor(text, text, (), text, (), ""), Factor(text, text, ("01",), "", (), "")),
        indicators=(Indicator("domain", text, None, None, (), "clear", text),),
        notifications=(Notification(text, text, text, None, text, (), "clear", text),),
        response=Response(Verdict("no", text, ()), Verdict(text, text, ())),
        signoffs=(Signoff(text, text, None),),
        related=(Related(ID, text),),
        references=(Reference(text, text),),
        revoked_secrets=(),
        exemption=Exemption(text, text),
        timeline=replace(timeline(event("2026", text)), notes=prose(text, "timeline.md")),
        register=replace(
            register(evidence(what=text, source=text, collected_by=text, url=text, sha256=text)),
            notes=prose(text, "evidence.md"),
        ),
        body=prose(f"{text}\n\n## {text}\n\n{text}", "README.md"),
        findings=(
            finding(
                title=text,
                sop=text,
                effect=text,
                decision=Decision(text, (text,), text, None),
                verification=Verification(text, None, text),
                body=prose(text, "findings/01-x.md"),
            ),
        ),
    )
    record = site(one)
    said = Disagreement(Conflict.SOP_UNCHANGED, (("sop", text),))
    finding_states = {
        key: FindingState(was.finding, None, was.state, was.due, said) for key, was in record.finding_states.items()
    }
    named = replace(CONFIG, site=replace(CONFIG.site, name=text), teams={"index": replace(team("index"), name=text)})
    return replace(record, finding_states=finding_states, config=named)

"""Rules about contributing factors: each is answered, by findings or by a reason."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.diagnostic import Severity
from pipeline.documents.free_ids import next_id
from pipeline.model import Incident

_ANSWERED = "factors: [{id: C1, what: Tokens never expired., findings: ['01']}]"

_DECLINED = "decision: {status: declined, reason: It costs too much., on: 2026-02-01, consulted: [identity]}"


@rule(
    fails=Example("README.md", front="factors: [{id: C1, what: Tokens never expired.}]"),
    passes=Example("README.md", front=_ANSWERED),
)
def factor_is_answered(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Each contributing factor names the findings that address it, or says in `no_finding` why none does."""
    for index, factor in enumerate(incident.factors):
        item = context.value(incident.readme, ("factors", index))
        if isinstance(item, dict) and factor.id and not item.keys() & {"findings", "no_finding"}:
            place = at(incident.readme, "factors", index, "id")
            numbers = ", ".join(f'"{number}"' for number in sorted(incident.finding_numbers)) or "…"
            hint = f"add `findings: [{numbers}]` with the findings that address it, or `no_finding:` with the reason"
            yield Problem(place, f"no finding addresses factor `{factor.id}`", hint)


@rule(
    fails=Example("README.md", front=_ANSWERED.replace("01", "07")),
    passes=Example("README.md", front=_ANSWERED),
)
def factor_names_findings_that_exist(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The findings that answer a contributing factor are findings of this incident."""
    have = ", ".join(sorted(incident.finding_numbers)) or "none yet"
    for index, factor in enumerate(incident.factors):
        for position, number in enumerate(factor.findings):
            if number not in incident.finding_numbers:
                place = at(incident.readme, "factors", index, "findings", position)
                yield Problem(place, f"this incident has no finding {number}", f"its findings: {have}")


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", front=_ANSWERED, finding=_DECLINED),
    passes=Example("README.md", front=_ANSWERED),
)
def factor_keeps_an_answer(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Not every finding that answers a contributing factor is declined: then nothing answers it any more."""
    declined = {finding.number for finding in incident.findings if finding.decision.status == "declined"}
    for index, factor in enumerate(incident.factors):
        if factor.findings and declined.issuperset(factor.findings):
            message = f"no finding addresses factor `{factor.id}` any more: its findings are declined"
            hint = "write `no_finding:` with the reason instead of `findings`, or name other findings"
            yield Problem(at(incident.readme, "factors", index, "findings"), message, hint)


@rule(
    fails=Example(
        "README.md",
        front="factors:\n- {id: C1, what: Tokens never expired., findings: ['01']}\n"
        "- {id: C1, what: Nobody looked., no_finding: A scanner looks now.}",
    ),
    passes=Example(
        "README.md",
        front="factors:\n- {id: C1, what: Tokens never expired., findings: ['01']}\n"
        "- {id: C2, what: Nobody looked., no_finding: A scanner looks now.}",
    ),
)
def factor_id_stands_once(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Each contributing factor has its own id."""
    seen: set[str] = set()
    for index, factor in enumerate(incident.factors):
        if factor.id in seen:
            place = at(incident.readme, "factors", index, "id")
            free = next_id((other.id for other in incident.factors), "C")
            yield Problem(place, f"duplicate factor id `{factor.id}`", f"give it another id, such as {free}")
        elif factor.id:
            seen.add(factor.id)

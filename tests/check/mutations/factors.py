"""What contributed to an incident, and what was seen of its attackers."""

from __future__ import annotations

from collections.abc import Iterator

from tests.check.mutations.facts import added
from tests.check.mutations.record import Mutation
from tests.check.mutations.source import of_kind, pick

_OPEN = "factors: [{id: C1, what: Tokens never expired.}]"
_NUMBER = "factors: [{id: C1, what: Tokens never expired., findings: ['97']}]"
_TWICE = "factors: [{id: C1, what: One., no_finding: It is gone.}, {what: Two., no_finding: It is gone., id: C1}]"
_SHORT = "indicators: [{type: sha256, value: 9f86d081}]"
_SWAPPED = (
    "indicators: [{type: md5, value: d41d8cd98f00b204e9800998ecf8427e, first_seen: 2020-01-10, last_seen: 2020-01-08}]"
)


def mutations() -> Iterator[Mutation]:
    """Factors that nothing answers, and indicators that no other program could use."""
    plain = [source for source in of_kind("incident") if not source.data.keys() & {"factors", "indicators"}]
    for name, rule, line, faulty in (
        ("leave a factor open", "factor-is-answered", _OPEN, "C1"),
        ("answer it with what is not there", "factor-names-findings-that-exist", _NUMBER, "'97'"),
        ("give two factors one id", "factor-id-stands-once", _TWICE, "C1}]"),
        ("cut a hash short", "indicator-has-the-form-of-its-type", _SHORT, "9f86"),
        ("see it last before it was seen", "indicator-is-first-seen-first", _SWAPPED, "2020-01-08"),
    ):
        for source in pick(rule, plain, 3):
            yield added(name, rule, (source, ()), line, faulty)
    for source in of_kind("finding"):
        report = next(report for report in of_kind("incident") if report.incident == source.incident)
        if source.data["decision"]["status"] == "declined" and report in plain:
            number = source.path.rpartition("/")[2][:2]
            line = f"factors: [{{id: C1, what: Tokens never expired., findings: ['{number}']}}]"
            yield added(
                "answer it with what is declined", "factor-keeps-an-answer", (report, ()), line, f"['{number}']"
            )

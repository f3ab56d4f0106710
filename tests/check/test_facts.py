"""What sources give, and what they leave out: dates of counts, good versions, zones, answers, durations."""

from __future__ import annotations

import pytest

from tests.check.edited import Said, of, shown

EVENTS = """events:
- {at: 2026-01-10T09:00Z, what: It was found., milestone: detected}
- {at: 2026-01-10T09:40Z, what: It was over., milestone: contained}
"""


@pytest.mark.parametrize(
    ("stated", "hints"),
    [
        ("length: PT41M", 0),
        ("length: PT1H", 0),  # rounded to hours
        ("length: PT50M", 1),
        ("length: PT60M, approximate: true", 0),
        ("length: PT3H, approximate: true", 1),
        ("length: PT25M, approximate: true", 0),
        ("length: PT15M, approximate: true", 1),
        ("length: {at_least: PT1M}", 0),
        ("length: {at_most: PT10M}", 1),
    ],
)
def test_a_stated_duration_and_milestones_that_disagree(said: Said, stated: str, hints: int) -> None:
    found = of(
        "stated-duration-fits-milestones",
        said({"timeline.md": f"{EVENTS}stated: [{{duration: contain, from: detected, {stated}}}] # so"}),
    )
    assert ["`length: PT40M`" in item.hint for item in found] == [True] * hints


def test_a_stated_duration_is_compared_after_one_that_cannot_be(said: Said) -> None:
    inverted = "{duration: contain, from: detected, length: {at_least: PT2H, at_most: PT1H}}"
    stated = f"stated: [{inverted}, {{duration: contain, from: detected, length: PT50M}}] # so"
    (found,) = of("stated-duration-fits-milestones", said({"timeline.md": f"{EVENTS}{stated}"}))
    assert "`length: PT40M`" in found.hint


def test_a_count_was_not_made_in_the_future(said: Said) -> None:
    counts = "impact: {customers: confirmed, data_breach: none, counts: [{count: 3, unit: downloads, as_of: 2926-03}]}"
    (found,) = of("nothing-is-in-the-future", said({"README.md": counts}))
    assert found.message == "`2926-03` is in the future"


@pytest.mark.parametrize("zone", ["unknown", "Europe/Rome"])
def test_times_of_every_file_may_be_in_a_zone_of_the_file(said: Said, zone: str) -> None:
    front = f"timezone: {zone}\nexternal_parties: [{{kind: vendor, who: A vendor, contacted: 2026-01-10T09:00}}]"
    item = "items: [{id: E1, what: A log., source: identity, collected_at: 2026-01-10T09:00}]"
    found = said({"README.md": front, "evidence.md": f"timezone: {zone}\n{item}"})
    assert of("moment-can-be-read", found) == []


def test_a_time_without_a_zone_says_what_to_write(said: Said) -> None:
    (found,) = of("moment-can-be-read", said({"timeline.md": "events: [{at: 2026-01-10T09:00, what: It began.}]"}))
    assert "`unknown` if the source names none" in found.message


def test_events_in_one_unnamed_zone_are_in_order(said: Said) -> None:
    events = "timezone: unknown\nevents:\n- {at: 2026-01-10T09:30, what: a}\n- {at: 2026-01-10T09:00, what: b}"
    assert len(of("events-are-in-order", said({"timeline.md": events}))) == 1


ANSWERS = "response: {{sufficient: {{verdict: yes}}, complete: {{verdict: not-assessed{}}}}}"


def test_nobody_has_to_assess_the_response_of_others(said: Said) -> None:
    retold = "report: {retold_from: {organisation: Example Org, url: 'https://example.org/a'}}\n"
    because = ", because: The report does not say."
    assert of("response-is-assessed", said({"README.md": f"{retold}{ANSWERS.format(because)}"})) == []
    (found,) = of("response-is-assessed", said({"README.md": ANSWERS.format(because)}))
    assert found.message == "nobody has assessed whether the response was complete"


def test_what_is_not_assessed_says_why(said: Said) -> None:
    assert "error schema: `because` is missing in `response.complete`" in shown(said({"README.md": ANSWERS.format("")}))


@pytest.mark.parametrize(
    ("items", "hint"),
    [
        ("{what: a, source: b}", "add `id: E5`"),
        ("E1", "write `{id: E5"),
        ("{id: 1, what: a, source: b}", "did you mean `E5`"),
        ("{id: E1, what: a, source: b}", "such as E6"),
    ],
)
def test_an_id_that_is_suggested_is_free(said: Said, items: str, hint: str) -> None:
    rest = "{id: E5, what: a, source: b}" if "E6" in hint else "{id: E4, what: a, source: b}"
    found = said({"evidence.md": f"items: [{{id: E1, what: a, source: b}}, {items}, {rest}]"})
    assert any(hint in item.hint for item in found), [item.hint for item in found]

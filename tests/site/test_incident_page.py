"""The pages say what the records say: what is unknown is said, and what belongs together is linked."""

import re
from dataclasses import replace
from datetime import date

import pytest
import yaml

from pipeline.model import Actor, Artefact, Count, Decision, Participant, Related, Response, Technique, Verdict
from pipeline.site.links import artefacts
from pipeline.site.render import render
from pipeline.tracking.tracker import Issue
from tests import example
from tests.site import builders


def issue(url: str) -> Issue:
    return example.issue(url=url)


def test_the_same_records_give_the_same_bytes() -> None:
    assert render(builders.site()) == render(builders.site())


def test_a_duration_with_an_unknown_milestone_says_unknown() -> None:
    page = builders.page(
        builders.incident(timeline=builders.timeline(builders.event("2026-01-08", milestone="started")))
    )
    assert '<dt>Time to detect <small>from the start</small></dt><dd class="pm-unknown">unknown</dd>' in page


def test_whether_it_is_over_is_not_guessed() -> None:
    assert ">The report does not say</p>\n<p>Last milestone with a time: detected, <time" in builders.page()
    contained = builders.event("2026-01-10T09:00Z", milestone="contained")
    page = builders.page(builders.incident(timeline=builders.timeline(contained)))
    assert '<p class="pm-fact__answer">Contained <time' in page
    assert "The report does not say when service was back to normal." in page


def test_a_closed_incident_is_over_whatever_its_last_milestone_is() -> None:
    closed = builders.page(builders.incident(status="closed"))
    assert "Yes: the incident is closed" in closed
    assert "Last milestone with a time: detected, <time" in closed
    assert "does not say" not in closed


def test_evidence_links_to_what_cites_it() -> None:
    page = builders.page()
    assert '<li><a href="#S0-1">What happened</a></li>' in page
    assert '<p id="S0-1">A token lay in an image' in page
    assert '<li>Findings <a href="#F01">01</a>, <a href="#F02">02</a></li>' in page


def test_an_item_says_everything_that_it_supports_and_each_place_leads_there() -> None:
    one = builders.incident(
        timeline=replace(
            builders.timeline(
                builders.event("2026-01-08", evidence=("E1",)), builders.event("2026-01-10", evidence=("E1",))
            ),
            notes=builders.prose("The log has no seconds [E1].", "timeline.md"),
        ),
        actors=(Actor("unknown", "", "", "", "", ("E1",), ""),),
        techniques=(Technique("T1552.001", "", novel=False, evidence=("E1",)),),
        body=builders.prose("## What happened\n\n- One [E1]\n- Two\n\nThree [E1].", "README.md"),
        findings=(
            builders.finding(evidence=(), body=builders.prose("See [E1].", "findings/01-x.md")),
            builders.finding("02"),
        ),
    )
    page = builders.page(one)
    supports = re.search(r'<div class="pm-supports">.*?</div>', page, re.DOTALL)
    assert supports is not None
    places = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', supports.group())
    assert [name for _, name in places] == [
        *("1", "2", "Notes on the timeline", "1", "2", "Unknown actor", "T1552.001", "01", "02"),
    ]
    assert [anchor for anchor, _ in places if f'id="{anchor}"' not in page] == []


def test_an_item_that_nothing_cites_says_so() -> None:
    page = builders.page(builders.incident(register=builders.register(builders.evidence(), builders.evidence("E2"))))
    assert page.count("nothing on this page") == 1


def test_a_digest_is_there_in_full_for_who_checks_the_file() -> None:
    page = builders.page(builders.incident(register=builders.register(builders.evidence(sha256="ab" * 32))))
    assert f"<code>{'ab' * 32}</code>" in page


def test_a_technique_and_a_group_have_their_names() -> None:
    page = builders.page(
        builders.incident(
            actors=(Actor("external", "Somebody", "", "G0032", "", (), ""),),
            techniques=(
                Technique("T1552.001", "", novel=False, evidence=()),
                Technique("T9999", "", novel=False, evidence=()),
            ),
        )
    )
    assert '<a href="https://attack.mitre.org/groups/G0032/" rel="noopener noreferrer">G0032 Lazarus Group</a>' in page
    assert ">T1552.001 Credentials In Files</a>" in page
    assert ">T9999</a>" in page


def test_the_first_screen_names_the_finding_that_is_due_first() -> None:
    findings = (builders.finding("01"), builders.finding("02", due=date(2026, 2, 20)))
    lead = builders.page(builders.incident(findings=findings)).partition("</div>\n</div>")[0]
    assert '<a href="#F02">Expire tokens 02</a>, <a href="../../teams/identity/">Identity</a>' in lead
    assert '<strong class="pm-late">overdue by 9 days</strong>' in lead
    assert '2 of 2 findings still open, <span class="pm-late">1 overdue</span></a>' in lead


def test_a_finding_says_how_old_it_is_until_it_is_settled() -> None:
    settled = builders.finding("02", decision=Decision("declined", (), "Too dear.", date(2026, 2, 20)))
    page = builders.page(builders.incident(findings=(builders.finding(), settled)))
    assert page.count("9 days old") == 1


def test_an_incident_says_which_others_name_it() -> None:
    naming = builders.another("2026-02-01-other", title="Again", related=(Related(builders.ID, "The same token."),))
    page = builders.page(builders.incident(aliases=("old-name",)), naming)
    other = '<a href="../../incidents/2026-02-01-other/">Again</a>: The same token. '
    assert f'{other}<span class="pm-quiet">(mentioned there)' in page
    assert "Also known as old-name." in page


def test_a_reason_that_both_give_stands_once() -> None:
    naming = builders.another("2026-02-01-other", related=(Related(builders.ID, "The same token."),))
    assert (
        builders.page(builders.incident(related=(Related(naming.id, "The same token."),)), naming).count(
            "The same token."
        )
        == 1
    )


def test_the_citation_has_title_id_day_and_address() -> None:
    address = f"https://example.org/postmortems/incidents/{builders.ID}/"
    assert (
        f"Postmortems. “A token was readable”. Incident {builders.ID}. Record as of 2026-02-20. "
        f'<a href="{address}">{address}</a>'
    ) in builders.page()


def test_a_citation_has_no_address_where_nobody_said_where_the_site_is() -> None:
    site = builders.site()
    page = str(
        render(replace(site, config=replace(site.config, site=replace(site.config.site, url=""))))[builders.PAGE]
    )
    assert f"Incident {builders.ID}. Record as of 2026-02-20.</span>" in page


def test_an_artefact_follows_its_evidence() -> None:
    page = builders.incident(register=builders.register(builders.evidence(tlp="red")))
    assert artefacts(builders.site(page).corpus) == {}


def test_an_artefact_that_a_browser_would_run_is_served_as_text() -> None:
    register = builders.register(builders.evidence(path="evidence/kit.HTML"))
    kit = builders.incident(artefacts=(Artefact("evidence/kit.HTML", 1, "", executable=False),), register=register)
    assert artefacts(builders.site(kit).corpus) == {
        f"incidents/{builders.ID}/evidence/kit.HTML.txt": f"{builders.FOLDER}/evidence/kit.HTML",
    }
    assert 'href="evidence/kit.HTML.txt"' in builders.page(kit)


def test_a_page_in_review_says_so() -> None:
    assert "<strong>In review.</strong>" in builders.page(builders.incident(status="in-review"))


def test_sections_without_content_are_left_out() -> None:
    page = builders.page(builders.incident(timeline=None, register=None, findings=(), artefacts=()))
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["## What happened", "## How to cite this page"]


def test_a_verdict_names_the_findings_that_follow() -> None:
    response = Response(Verdict("yes", "", ()), Verdict("partly", "Tokens still live.", ("01",)))
    state = '<span class="pm-badge pm-state pm-state--open">open</span>'
    assert f'<li><a href="#F01">01 Expire tokens 01</a> {state}</li>' in builders.page(
        builders.incident(response=response)
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://example.org/7",
            '<a href="https://example.org/7" rel="noopener noreferrer">example-org/identity#7</a>',
        ),
        ("file:///issues.sqlite", "<dd>example-org/identity#7</dd>"),
    ],
)
def test_an_issue_is_linked_where_it_is_on_the_web(url: str, shown: str) -> None:
    assert shown in builders.page(issues={f"{builders.ID}/01": issue(url)})


def test_a_disagreement_is_shown() -> None:
    closed = replace(issue(""), closed_as="not_planned")
    assert "the team closed the issue as not planned" in builders.page(issues={f"{builders.ID}/01": closed})


def test_the_longest_overdue_finding_comes_first() -> None:
    findings = (
        builders.finding("01", decision=Decision("declined", (), "Too dear.", date(2026, 1, 1))),
        builders.finding("02"),
        builders.finding("03", due=date(2026, 2, 20)),
        builders.finding("04", due=date(2026, 1, 20)),
    )
    page = builders.page(builders.incident(findings=findings), path="docs/findings/index.md")
    order = [page.index(f"Expire tokens {number}") for number in ("04", "03", "02", "01")]
    assert order == sorted(order)
    assert "overdue by 40 days" in page


def test_a_team_page_says_what_it_owns_and_where_it_took_part() -> None:
    helped = builders.incident(
        participants=(Participant("index", "found it"),), findings=(builders.finding(involves=("index",)),)
    )
    page = builders.page(helped, path="docs/teams/index/index.md")
    assert "It owns no findings." in page
    assert "Findings it is involved in" in page
    assert "found it" in page


def test_the_navigation_lists_sections_only() -> None:
    config = yaml.safe_load(str(render(builders.site())["mkdocs.yml"]))
    named = [name for entry in config["nav"] for name in entry]
    assert named == [
        "Home",
        "Incidents",
        "Findings",
        "Teams",
        "Services",
        "Techniques",
        "Procedures",
        "Responses",
        "Trends",
    ]


def test_what_was_counted_does_not_stand_under_who_was_affected() -> None:
    page = builders.page(builders.incident(counts=(Count(3, 3, "support tickets"),)))
    who, _, counted = page.partition("What was counted")
    assert "Who was affected" in who
    assert "support tickets" not in who
    assert "<strong>3</strong> support tickets" in counted


def test_a_finding_that_was_due_says_since_when() -> None:
    late = builders.finding(due=date(2026, 2, 20))
    refused = example.issue(closed_as="not_planned")
    page = builders.page(builders.incident(findings=(late,)), issues={f"{builders.ID}/01": refused})
    assert "<strong>was due 9 days ago</strong>" in page


def test_what_is_fixed_is_due_no_more() -> None:
    late = builders.finding(due=date(2026, 2, 20))
    fixed = example.issue(closed_as="completed")
    page = builders.page(builders.incident(findings=(late,)), issues={f"{builders.ID}/01": fixed})
    assert "was due" not in page
    assert "overdue by" not in page


def test_a_finding_says_first_whose_it_is_and_by_when() -> None:
    card = builders.page().partition('<section class="pm-card')[2].partition("</dl>")[0]
    names = re.findall("<dt>([^<]+)</dt>", card)
    assert names == ["Owner", "Due", "Priority", "Issue", "Decision", "Evidence", "Category", "Kind"]


def test_the_picture_is_folded_so_that_the_events_are_told_once() -> None:
    page = builders.page()
    assert re.search(
        r'<details class="pm-overview">\n<summary>[^<]+</summary>\n<figure class="pm-picture" tabindex="0">', page
    )

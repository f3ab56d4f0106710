"""Where the links in authors' texts lead from a page."""

import pytest

from tests.site import builders

OTHER = "2026-02-01-other"
THERE = f"../../incidents/{OTHER}/"
OTHER_REPORT = "## What happened\n\nIt leaked.\n\n## Why\n\n#### How so\n\nIt was old."


def test_a_link_from_a_finding_leads_to_another_finding_and_to_another_incident() -> None:
    other = builders.another("2026-02-01-other")
    text = "[a](02-old-name.md) [b](../../2026-02-01-other/README.md) [c](../timeline.md) [d](../evidence/log.txt)"
    page = builders.page(
        builders.incident(
            findings=(builders.finding(body=builders.prose(text, "findings/01-x.md")), builders.finding("02"))
        ),
        other,
    )
    for href in ("#F02", "../../incidents/2026-02-01-other/", "#Timeline", "evidence/log.txt"):
        assert f'href="{href}"' in page


def shown(text: str) -> str:
    """The page of an incident whose finding says this, beside another incident with a report and a finding."""
    inner = builders.prose("## Why it matters\n\nIt leaks.", "findings/03-x.md")
    report = builders.prose(OTHER_REPORT, "README.md")
    saying = builders.finding(body=builders.prose(f"## What was found\n\n{text}", "findings/01-x.md"))
    first = builders.incident(findings=(saying, builders.finding("03", body=inner)))
    return builders.page(first, builders.another(OTHER, body=report))


@pytest.mark.parametrize(
    ("link", "href"),
    [
        (f"../../{OTHER}/README.md#what-happened", f"{THERE}#S0"),
        (f"../../{OTHER}/README.md#how-so", f"{THERE}#S-h9"),
        (f"../../{OTHER}/#why", f"{THERE}#S1"),
        (f"../../{OTHER}/README.md#no-such-heading", THERE),
        ("../README.md#What-happened", "#S0"),
        ("03-another-name.md#why-it-matters", "#F03-h0"),
        ("03-x.md#no-such-heading", "#F03"),
        ("../evidence.md#E1", "#E1"),
        ("../timeline.md#no-such-heading", "#Timeline"),
        ("../evidence/log.txt#L10-L12", "evidence/log.txt#L10-L12"),
        ("#what-was-found", "#F01-h0"),
    ],
)
def test_a_link_to_a_place_in_a_text_leads_to_that_place(link: str, href: str) -> None:
    assert f'<a href="{href}">x</a>' in shown(f"[x]({link})")


def test_what_a_link_to_a_place_leads_to_is_on_the_page() -> None:
    report = builders.prose(OTHER_REPORT, "README.md")
    page = builders.page(builders.another(OTHER, body=report), path=f"docs/incidents/{OTHER}.md")
    for place in ("S0", "S1", "S-h9"):
        assert page.count(f'id="{place}"') == 1
    assert 'id="F03-h0"' in shown("x")

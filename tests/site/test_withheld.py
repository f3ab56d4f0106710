"""What is withheld leaves no trace on the site, unless the configuration wants it said."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.model import Actor, Corpus, Incident, Related, Signoff
from pipeline.site.data import visible
from pipeline.site.render import render
from tests.site import builders


def test_a_withheld_finding_leaves_no_trace() -> None:
    secret = builders.finding("02", title="Unspoken", tlp="amber", body=builders.prose("Unspoken", "findings/02-x.md"))
    tree = render(builders.site(builders.incident(findings=(builders.finding(), secret))))
    assert not [path for path, content in tree.items() if "Unspoken" in str(content) or "F02" in str(content)]
    assert "1 of 1 finding<" in str(tree[builders.PAGE])


def test_a_withheld_passage_of_a_finding_is_not_shown_by_its_standing() -> None:
    hidden = builders.finding(body=builders.prose("a\n<!-- tlp:red -->\nUnspoken\n<!-- /tlp -->", "findings/01-x.md"))
    assert "Unspoken" not in builders.page(builders.incident(findings=(hidden,)))


@pytest.mark.parametrize("say", [True, False])
def test_an_incident_says_that_parts_are_withheld_where_the_configuration_wants_it(*, say: bool) -> None:
    text = "A <!-- tlp:red -->Unspoken<!-- /tlp --> b."
    whole = Corpus((builders.incident(body=builders.prose(text, "README.md")),), frozenset())
    tree = render(replace(builders.site(), corpus=visible(whole, "clear", builders.TODAY, say_withheld=say)))
    page, data = str(tree[builders.PAGE]), str(tree[f"docs/api/v1/incidents/{builders.ID}.json"])
    assert ("Incomplete." in page, "<p>A ███ b.</p>" in page, '"withheld":true' in data) == (say, say, say)
    assert "Unspoken" not in page + data


def test_a_withheld_incident_leaves_no_trace() -> None:
    secret = builders.another("2026-02-01-unspoken", tlp="red")
    telling = builders.incident(related=(Related(secret.id, "the same hole"),))
    tree = render(builders.site(telling, secret))
    assert not [path for path, content in tree.items() if "unspoken" in path + str(content)]


SIGNED = (Signoff("identity", "lead", date(2026, 2, 28)),)
SECRET = builders.another("2026-02-01-unspoken", tlp="amber", aliases=("2026-02-01-before",), signoffs=SIGNED)


@pytest.mark.parametrize("withheld", [SECRET, replace(SECRET, tlp="clear", status="draft")], ids=["amber", "draft"])
def test_a_site_with_a_withheld_incident_is_the_site_without_it(withheld: Incident) -> None:
    assert render(builders.site(builders.incident(), withheld)) == render(builders.site())


@pytest.mark.parametrize(
    "more",
    [
        builders.incident(actors=(Actor("external", "b", "", "", "", (), "red"),)),
        builders.incident(findings=(builders.finding("01"), builders.finding("02"), builders.finding("03", tlp="red"))),
        builders.incident(
            findings=(
                builders.finding("01"),
                builders.finding("02"),
                builders.finding("03", disclose_after=builders.TODAY),
            )
        ),
        builders.incident(
            register=builders.register(builders.evidence(), builders.evidence("E2", tlp="red", path="evidence/b"))
        ),
        builders.incident(
            timeline=builders.timeline(
                builders.event("2026-01-08", milestone="started"),
                builders.event("2026-01-10T09:00Z", milestone="detected"),
                builders.event("2026-02-27", milestone="recovered", tlp="red"),
            )
        ),
    ],
    ids=["an actor", "a finding", "a finding that is held", "an item of evidence", "an event"],
)
def test_a_site_with_a_withheld_part_is_the_site_without_it(more: Incident) -> None:
    assert render(builders.site(more)) == render(builders.site())


def test_a_draft_is_not_published_and_not_linked() -> None:
    draft = builders.another("2026-02-01-draft", status="draft")
    telling = builders.incident(related=(Related(draft.id, "the same hole"),))
    assert "2026-02-01-draft" not in str(visible(Corpus((telling, draft), frozenset()), "red", builders.TODAY))

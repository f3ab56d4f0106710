"""What is withheld leaves no trace on the site, unless the configuration wants it said."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.model import Actor, Corpus, Incident, Related, Signoff
from pipeline.site.data import visible
from pipeline.site.render import render
from tests.site import made


def test_a_withheld_finding_leaves_no_trace() -> None:
    secret = made.finding("02", title="Unspoken", tlp="amber", body=made.prose("Unspoken", "findings/02-x.md"))
    tree = render(made.site(made.incident(findings=(made.finding(), secret))))
    assert not [path for path, content in tree.items() if "Unspoken" in str(content) or "F02" in str(content)]
    assert "1 of 1 finding<" in str(tree[made.PAGE])


def test_a_withheld_passage_of_a_finding_is_not_shown_by_its_standing() -> None:
    hidden = made.finding(body=made.prose("a\n<!-- tlp:red -->\nUnspoken\n<!-- /tlp -->", "findings/01-x.md"))
    assert "Unspoken" not in made.page(made.incident(findings=(hidden,)))


@pytest.mark.parametrize("say", [True, False])
def test_an_incident_says_that_parts_are_withheld_where_the_configuration_wants_it(*, say: bool) -> None:
    text = "A <!-- tlp:red -->Unspoken<!-- /tlp --> b."
    whole = Corpus((made.incident(body=made.prose(text, "README.md")),), frozenset())
    tree = render(replace(made.site(), corpus=visible(whole, "clear", made.TODAY, say_withheld=say)))
    page, data = str(tree[made.PAGE]), str(tree[f"docs/api/v1/incidents/{made.ID}.json"])
    assert ("Not all of it." in page, "<p>A ███ b.</p>" in page, '"withheld":true' in data) == (say, say, say)
    assert "Unspoken" not in page + data


def test_a_withheld_incident_leaves_no_trace() -> None:
    secret = made.another("2026-02-01-unspoken", tlp="red")
    telling = made.incident(related=(Related(secret.id, "the same hole"),))
    tree = render(made.site(telling, secret))
    assert not [path for path, content in tree.items() if "unspoken" in path + str(content)]


SIGNED = (Signoff("identity", "lead", date(2026, 2, 28)),)
SECRET = made.another("2026-02-01-unspoken", tlp="amber", aliases=("2026-02-01-before",), signoffs=SIGNED)


@pytest.mark.parametrize("withheld", [SECRET, replace(SECRET, tlp="clear", status="draft")], ids=["amber", "draft"])
def test_a_site_with_a_withheld_incident_is_the_site_without_it(withheld: Incident) -> None:
    assert render(made.site(made.incident(), withheld)) == render(made.site())


@pytest.mark.parametrize(
    "more",
    [
        made.incident(actors=(Actor("external", "b", "", "", "", (), "red"),)),
        made.incident(findings=(made.finding("01"), made.finding("02"), made.finding("03", tlp="red"))),
        made.incident(findings=(made.finding("01"), made.finding("02"), made.finding("03", disclose_after=made.TODAY))),
        made.incident(register=made.register(made.evidence(), made.evidence("E2", tlp="red", path="evidence/b"))),
        made.incident(
            timeline=made.timeline(
                made.event("2026-01-08", milestone="started"),
                made.event("2026-01-10T09:00Z", milestone="detected"),
                made.event("2026-02-27", milestone="recovered", tlp="red"),
            )
        ),
    ],
    ids=["an actor", "a finding", "a finding that is held", "an item of evidence", "an event"],
)
def test_a_site_with_a_withheld_part_is_the_site_without_it(more: Incident) -> None:
    assert render(made.site(more)) == render(made.site())


def test_a_draft_is_not_published_and_not_linked() -> None:
    draft = made.another("2026-02-01-draft", status="draft")
    telling = made.incident(related=(Related(draft.id, "the same hole"),))
    assert "2026-02-01-draft" not in str(visible(Corpus((telling, draft), frozenset()), "red", made.TODAY))

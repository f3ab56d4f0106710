"""The JSON, whichever text of an incident is withheld."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest

from pipeline.markdown.prose import Prose
from pipeline.model import (
    Actor,
    Corpus,
    Decision,
    Factor,
    Incident,
    Notification,
    Technique,
    Verification,
)
from pipeline.redaction.redact import redact
from pipeline.time.moment import Moment
from tests.site import builders
from tests.site.api import FULL, documents, validate_all

EVERYTHING = replace(
    FULL,
    services=("identity", "index"),
    tags=("tokens", "images"),
    actors=(Actor("external", "a researcher", "curiosity", "", "high", ("E1",), ""),),
    techniques=(
        Technique("T1552.001", "A name", novel=False, evidence=()),
        Technique("", "New", novel=True, evidence=()),
    ),
    factors=(*FULL.factors, Factor("C2", "Nobody looked.", (), "A scanner looks now.", (), "clear")),
    notifications=(*FULL.notifications, Notification("law", "last", "", None, "", (), "clear", "It was withdrawn.")),
    register=builders.register(
        builders.evidence(collected_by="identity"),
        builders.evidence("E2", path="", sha256="", url="https://example.org/e2"),
    ),
    findings=(
        builders.finding("01", sop="tokens", verification=Verification("a", date(2026, 2, 25), "b")),
        builders.finding("02", decision=Decision("declined", ("index",), "It is too dear.", date(2026, 2, 20))),
    ),
)
HIDDEN = "2026-02-02-hidden"
FREE = frozenset(
    {"title", "summary", "unit", "name", "motive", "role", "who", "note", "because", "reason", "approved_by", "what"}
    | {"source", "by", "how", "no_finding", "reference", "not_required"}
)
NAMES = frozenset({"services", "tags", "sop", "url"})


def texts(value: Any, kept: frozenset[str], new: Callable[[str], str], field: str = "") -> Iterator[tuple[str, Any]]:
    """The records again and again, each time with another text of these fields replaced; and which field it was."""
    if isinstance(value, str) and value and field in kept:
        yield field, new(value)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            for name, changed in texts(item, kept, new, field):
                yield name, (*value[:at], changed, *value[at + 1 :])
    elif is_dataclass(value) and not isinstance(value, type | Prose | Moment):
        for part in fields(value):
            for name, changed in texts(getattr(value, part.name), kept, new, part.name):
                yield name, replace(value, **{part.name: changed})


def seen(incident: Incident, mark: str = "") -> dict[str, Any]:
    hidden = builders.another(HIDDEN, tlp="red")
    whole = Corpus((incident, builders.another("2025-01-01-other"), hidden), frozenset())
    return documents(replace(builders.site(*whole.incidents), corpus=redact(whole, "clear", builders.TODAY, mark)))


@pytest.mark.parametrize("mark", ["", "███"])
@pytest.mark.parametrize("around", ["{}", " {}", "{}\u200b"])
def test_whichever_text_is_withheld_as_a_whole_the_documents_are_as_their_schemas_say(around: str, mark: str) -> None:
    withheld = list(texts(EVERYTHING, FREE, lambda _: around.format("<!-- tlp:red -->Psst<!-- /tlp -->")))
    assert {field for field, _ in withheld} == FREE
    for _, incident in withheld:
        found = seen(incident, mark)
        assert "Psst" not in json.dumps(found)
        validate_all(found)


@pytest.mark.parametrize("form", ["{}", "{}.txt", "x-{}", "https://{}", "https://example.org/{}"])
def test_whichever_text_names_a_withheld_incident_the_documents_are_as_their_schemas_say(form: str) -> None:
    named = list(texts(EVERYTHING, FREE | NAMES, lambda _: form.format(HIDDEN)))
    assert {field for field, _ in named} == FREE | NAMES
    for _, incident in named:
        found = seen(incident)
        assert HIDDEN not in json.dumps(found)
        validate_all(found)


@pytest.mark.parametrize("name", [HIDDEN, f"{HIDDEN}.txt"])
def test_an_artefact_whose_name_is_that_of_a_withheld_incident_has_no_path(name: str) -> None:
    found = seen(replace(FULL, register=builders.register(builders.evidence(path=f"evidence/{name}"))))
    assert "path" not in found[f"incidents/{builders.ID}.json"]["incident"]["evidence"]["items"][0]
    validate_all(found)


def test_a_text_that_has_to_be_there_says_only_that_it_is_not() -> None:
    found = seen(
        builders.incident(title="<!-- tlp:red -->Psst<!-- /tlp -->", summary="<!-- tlp:red -->Psst<!-- /tlp -->")
    )
    (said,) = [one for one in found["incidents.json"]["incidents"] if one["id"] == builders.ID]
    assert (said["title"], said.get("summary")) == ("…", None)

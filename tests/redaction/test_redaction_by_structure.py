"""A record is withheld by its `tlp` wherever it is: redaction knows the types of none of these."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from pipeline import model
from pipeline.markdown.prose import Prose
from pipeline.model import Corpus, Incident
from pipeline.redaction.redact import redact
from pipeline.time.moment import Moment
from tests.redaction.redacting import TODAY, WORD, corpus


@dataclass(frozen=True, slots=True)
class Note:
    """A record within a record."""

    text: str
    tlp: Any = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A record that others name by its id."""

    id: str
    value: str = ""
    tlp: Any = ""
    disclose_after: date | None = None
    note: Note | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A record that names traces."""

    where: str
    traces: tuple[str, ...] = ()
    first: str = ""


@dataclass(frozen=True, slots=True)
class LaterIncident(Incident):
    """An incident as a later version may have it."""

    main: Trace | None = None
    traces: tuple[Trace, ...] = ()
    sightings: tuple[Sighting, ...] = ()


def later(root: Path, **more: Any) -> Corpus:
    (incident,) = corpus(root).incidents
    known = {part.name: getattr(incident, part.name) for part in fields(Incident)}
    return Corpus((LaterIncident(**known, **more),), frozenset())


def seen(found: Corpus, audience: str = "green", mark: str = "") -> LaterIncident:
    (incident,) = redact(found, audience, TODAY, mark).incidents
    assert isinstance(incident, LaterIncident)
    return incident


SECRET = Trace("I1", WORD, "amber")
PLACES: dict[str, dict[str, Any]] = {
    "in a tuple": {"traces": (SECRET,)},
    "in an optional field": {"main": SECRET},
    "in a record's optional field": {"main": Trace("I2", note=Note(WORD, "amber"))},
    "in a record's tuple": {"traces": (Trace("I2", notes=(Note(WORD, "amber"),)),)},
    "within a record that is restricted": {"main": Trace("I2", tlp="amber", note=Note(WORD, "clear"))},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_record_of_a_new_type_is_withheld_by_its_level(place: str, tmp_path: Path) -> None:
    found = later(tmp_path, **PLACES[place])
    assert WORD not in repr(seen(found, "green"))
    assert WORD in repr(seen(found, "amber"))


@pytest.mark.parametrize("place", PLACES)
def test_that_something_was_withheld_is_said_where_it_is_asked(place: str, tmp_path: Path) -> None:
    found = later(tmp_path, **PLACES[place])
    assert (seen(found, "green", "x").withheld, seen(found, "amber", "x").withheld) == (True, False)


@pytest.mark.parametrize("level", ["purple", "AMBER", None, 7, ("clear",)])
def test_a_level_that_nobody_knows_is_the_most_restricted(level: object, tmp_path: Path) -> None:
    found = later(tmp_path, traces=(Trace("I1", WORD, level),))
    assert WORD not in repr(seen(found, "amber+strict"))
    assert WORD in repr(seen(found, "red"))


@pytest.mark.parametrize("level", ["", "purple", None])
def test_an_incident_without_a_level_or_of_an_unknown_one_is_the_most_restricted(level: Any, tmp_path: Path) -> None:
    found = Corpus((replace(corpus(tmp_path).incidents[0], tlp=level),), frozenset())
    assert redact(found, "amber+strict", TODAY).incidents == ()


@pytest.mark.parametrize("level", ["", "clear", "green"])
def test_a_record_that_is_not_above_the_audience_stays(level: str, tmp_path: Path) -> None:
    found = later(tmp_path, traces=(Trace("I1", WORD, level),))
    assert seen(found).traces == (Trace("I1", WORD, level),)


def test_a_record_that_is_held_is_withheld_until_the_day_after(tmp_path: Path) -> None:
    for days, count in ((0, 0), (-1, 1)):
        held = Trace("I1", WORD, disclose_after=TODAY + timedelta(days=days))
        assert len(seen(later(tmp_path / str(count), traces=(held,))).traces) == count


def test_nothing_names_a_record_that_was_withheld(tmp_path: Path) -> None:
    sighting = Sighting("proxy", ("I1", "I2"), "I1")
    found = later(tmp_path, traces=(SECRET, Trace("I2")), sightings=(sighting,))
    assert seen(found, "green").sightings == (Sighting("proxy", ("I2",), ""),)
    assert seen(found, "amber").sightings == (sighting,)


def hints(record: type) -> list[tuple[str, Any]]:
    found = [(f"{record.__name__}.{name}", hint) for name, hint in get_type_hints(record).items()]
    inner = (part for _, hint in found for part in (hint, *get_args(hint)) if is_dataclass(part))
    return [*found, *(deeper for part in inner if part not in (Moment, Prose) for deeper in hints(part))]  # type: ignore[arg-type]  # is_dataclass admits instances


WORDLESS = (int, float, bool, date, timedelta)
"""What no text can be hidden in."""


@pytest.mark.parametrize(("field", "hint"), dict(hints(model.Incident)).items())
def test_records_are_made_of_what_redaction_looks_into(field: str, hint: Any) -> None:
    parts = [hint] if get_origin(hint) is None else [part for part in get_args(hint) if part not in (NoneType, ...)]
    assert get_origin(hint) in (None, tuple) or NoneType in get_args(hint) or field == "Incident.files"
    assert all(part in (str, *WORDLESS, Moment, Prose) or is_dataclass(part) for part in parts)

"""The board as CSV: a spreadsheet and a parser read what the records say, and nothing in it runs."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.site.data import SiteData, by_urgency, finding_rows
from pipeline.site.feeds.findings_csv import findings_csv, record
from pipeline.site.lists.board import CSV
from pipeline.site.render import render
from pipeline.text.bidirectional import isolated
from pipeline.text.spreadsheet import BYTE_ORDER_MARK, cell
from tests import example
from tests.site import builders

TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "\t=1", '"', 'a,"b"\r\n=c', "\uff1d1+1", "\ufeffx", "\0"]
)


def of(site: SiteData) -> str:
    return findings_csv(site, by_urgency(finding_rows(site, site.corpus.incidents), site.today))


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))


@settings(deadline=None)
@given(title=TEXT, incident_title=TEXT)
def test_it_parses_back_to_what_the_records_say(title: str, incident_title: str) -> None:
    site = builders.site(builders.incident(title=incident_title, findings=(builders.finding(title=title),)))
    (row,) = read(of(site))
    said = record(site, finding_rows(site, site.corpus.incidents)[0])
    meant = {name: value.removeprefix("'") for name, value in row.items()}
    assert meant == {name: "" if value is None else isolated(str(value)) for name, value in said.items()}


@settings(deadline=None)
@given(TEXT)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not cell(text).startswith(tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))
    assert cell(text) in (isolated(text), f"'{isolated(text)}")


def test_a_cell_from_right_to_left_keeps_to_itself() -> None:
    assert cell("تسريب (2)") == "\u2068تسريب (2)\u2069"
    assert cell("A leak (2)") == "A leak (2)"


def test_a_row_says_what_the_board_says() -> None:
    issue = example.issue(url="https://example.org/7")
    late = builders.incident(findings=(builders.finding(due=date(2026, 2, 20), involves=("index",)),))
    (row,) = read(of(builders.site(late, issues={f"{builders.ID}/01": issue})))
    wanted = {
        "key": f"{builders.ID}/01",
        "state": "overdue",
        "owner": "identity",
        "involves": "index",
        "due": "2026-02-20",
        "overdue_days": "9",
        "open_days": "9",
        "lane": "technical",
        "issue_url": "https://example.org/7",
        "page": f"https://example.org/postmortems/incidents/{builders.ID}/#F01",
        "near_miss": "",
        "retold_from": "",
    }
    assert wanted.items() <= row.items()


def test_what_is_withheld_is_not_in_it() -> None:
    secret = builders.finding("02", title="Unspoken", tlp="amber")
    assert "Unspoken" not in of(builders.site(builders.incident(findings=(builders.finding(), secret))))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_is_linked_and_the_same_in_every_language(language: str) -> None:
    site = builders.site()
    spoken = replace(site, config=replace(site.config, site=replace(site.config.site, language=language)))
    tree = render(spoken)
    assert f'<a href="{CSV}" download>' in str(tree["docs/findings/index.md"])
    assert tree[f"docs/findings/{CSV}"] == of(site)

"""GitHub's annotations and the job summary."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.report.annotations import SUMMARY_BYTES, step_summary, workflow_commands

ODD = "a, b: c% <b>*x*</b> `code` @alice #12 https://evil.example [l](u)\n## no\r\x1b[31m|"


def many(number: int, severity: Severity = Severity.ERROR, text: str = "wrong", path: str = "a.md") -> list[Diagnostic]:
    return [Diagnostic(Location(path, line, 1), "yaml", severity, text, text) for line in range(1, number + 1)]


@pytest.mark.parametrize(("errors", "warnings"), [(0, 0), (3, 2), (10, 10), (11, 200)])
def test_annotations_stay_within_what_github_shows_a_step(errors: int, warnings: int) -> None:
    lines = [*map(str, workflow_commands([*many(errors), *many(warnings, Severity.WARNING)]))]
    for kind, number in (("error", errors), ("warning", warnings)):
        mine = [line for line in lines if line.startswith(f"::{kind} ")]
        assert len(mine) == min(number, 10)
        if number > 10:
            assert mine[-1] == f"::{kind} ::and {number - 9} more {kind}s: see the summary of this job"


def test_an_annotation_is_one_line_and_its_parts_are_escaped() -> None:
    (line,) = map(str, workflow_commands(many(1, text=ODD, path="a,b:c.md")))
    assert len(line.splitlines()) == 1
    assert line.startswith("::error file=a%2Cb%3Ac.md,line=1,col=1,title=yaml::a, b: c%25 <b>")


def rendered(markdown: str) -> str:
    """As GitHub renders it: tables, bare links, HTML."""
    return str(MarkdownIt("gfm-like", {"linkify": False}).enable("table").render(markdown))


def test_the_summary_counts_each_severity() -> None:
    found = [*many(1), *many(2, Severity.WARNING), *many(3, Severity.WAIVED)]
    assert "\n1 error, 2 warnings, 3 waived\n" in step_summary(found)


def test_the_summary_shows_all_and_nothing_in_it_is_markup() -> None:
    html = rendered(step_summary([*many(1, text=ODD, path="*a*_b_.md"), *many(30, path="b.md")]))
    assert html.count("<li>") == 31
    assert "<h3>*a*_b_.md</h3>" in html
    assert "&lt;b&gt;*x*&lt;/b&gt; <code>code</code>" in html
    assert not re.search(r"<a |<b>|<em>|<h2>(?!postmortem)|@alice|#12|\x1b", html)


def test_the_summary_of_nothing_is_empty() -> None:
    assert step_summary([]) == ""


def test_the_summary_is_never_larger_than_github_takes() -> None:
    found = many(20_000, text="ö" * 100)
    text = step_summary(found)
    assert SUMMARY_BYTES - 1000 < len(text.encode()) < 1024 * 1024
    shown = text.count("\n- **error**")
    assert text.endswith(f"and {len(found) - shown} more: see the log of this step\n")

"""What reaches a terminal or a log: one line, that begins no command and repaints nothing."""

import io
import logging
import sys

import pytest

from pipeline.host import terminal
from pipeline.host.terminal import STYLES, WorkflowCommand, line
from pipeline.report.terminal import painter

COMMANDS = ["::error::x", "  ::error::x", "\r::error::x", "\n::error::x", "\t::stop-commands::x", "\u2028::error::x"]


@pytest.mark.parametrize("text", [*COMMANDS, "a ##[error]x", "##vso[task.setvariable]x", "a##teamcity[x]"])
def test_no_text_is_a_command_of_a_workflow(text: str) -> None:
    shown = line(text)
    assert not shown.lstrip().startswith("::")
    assert "##" not in shown.replace("# #", "")
    assert "\n" not in shown


@pytest.mark.parametrize("text", ["std::vector", "## Heading", "a: b", "C#[1]", "::"[:1]])
def test_what_is_no_command_stays(text: str) -> None:
    assert line(text) == text


@pytest.mark.parametrize("style", STYLES)
def test_the_reports_own_styles_pass_where_there_is_colour(style: str) -> None:
    painted = painter(colour=True)("a", style)
    assert line(painted, styled=True) == painted
    assert "\x1b" not in line(painted)


@pytest.mark.parametrize("style", ["8", "5", "7", "30;40", "2J", "38;5;1"])
def test_no_other_style_passes(style: str) -> None:
    assert "\x1b" not in line(f"\x1b[{style}mx", styled=True)


def test_an_annotation_is_one_line_and_keeps_its_parts_apart() -> None:
    command = WorkflowCommand("error", "a\n::warning::b\r%\u202e", {"file": "a,b:c\n::d", "line": 1})
    assert str(command) == "::error file=a%2Cb%3Ac %3A%3Ad,line=1::a%0A::warning::b %25\N{REPLACEMENT CHARACTER}"


def test_a_character_that_the_terminal_lacks_is_spelt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    terminal.echo("漏 é")
    sys.stdout.flush()
    assert raw.getvalue() == b"\\u6f0f \\xe9\n"


def test_what_a_library_logs_is_said_as_everything_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging, "lastResort", logging.lastResort)
    terminal.catch_logs()
    assert logging.lastResort is not None
    logging.lastResort.handle(logging.makeLogRecord({"msg": "GET /%s", "args": ("\x1b[2J\n::error::x",)}))
    assert capsys.readouterr().err == "GET /\N{REPLACEMENT CHARACTER}[2J ::error::x\n"

"""All output to a terminal, a log or a job summary, without characters that control a terminal or deceive a reader.

A line stays one line, starts no workflow command, and moves no cursor. Only the pipeline's own styles are allowed, and
only if colour is on.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

import click

from pipeline.host.characters import harmless, in_json

STYLES = ("1", "2", "32", "36", "31;1", "32;1", "33;1", "36;1")
"""Every style that a report may have: weight and colour, but nothing that hides text."""

WORD_JOINER = "\u2060"
"""An invisible character that the pipeline adds to Markdown so that GitHub does not turn text into a link."""

_STYLE = re.compile(rf"\x1b\[(?:0|{'|'.join(STYLES)})m")
_COMMAND = re.compile(r"^(\s*:)(?=:)|(#)(?=#\w*\[)")
"""How GitHub's runner, and others, know a command in a log: `::error …` begins a line, `##[error]` stands anywhere."""


def line(text: str, *, styled: bool = False) -> str:
    """One line as it may be shown; with `styled`, the pipeline's own styles stay."""
    if not styled:
        return _without_commands(harmless(text))
    styles = [*_STYLE.findall(text), ""]
    parts = [harmless(part) for part in _STYLE.split(text)]
    return _without_commands("".join(part + style for part, style in zip(parts, styles, strict=True)))


def _without_commands(text: str) -> str:
    return _COMMAND.sub(r"\g<0> ", text)


def echo(text: str, *, styled: bool = False) -> None:
    """A line of the result, on standard output."""
    _say(line(text, styled=styled), sys.stdout)


def echo_wrapped(text: str) -> None:
    """A line of the result, on standard output; on a terminal that is narrower, several that end between words."""
    for part in _fitted(text, columns(sys.stdout)):
        echo(part)


def echo_prose(text: str) -> None:
    """Sentences of the result, on standard output; on a terminal, lines end between words."""
    for part in text.split("\n"):
        echo_wrapped(part)


def warn(text: str, *, styled: bool = False) -> None:
    """A line of other output, on standard error; on a terminal that is narrower, several that end between words."""
    for part in [text] if styled else _fitted(text, columns(sys.stderr)):
        _say(line(part, styled=styled), sys.stderr)


def warn_command(text: str) -> None:
    """A command to copy, on standard error, in one line."""
    _say(line(text), sys.stderr)


def warn_lines(text: str) -> None:
    """Several lines on standard error. The text is the pipeline's own: what it quotes has no line breaks."""
    for part in text.split("\n"):
        warn(part)


def catch_logs() -> None:
    """Send log messages of libraries, which may repeat a request, through the same filter as all other output."""
    import logging  # noqa: PLC0415  # a check needs none of it

    class Said(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            warn(record.getMessage())

    logging.lastResort = Said(logging.WARNING)


def echo_json(text: str) -> None:
    """A JSON document on standard output."""
    _say(in_json(text), sys.stdout)


def echo_document(text: str) -> None:
    """A document of several lines, such as Markdown, on standard output."""
    for part in document(text).split("\n"):
        _say(_without_commands(part), sys.stdout)


@dataclass(frozen=True, slots=True)
class WorkflowCommand:
    """A command to GitHub's runner, such as an annotation; its text may have several lines."""

    name: str
    text: str
    properties: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The command as a line of a log."""
        named = ",".join(f"{key}={_property(str(value))}" for key, value in self.properties.items())
        said = "\n".join(harmless(part) for part in self.text.split("\n"))
        return f"::{self.name} {named}::{_data(said)}"


def echo_command(command: WorkflowCommand) -> None:
    """A command to GitHub's runner, on standard output."""
    _say(str(command), sys.stdout)


def columns(stream: TextIO) -> int:
    """How many columns the terminal of a stream has; 0 if it is not a terminal: other programs search whole lines."""
    return shutil.get_terminal_size().columns if stream.isatty() else 0


def can_ask() -> bool:
    """Whether a person can be asked something: standard input is a terminal."""
    return sys.stdin.isatty()


def document(text: str) -> str:
    """A document of several lines as it may go into a file that people read: its lines stay."""
    return "\n".join(harmless(part, WORD_JOINER) for part in text.split("\n"))


def _fitted(text: str, width: int) -> list[str]:
    """The text as lines of at most so many columns, continued below where it begins; as it is if `width` is 0."""
    if not width or len(text) <= width:
        return [text]
    import textwrap  # noqa: PLC0415  # only a narrow terminal needs it

    below = " " * (len(text) - len(text.lstrip(" ")))
    return textwrap.wrap(
        text, max(width, len(below) + 20), subsequent_indent=below, break_on_hyphens=False, break_long_words=False
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(harmless(text)).replace(":", "%3A").replace(",", "%2C")


def _say(text: str, stream: TextIO) -> None:
    """Write the line; a character that the stream's encoding lacks is spelt out."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, color=True)

"""Asking a person at a terminal for what no option says."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import click

from pipeline.diagnostic import UsageError
from pipeline.host.terminal import can_ask, columns, warn

Read = Callable[[str], str]

_ERROR = "Error: "
"""What click writes before an error."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions on standard error. Nothing is asked unless `asked`, and standard input is a terminal."""

    asked: bool = True

    @property
    def possible(self) -> bool:
        """Whether somebody will answer."""
        return self.asked and can_ask()

    def text(
        self,
        question: str,
        given: str | None,
        *,
        needed: str = "",
        default: str = "",
        values: Sequence[str] = (),
        example: str = "",
        read: Read = str.strip,
    ) -> str:
        """What was given, or the answer; asked again until `read` takes it.

        `needed` is the argument or option that gives it; "" if it may be left out. `values` are those that it may have,
        if they are few, or else `example` is one. Raises UsageError if it is needed and nobody can be asked, or as
        `read` does.
        """
        if given is None and self.possible:
            suggested = None if needed and not default else default
            answer: str = click.prompt(
                _fitting(f"{question} [{default}]:" if default else f"{question}:"),
                suggested,
                prompt_suffix=" ",
                value_proc=retried(read),
                err=True,
                show_default=False,
            )
            return answer
        if given is None and needed and not default:
            listed = f": write one of {', '.join(values)}" if values else ""
            form = f"{needed} {example}" if needed.startswith("--") else example
            listed = listed or (f": write {form}, for example" if example else "")
            raise UsageError(
                f"{needed} is missing, and nobody can be asked for it: this is not a terminal, or --yes is set{listed}"
            )
        return read(default if given is None else given)

    def choice(self, question: str, given: str | None, values: Sequence[str], default: str) -> str:
        """What was given, or the answer, one of the values."""
        if given is None and self.possible:
            return str(
                click.prompt(
                    _fitting(f"{question} ({', '.join(values)}) [{default}]:"),
                    default,
                    prompt_suffix=" ",
                    type=click.Choice(values),
                    err=True,
                    show_choices=False,
                    show_default=False,
                )
            )
        return default if given is None else given

    def words(self, question: str, given: Sequence[str], read: Read) -> tuple[str, ...]:
        """What was given, or the names in the answer, which commas separate."""
        if given or not self.possible:
            return tuple(map(read, given))
        answer = self.text(question, None, read=lambda text: ",".join(map(read, _parts(text))))
        return tuple(_parts(answer))

    def say(self, text: str) -> None:
        """Tell a person what to do next; a program is told nothing."""
        if self.possible:
            warn(text)


def _fitting(text: str) -> str:
    """The text, with lines that end between words where the terminal is narrower."""
    from pipeline.report.terminal import wrapped  # only a question needs it

    return "\n".join(wrapped(text, columns(sys.stderr), 0))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def retried(read: Read) -> Read:
    """The same reader, whose errors make click ask again."""

    def value(text: str) -> str:
        try:
            return read(text)
        except UsageError as error:
            shown = _fitting(f"{_ERROR}{error}").removeprefix(_ERROR)
            raise click.BadParameter(shown) from error

    return value

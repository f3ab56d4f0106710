"""Runs what a page of the documentation tells its reader to do: its commands, and the edits that it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.forked import write_program

_BLOCK = re.compile(r"^```(sh|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_IN_FILE = re.compile(r"\bin `([^`\n]+/[^`\n]+\.md)`", re.IGNORECASE)


def follow(
    page: Path, folder: Path, environment: Mapping[str, str], *, without: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Follow the page, beginning in a folder; gives each command with what it printed.

    A command that fails, or a line to replace that is not there, is an AssertionError. `cd` counts for what follows.
    Commands that begin with one of `without` are left out.
    """
    text = page.read_text("utf-8")
    for block in _BLOCK.finditer(text):
        if block[1] == "diff":
            _edit(folder / _IN_FILE.findall(text[: block.start()])[-1], block[2])
            continue
        for command in block[2].splitlines():
            if command.startswith("cd "):
                folder = folder / command.removeprefix("cd ")
                continue
            if command.startswith(without):
                continue
            done = subprocess.run(  # noqa: S602  # the commands stand in this repository's own pages
                command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"$ {command}\n{done.stdout}{done.stderr}"
            yield command, done.stdout + done.stderr


def _edit(file: Path, diff: str) -> None:
    """Replace the lines without a plus by those without a minus."""
    lines = diff.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = file.read_text("utf-8")
    assert before in text, f"{file} does not have:\n{before}"
    file.write_text(text.replace(before, after, 1), "utf-8")


def forked(home: Path, commands: Path, today: str) -> dict[str, str]:
    """The environment of a reader who has a command `postmortem` that runs this checkout, on this day."""
    write_program(home / "bin" / "postmortem", commands, "--today", today)
    return reader(home, home)


def reader(home: Path, package: Path) -> dict[str, str]:
    """The environment of a reader who has this package: a home and a name of their own, and this Python."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "XDG_"))}
    who = {"NAME": "A reader", "EMAIL": "reader@example.org"}
    names = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in who.items()}
    programs = [str(package / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    return {**kept, **names, "HOME": str(home), "PATH": os.pathsep.join(programs), "PYTHONPATH": str(package)}

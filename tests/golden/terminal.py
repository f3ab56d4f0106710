"""A terminal in which the command runs: what was typed, and what a person sees, as one text."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

TODAY = "2026-11-20"


class Terminal:
    """Runs commands in the repository at `root` and keeps a transcript."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.root, self._first, self._patch = root, root, patch
        self._said: list[str] = []
        for name in list(os.environ):
            if name.startswith(("GITHUB_", "POSTMORTEM_")):
                patch.delenv(name)
        patch.setenv("COLUMNS", "100")
        self.enter(root)

    @property
    def transcript(self) -> str:
        """Everything that was typed and seen; the folder in which it happened is called /repository."""
        return "\n".join(self._said).replace(str(self._first), "/repository")

    def enter(self, root: Path) -> None:
        """Go on in another repository."""
        self.root = root
        self._patch.chdir(root)

    def __call__(self, *arguments: str, today: str = TODAY) -> None:
        """Run `postmortem` with these arguments; the day is shown where it is another than the usual."""
        typed = " ".join(f'"{one}"' if " " in one else one for one in arguments)
        day = "" if today == TODAY else f"--today {today} "
        done = self.quietly(*arguments, today=today)
        self._said.append(f"$ postmortem {day}{typed}\n{done.stdout}")
        if done.stderr:
            self._said.append(f"[standard error]\n{done.stderr}")
        if done.exit_code:
            self._said.append(f"[exit code {done.exit_code}]\n")

    @staticmethod
    def quietly(*arguments: str, today: str = TODAY) -> Result:
        """Run it without a word in the transcript."""
        done = CliRunner().invoke(main, ["--today", today, *arguments], prog_name="postmortem")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def note(self, text: str) -> None:
        """Say what happened between two commands."""
        self._said.append(f"# {text}\n")

    def show(self, path: str) -> None:
        """Show a file that a command wrote."""
        self._said.append(f"$ cat {path}\n{(self.root / path).read_text(encoding='utf-8')}")

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text, the first time that it stands in a file."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    def commit(self, day: str) -> None:
        """Commit everything, on a day, in a Git repository that is made where there is none."""
        when = {**os.environ, "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        git = ["git", "-c", "user.name=tests", "-c", "user.email=tests@example.org"]
        for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", day]):
            subprocess.run([*git, *arguments], cwd=self.root, check=True, capture_output=True, env=when)

    def show_issue(self, reference: str) -> None:
        """Show an issue of the embedded tracker, as its team sees it."""
        repository, _, number = reference.partition("#")
        database = sqlite3.connect(self.root / ".postmortem" / "tracker.sqlite")
        query = "SELECT title, body FROM issue WHERE repository = ? AND number = ?"
        title, body = database.execute(query, (repository, number)).fetchone()
        database.close()
        self._said.append(f"# {reference}: {title}\n\n{body}\n")

    def issues(self, change: str, where: str = "true") -> None:
        """What people do with the issues of the embedded tracker, on a day of its own: as SQL."""
        database = sqlite3.connect(self.root / ".postmortem" / "tracker.sqlite")
        with database:
            changed = database.execute(f"UPDATE issue SET {change} WHERE {where}")  # noqa: S608  # the tests' own text
            assert changed.rowcount, f"no issue is {where}"
        database.close()

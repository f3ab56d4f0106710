"""A build that takes what is the same from the last one leaves the files of a build from nothing, byte for byte.

    python -m tests.site.kept 1000 --seed 18

A small repository is edited again and again, at random, and built after each edit: with what is kept, and in another
place without. Edits are whatever a person, a day, a tracker or an attacker may do between two builds.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import yaml

from pipeline.operations import filing, publishing
from pipeline.operations.workspace import Workspace
from pipeline.tracking.observed import finding_states
from pipeline.tracking.tracker import Issue
from pipeline.vocabulary import levels, ordered
from tests import example
from tests.leaks.planting import Planting
from tests.leaks.story import TODAY

PLANTED = 2
PLAIN = 8
LINKS = (
    "See [the report](../{id}/README.md#key-takeaways).",
    "See [all of it](../{id}#what-happened) and [its events](../{id}/timeline.md).",
    "See [a finding](%2E%2E/{id}/findings/01-expire-tokens.md#what-was-found).",
    "See [the log][1].\n\n[1]: &#46;&#46;/{id}/evidence/log.txt",
    r"See [a finding](\.\./{id}/findings/02-other.md).",
)
HEADINGS = ("Key takeaways", "What happened", "What was found", "Other")


@dataclass
class Edits:
    """What may be done, at random, to a repository, of which a site is built for an `audience` on the day `today`."""

    root: Path
    chance: Random
    today: date = TODAY
    audience: str = "green"
    issues: dict[str, Issue] = field(default_factory=dict)

    def text(self) -> None:
        self._rewrite(self._document(), lambda text: f"{text}\nAdded {self.chance.random()}.\n")

    def title(self) -> None:
        self._rewrite(self._document(), lambda text: re.sub(r"(?m)^(title: ).*", rf"\1Renamed {self._number()}", text))

    def heading(self) -> None:
        self._rewrite(self._document(), lambda text: f"{text}\n## {self.chance.choice(HEADINGS)}\n\nMore.\n")

    def level(self) -> None:
        level = self.chance.choice(levels())
        self._rewrite(self._document(), lambda text: re.sub(r"(?m)^tlp: .*|\Z^", f"tlp: {level}", text, count=1))

    def inner_level(self) -> None:
        def change(text: str) -> str:
            found = list(re.finditer(r"(?<=tlp: )[a-z+]+", text))
            if not found:
                return text
            one = self.chance.choice(found)
            return text[: one.start()] + self.chance.choice(levels()) + text[one.end() :]

        self._rewrite(self._document(), change)

    def passage(self) -> None:
        level, number = self.chance.choice(levels()), self._number()
        restricted = f"\n<!-- tlp:{level} -->\n\nWithheld {number}.\n\n<!-- /tlp -->\n"
        self._rewrite(self._document(), lambda text: text + restricted)

    def status(self) -> None:
        status = self.chance.choice(ordered("incident", "status"))
        self._rewrite(
            self._incident() / "README.md", lambda text: re.sub(r"(?m)^status: .*", f"status: {status}", text)
        )

    def link(self) -> None:
        other, link = self._incident().name, self.chance.choice(LINKS)
        self._rewrite(self._document(), lambda text: f"{text}\n{link.format(id=other)}\n")

    def related(self) -> None:
        other = self._incident().name
        front = f"related: [{{incident: {other}, because: Of the same kind.}}]\n---\n"
        self._rewrite(self._incident() / "README.md", lambda text: "---\n" + front.join(text.split("---\n", 2)[1:]))

    def restored(self) -> None:
        write_plain(self.root, self._incident().name)

    def added(self) -> None:
        write_plain(self.root, f"2026-02-{self.chance.randint(1, 28):02}-added-{self.chance.randint(1, 3)}")

    def removed(self) -> None:
        if len(list((self.root / "incidents").iterdir())) > PLANTED + 2:
            shutil.rmtree(self._incident())

    def finding(self) -> None:
        path = self._incident() / "findings" / f"0{self.chance.randint(1, 3)}-other.md"
        if path.exists():
            path.unlink()
        elif path.parent.is_dir():
            path.write_text(example.FINDING)

    def process_change(self) -> None:
        new = "kind: process-change\nsop: token-handling"
        self._rewrite(self._document(), lambda text: text.replace("kind: change-request", new))

    def procedure(self) -> None:
        path = self.root / "docs/sops/token-handling.md"
        if path.exists():
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"# Token handling {self._number()}\n")

    def artefact(self) -> None:
        path = self._incident() / "evidence" / "log.txt"
        if path.is_file():
            path.write_text(self.chance.choice((example.LOG, "Another log.\n")))

    def team(self) -> None:
        team = self.chance.choice(list(self._config()["teams"]))
        self._configure("teams", team, "name", f"Team {self._number()}")

    def owner(self) -> None:
        team = self.chance.choice(list(self._config()["teams"]))
        self._rewrite(self._document(), lambda text: re.sub(r"(?m)^(owner: ).*", rf"\1{team}", text))

    def site_name(self) -> None:
        self._configure("site", "name", f"Postmortems {self._number()}")

    def language(self) -> None:
        self._configure("site", "language", self.chance.choice(("en", "ja")))

    def says_withheld(self) -> None:
        self._configure("site", "say_withheld", self.chance.choice((True, False)))

    def priority(self) -> None:
        self._configure("priorities", "p1", self.chance.randint(1, 400))

    def url(self) -> None:
        self._configure("site", "url", self.chance.choice(("https://example.org/a/", "https://example.org/b/")))

    def day(self) -> None:
        self.today += timedelta(days=self.chance.choice((1, 40)))

    def other_audience(self) -> None:
        self.audience = self.chance.choice(levels())

    def issue(self) -> None:
        key = f"{self._incident().name}/01"
        closed = self.chance.choice((None, "completed"))
        at = datetime(2026, 11, 1, tzinfo=UTC) if closed else None
        labels = frozenset(self.chance.sample(("postmortem", "verified", "p1", "blocked"), 3))
        self.issues[key] = example.issue(number=self._number(), labels=labels, closed_as=closed, closed_at=at)

    def page_tampered(self) -> None:
        self._tamper(self.root / "site")

    def tree_tampered(self) -> None:
        self._tamper(self.root / ".postmortem" / "site")

    def kept_tampered(self) -> None:
        kept = [path for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if path.is_file()]
        if kept:
            path = self.chance.choice(kept)
            content = path.read_bytes()
            path.write_bytes(content[: self.chance.randrange(len(content))])

    def site_removed(self) -> None:
        shutil.rmtree(self.root / "site", ignore_errors=True)

    def nothing(self) -> None:
        """Change nothing."""

    def _tamper(self, folder: Path) -> None:
        paths = [path for path in folder.rglob("*") if path.suffix in (".html", ".json", ".md")]
        if paths:
            self._rewrite(self.chance.choice(sorted(paths)), lambda text: text.replace("a", "b", 1))

    def _incident(self) -> Path:
        return self.chance.choice(sorted((self.root / "incidents").iterdir()))

    def _document(self) -> Path:
        return self.chance.choice(sorted(self._incident().rglob("*.md")))

    def _number(self) -> int:
        return self.chance.randrange(1000)

    def _rewrite(self, path: Path, change: Callable[[str], str]) -> None:
        path.write_text(change(path.read_text()))

    def _config(self) -> dict:  # type: ignore[type-arg]
        loaded: dict = yaml.safe_load((self.root / "postmortem.yml").read_text())  # type: ignore[type-arg]
        return loaded

    def _configure(self, *route_and_value: object) -> None:
        config = inner = self._config()
        *route, last, value = route_and_value
        for key in route:
            inner = inner[key]
        inner[last] = value
        (self.root / "postmortem.yml").write_text(yaml.safe_dump(config))


def write_plain(root: Path, name: str, *, owner: str = "amber", response: str = "red") -> None:
    """Write a plain incident of these teams, in the place of what there was."""
    shutil.rmtree(root / "incidents" / name, ignore_errors=True)
    for path, text in example.files().items():
        if path.startswith("incidents/"):
            full = root / path.replace(example.INCIDENT, name)
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_text(text.replace("identity", owner).replace("team: security-response", f"team: {response}"))


EDITS = tuple(edit for name, edit in vars(Edits).items() if callable(edit) and not name.startswith("_"))


def begun(root: Path, seed: int) -> Edits:
    """A repository that may be edited: incidents with every field at every level, and plain ones that link."""
    edits = Edits(root, Random(seed))  # noqa: S311  # edits are no secret
    Planting(edits.chance.choice, sound=True).plant(PLANTED).write(root)
    for number in range(PLAIN):
        write_plain(root, f"2026-01-{number + 1:02}-plain")
    return edits


def built(edits: Edits, *, use_cache: bool) -> dict[str, bytes]:
    """The files of the site and of the tree that MkDocs has read; without what is `kept`, of a build from nothing."""
    state, aside = edits.root / ".postmortem", edits.root / ".aside"
    if not use_cache and state.exists():
        state.rename(aside)
    site = edits.root / ("site" if use_cache else "anew")
    workspace = Workspace(edits.root, edits.today, use_cache=use_cache)
    publishing.build(workspace, finding_states(filing.source(workspace), edits.issues), edits.audience, site)
    files = dict(_files(site, "site")) | dict(_files(state / "site", "tree"))
    if not use_cache:
        shutil.rmtree(site)
        shutil.rmtree(state)
        if aside.exists():
            aside.rename(state)
    return files


def _files(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def differing(edits: Edits, number: int) -> Iterator[str]:
    """After each of so many edits, what was edited and the files in which the two builds differ, a line for each."""
    for _ in range(number):
        edit = edits.chance.choice(EDITS)
        edit(edits)
        kept, anew = built(edits, use_cache=True), built(edits, use_cache=False)
        yield from (
            f"{edit.__name__}: {path}" for path in sorted(kept.keys() | anew.keys()) if kept.get(path) != anew.get(path)
        )


def main() -> None:
    """Edit and build; exits with code 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("edits", type=int)
    parser.add_argument("--seed", type=int, default=18)
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        edits, wrong = begun(Path(folder, "repository"), chosen.seed), 0
        for number in range(1, chosen.edits + 1):
            for line in differing(edits, 1):
                wrong += 1
                sys.stdout.write(f"{line}\n")
            sys.stdout.write(f"{number} edits, {wrong} files differed\r")
            sys.stdout.flush()
    sys.stdout.write("\n")
    raise SystemExit(wrong > 0)


if __name__ == "__main__":
    main()

"""Attacks with nothing but the files of a pull request, as they lie there after the checkout."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.tracking.local import LocalTracker
from pipeline.tracking.tracker import NewIssue
from tests import example
from tests.host.repositories import committed, git

FOLDER = f"incidents/{example.INCIDENT}"
CHECKED = "check"
PLANNED = "plan"
APPLIED = "apply"
BUILT = "build"
RUN = "run"


@dataclass(frozen=True, slots=True)
class Target:
    """What is attacked: the checkout at `root`, and the folder `outside` with somebody's own files."""

    root: Path
    outside: Path

    def put(self, path: str, text: str = "planted\n") -> None:
        """Put a file there."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def link(self, path: str, to: str | Path) -> None:
        """Put a link there, in place of what there is."""
        at = self.root / path
        at.parent.mkdir(parents=True, exist_ok=True)
        if at.is_dir():
            shutil.move(at, self.outside / at.name)
        elif at.exists():
            at.unlink()
        at.symlink_to(to)


Plant = Callable[[Target], None]


@dataclass(frozen=True, slots=True)
class Attack:
    """What is planted; the commands that refuse, and what they say. Without commands, it comes to nothing."""

    name: str
    plant: Plant
    refused_by: frozenset[str]
    says: str = ""


TRACKER = frozenset({PLANNED, APPLIED, BUILT, RUN})
EVERY = TRACKER | {CHECKED}
SITE = frozenset({BUILT, RUN})
PLAN_FILE = frozenset({PLANNED})
NOBODY: frozenset[str] = frozenset()
A_LINK = "is a link, and links in a repository are not followed"
OTHER_CASE = "only in case"
NO_LINKS = "symbolic links are not allowed"
TRACKED = "is tracked by Git"
HIDDEN = "hidden files are not allowed"
MACRO = "defines a macro of attributes"
ATTRIBUTES = "changes what reviewers see"


def linked(path: str, to: str = "") -> Plant:
    """A link to a folder or file outside, or to another place."""
    return lambda target: target.link(path, to or target.outside)


def put(path: str, text: str = "planted\n") -> Plant:
    return lambda target: target.put(path, text)


def database(path: str) -> Plant:
    """A tracker's file in which an issue of somebody's stands for the finding."""

    def plant(target: Target) -> None:
        (target.root / path).parent.mkdir(parents=True, exist_ok=True)
        marker = (
            f"<!-- postmortem:begin {example.INCIDENT}/01 accepted example-org/identity -->\n<!-- postmortem:end -->"
        )
        with closing(LocalTracker(target.root.parent / "tracker.sqlite")) as tracker:
            tracker.create("example-org/identity", NewIssue("Theirs", marker, frozenset({"postmortem"})))
        shutil.move(target.root.parent / "tracker.sqlite", target.root / path)

    return plant


def database_outside(target: Target) -> None:
    with closing(sqlite3.connect(target.outside / "own.sqlite")) as own:
        own.execute("CREATE TABLE bookmark (address TEXT)")
    target.link(".postmortem/tracker.sqlite", target.outside / "own.sqlite")


def submodule(path: str) -> Plant:
    def plant(target: Target) -> None:
        other = target.root.parent / "other"
        other.mkdir()
        (other / "README.md").write_text(example.README)
        committed(other)
        git(target.root, "submodule", "add", "-q", "-f", str(other), path)

    return plant


def submodule_not_checked_out(path: str) -> Plant:
    def plant(target: Target) -> None:
        submodule(path)(target)
        shutil.rmtree(target.root / path)
        (target.root / path).mkdir()

    return plant


def attribute(line: str, path: str = ".gitattributes") -> Attack:
    return Attack(f"{path}: {line}", put(path, f"{line}\n"), EVERY, ATTRIBUTES)


ATTACKS = (
    # Links at what the pipeline writes and empties.
    Attack("the state is a link", linked(".postmortem"), TRACKER, A_LINK),
    Attack("the state is a link to nothing", linked(".postmortem", "../outside/new"), TRACKER, A_LINK),
    Attack("the state is a link to itself", linked(".postmortem", ".postmortem"), TRACKER, A_LINK),
    Attack("the state is a link to Git's own folder", linked(".postmortem", ".git"), TRACKER, A_LINK),
    Attack("the site's working files are a link", linked(".postmortem/site"), TRACKER, TRACKED),
    Attack("the preview's working files are a link", linked(".postmortem/preview"), TRACKER, TRACKED),
    Attack("the tracker's file is a link", database_outside, TRACKER, TRACKED),
    Attack("what was accepted is a link", linked(".postmortem/accepted"), TRACKER, TRACKED),
    Attack("the site is a link", linked("site"), SITE, A_LINK),
    Attack("the site is a link to the repository", linked("site", "."), SITE, A_LINK),
    Attack("the site is a link to the incidents", linked("site", "incidents"), SITE, A_LINK),
    Attack("the plan is a link", lambda it: it.link("plan.md", it.outside / "own.txt"), PLAN_FILE, A_LINK),
    Attack("the plan is a link to nothing", linked("plan.md", "../outside/new"), PLAN_FILE, A_LINK),
    # Files that pass for the pipeline's.
    Attack("the tracker's file is brought along", database(".postmortem/tracker.sqlite"), TRACKER, TRACKED),
    Attack("in other case", database(".Postmortem/tracker.sqlite"), TRACKER, TRACKED),
    Attack("the tracker's journal is brought along", put(".postmortem/tracker.sqlite-wal"), TRACKER, TRACKED),
    Attack("an accepted plan is brought along", put(".postmortem/accepted/0123456789abcdef"), TRACKER, TRACKED),
    Attack("the theme is overridden", put(".postmortem/site/theme/main.html"), TRACKER, TRACKED),
    Attack("MkDocs is given hooks", put(".postmortem/site/mkdocs.yml", "hooks: [evil.py]\n"), TRACKER, TRACKED),
    Attack("the state is a file", put(".postmortem"), TRACKER, TRACKED),
    Attack("the state is a submodule", submodule(".postmortem"), TRACKER, TRACKED),
    Attack("the site is brought along", put("site/404.html", "assets/postmortem.css"), SITE, TRACKED),
    Attack("the site is a file", put("site"), SITE, TRACKED),
    Attack("the site is a submodule", submodule("site"), SITE, TRACKED),
    Attack("the plan is brought along", put("plan.md", "mine"), PLAN_FILE, TRACKED),
    Attack("the plan is brought along in capitals", put("PLAN.MD", "mine"), PLAN_FILE, TRACKED),
    # Links at what the pipeline reads.
    Attack("the incidents are a link", linked("incidents"), EVERY, "symbolic link"),
    Attack("an incident is a link", linked(FOLDER), EVERY, NO_LINKS),
    Attack("a report is a link", lambda it: it.link(f"{FOLDER}/README.md", it.outside / "own.txt"), EVERY, NO_LINKS),
    Attack("the findings are a link", linked(f"{FOLDER}/findings"), EVERY, NO_LINKS),
    Attack("a finding is a link", linked(f"{FOLDER}/findings/02-a.md", "/etc/passwd"), EVERY, NO_LINKS),
    Attack("the artefacts are a link", linked(f"{FOLDER}/evidence"), EVERY, NO_LINKS),
    Attack("an artefact is a link", linked(f"{FOLDER}/evidence/passwd", "/etc/passwd"), EVERY, NO_LINKS),
    Attack("an artefact is a link to a report", linked(f"{FOLDER}/evidence/a", "../README.md"), EVERY, NO_LINKS),
    Attack("the procedures are a link", linked("docs/sops"), EVERY, "symbolic link"),
    Attack("the documents are a link", linked("docs"), EVERY, "symbolic link"),
    Attack("a procedure is a link", linked("docs/sops/a.md", "/etc/passwd"), EVERY, NO_LINKS),
    Attack("the configuration is a link", linked("postmortem.yml", "/etc/passwd"), EVERY, NO_LINKS),
    # What reviewers do not see.
    Attack("a hidden file", put("incidents/.hidden"), EVERY, HIDDEN),
    Attack("a hidden folder", put(f"incidents/.{example.INCIDENT}/README.md"), EVERY, HIDDEN),
    Attack("a hidden finding", put(f"{FOLDER}/findings/.02-a.md"), EVERY, HIDDEN),
    Attack("a hidden artefact", put(f"{FOLDER}/evidence/.env"), EVERY, HIDDEN),
    Attack("a hidden procedure", put("docs/sops/.a.md"), EVERY, HIDDEN),
    Attack("attributes of an incident", put(f"{FOLDER}/.gitattributes", "* text\n"), EVERY, HIDDEN),
    Attack("attributes of the procedures", put("docs/sops/.gitattributes", "* text\n"), EVERY, HIDDEN),
    attribute("incidents/** working-tree-encoding=latin1"),
    attribute("*.md -diff"),
    attribute("*.md linguist-generated"),
    attribute("incidents/**/README.md binary"),
    attribute("*.md filter=lfs diff=lfs merge=lfs -text"),
    attribute("postmortem.yml export-subst"),
    attribute('"*.md" ident'),
    attribute("[[:upper:]]EADME.md -diff"),
    attribute("*.MD -diff"),
    attribute("*.md\tgitlab-generated"),
    attribute("*.md merge=union"),
    attribute("sops/** -diff", "docs/.gitattributes"),
    attribute("*.md -diff", ".GitAttributes"),
    attribute("sops/** -diff", "docs/.GITATTRIBUTES"),
    Attack("attributes of an incident in capitals", put(f"{FOLDER}/.GITATTRIBUTES", "* text\n"), EVERY, HIDDEN),
    Attack(
        "a hidden LFS server of the incidents",
        put("incidents/.LFSCONFIG", "[lfs]\nurl = https://a.example\n"),
        EVERY,
        HIDDEN,
    ),
    attribute("*a*e*i*o*u*a*e*i*o*u*a*e*i*o*u*.x -diff"),
    Attack("attributes without end", put(".gitattributes", "*.none -diff\n" * 20_000), EVERY, "more than 50 lines"),
    Attack(
        "a macro of attributes", put(".gitattributes", "[attr]text -diff\n"), EVERY, "defines a macro of attributes"
    ),
    Attack("attributes are a link", linked(".gitattributes", "/etc/passwd"), EVERY, NO_LINKS),
    Attack("attributes that nobody can read", put(".gitattributes", "*.md\v-diff\n"), EVERY, "cannot be read"),
    Attack("an incident is a submodule", submodule("incidents/2026-01-11-other"), EVERY, HIDDEN),
    Attack("the artefacts hold a submodule", submodule(f"{FOLDER}/evidence/a"), EVERY, HIDDEN),
    Attack("the procedures hold a submodule", submodule("docs/sops/a"), EVERY, HIDDEN),
    Attack(
        "the procedures hold a submodule that is not checked out",
        submodule_not_checked_out("docs/sops/a/b"),
        EVERY,
        "submodules are not allowed",
    ),
    Attack("a hidden file in a folder of the procedures", put("docs/sops/a/.b.md"), EVERY, HIDDEN),
    Attack(
        "the artefacts hold a submodule that is not checked out",
        submodule_not_checked_out(f"{FOLDER}/evidence/a"),
        EVERY,
        "submodules are not allowed",
    ),
    Attack("the incidents in other case", put("Incidents/2026-01-11-other/README.md"), EVERY, OTHER_CASE),
    Attack("the procedures in other case", put("docs/SOPS/a.md"), EVERY, OTHER_CASE),
    Attack("the documents in letters of full width", put("\uff44ocs/sops/a.md"), EVERY, OTHER_CASE),
    Attack("the configuration in other case", put("Postmortem.yml"), EVERY, OTHER_CASE),
    # Names.
    Attack("a name that turns its reader around", put(f"{FOLDER}/evidence/a\u202etxt.exe"), EVERY, "not printable"),
    Attack("a name with an escape sequence", put(f"{FOLDER}/evidence/a\x1b[2Jb"), EVERY, "not printable"),
    Attack("a name that is a workflow command", put(f"{FOLDER}/findings/a\n::error::x"), EVERY, "not printable"),
    Attack("a name that nobody sees", put("incidents/\u200b/README.md"), EVERY, "not printable"),
    # What other programs would read; here it comes to nothing.
    Attack("settings of Pagefind", put("pagefind.yml", "logfile: ../outside/own.txt\nverbose: true\n"), NOBODY),
    Attack("settings of Pagefind as JSON", put("pagefind.json", '{"logfile": "../outside/own.txt"}'), NOBODY),
    Attack("a configuration of MkDocs", put("mkdocs.yml", "hooks: [evil.py]\nsite_dir: ../outside\n"), NOBODY),
    Attack("a module that Python would load", put("sitecustomize.py", "open('../outside/own.txt', 'w')\n"), NOBODY),
    Attack("a module of a library's name", put("click.py", "open('../outside/own.txt', 'w')\n"), NOBODY),
    Attack("a mailmap", put(".mailmap", "a <a@example.org> <tests@example.org>\n"), NOBODY),
    Attack("an environment", put(".env", "GITHUB_TOKEN=x\nPAGEFIND_BINARY_PATH=./evil\n"), NOBODY),
    Attack("an LFS server", put(".lfsconfig", "[lfs]\nurl = https://a.example\n"), NOBODY),
    Attack("an LFS server in other case", put(".LFSCONFIG", "[lfs]\nurl = https://a.example\n"), NOBODY),
    Attack(
        "submodules that are nowhere",
        put(".gitmodules", '[submodule "a"]\npath = incidents\nurl = ../outside\n'),
        NOBODY,
    ),
    Attack("submodules in other case", put(".GitModules", '[submodule "a"]\npath = incidents\nurl = ../a\n'), NOBODY),
    Attack("what Git ignores", put(".gitignore", "incidents/**\n!.postmortem\n"), NOBODY),
    Attack("what Git ignores of the incidents", put("incidents/.gitignore", "*\n"), EVERY, HIDDEN),
    Attack("settings of SQLite", put(".sqliterc", ".shell touch ../outside/new\n"), NOBODY),
)

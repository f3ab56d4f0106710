"""What people do at a terminal: each session's transcript is one golden file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping

from pipeline.check.rules import RULES
from pipeline.check.waivers import FORM
from pipeline.layout import CONFIG_FILE
from tests import example
from tests.check.test_rules import with_example
from tests.golden import broken
from tests.golden.terminal import Terminal
from tests.needs import ROOT

WRITTEN_IN_OCTOBER = "created_at = '2026-10-01T12:00:00+00:00'"
COMMANDS = (
    *("init", "new", "add", "check", "plan", "apply", "review", "decide", "verify", "extend", "close"),
    *("build", "serve", "run", "explain", "issue"),
)
CHECK_FORMATS = ("json", "github", "sarif")
FINDING = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"


def incidents(terminal: Terminal) -> None:
    """A copy of this repository's own incidents."""
    for folder in ("incidents", "docs/sops"):
        shutil.copytree(ROOT / folder, terminal.root / folder)
    shutil.copy(ROOT / CONFIG_FILE, terminal.root)


def small(terminal: Terminal) -> None:
    """The tests' own small repository, for what is the same however much there is."""
    example.write(terminal.root)


def helps(terminal: Terminal) -> None:
    terminal("--help")
    for command in COMMANDS:
        terminal(command, "--help")


def explain(terminal: Terminal) -> None:
    terminal("explain")
    terminal("explain", "team-exists")
    for form in FORM:
        terminal("explain", form)
    terminal("explain", "team-exist")


def new(terminal: Terminal) -> None:
    small(terminal)
    incident = "2026-11-20-a-bucket-was-readable"
    terminal("new", "A bucket was readable")
    terminal("new", "A bucket was readable")
    terminal("new", "Close the bucket", "--in", incident)
    terminal("check")
    for path in sorted((terminal.root / "incidents" / incident).rglob("*.md")):
        terminal.show(path.relative_to(terminal.root).as_posix())
    terminal("new", "Close the bucket", "--in", "2026-11-20-a-bucket")
    terminal("new", "漏洩")


def usage(terminal: Terminal) -> None:
    """The command is called as it cannot be. What click itself says is left out: its wording is its own."""
    terminal("check")
    terminal.note("in a repository of postmortems")
    small(terminal)
    terminal("check", "no/such/file")
    terminal("check", "..")
    terminal("--tracker", "github", "plan")
    terminal("plan", "--out", "no/such/folder/plan.md")
    terminal("apply", "--accept", "0123456789ab")
    terminal("build", "--output", "docs")


def configuration(terminal: Terminal) -> None:
    """postmortem.yml with one fault after the other."""
    for old, new in (
        ("teams:\n", "team:\n"),
        ("name: Identity", "nam: Identity"),
        ("  identity:", "\tidentity:"),
        ("audience: clear", "audience: white"),
        ("p0: 7", "p0: soon"),
        ("p0: 7", "p0: 0"),
        ("repository: example-org/identity", "repository: identity"),
        ("{team: security-response", "{team: nobody"),
        ("https://git.example.org", "git.example.org"),
        ("priorities:", "priorities: {p9: 1}\npriorities:"),
    ):
        small(terminal)
        terminal.edit(CONFIG_FILE, old, new)
        terminal.note(f"`{new.strip()}` instead of `{old.strip()}`".replace("\n", " / "))
        terminal("check")


def check(terminal: Terminal) -> None:
    incidents(terminal)
    terminal.commit("2026-11-19")
    terminal("check")
    for form in CHECK_FORMATS:
        terminal("check", "--format", form)
    terminal("check", f"{broken.PLAN}/README.md")
    terminal.edit(f"{broken.ULTRALYTICS}/findings/01-unused-token-notice.md", "owner: index", "owner: indx")
    terminal.commit("2026-11-20")
    terminal("check", "--since", "main~1")


def check_broken(terminal: Terminal) -> None:
    incidents(terminal)
    broken.plant(terminal)
    terminal("check")


def check_broken_for_machines(terminal: Terminal) -> None:
    small(terminal)
    terminal.edit(FINDING, "owner: identity", "owner: nobody")
    terminal.edit(f"incidents/{example.INCIDENT}/evidence.md", "evidence/log.txt", "evidence/gone.txt")
    for form in CHECK_FORMATS:
        terminal("check", "--format", form)


def check_rules(terminal: Terminal) -> None:
    """Each rule's own example that fails."""
    root = terminal.root
    for rule in RULES:
        (root / rule.id).mkdir()
        terminal.enter(with_example(root / rule.id, rule.fails))
        terminal.note(f"{rule.id}: {rule.fails.file}")
        terminal("check")


def refused(terminal: Terminal) -> None:
    """Every command but `check` does nothing where there is an error."""
    small(terminal)
    terminal.edit(FINDING, "owner: identity", "owner: nobody")
    for command in ("plan", "apply", "review", "build", "serve", "run"):
        terminal(command)


def plan(terminal: Terminal) -> None:
    incidents(terminal)
    terminal("plan")
    terminal("plan", "--format", "json")
    terminal("plan", "--format", "markdown")
    terminal("plan", "--out", "plan.txt")


def limits(terminal: Terminal) -> None:
    """A plan that is larger than the configuration allows."""
    small(terminal)
    terminal.edit(CONFIG_FILE, "site:", "limits: {creates: 0}\nsite:")
    terminal("plan")
    terminal("plan", "--format", "markdown")
    terminal("apply")
    terminal("run")


def apply(terminal: Terminal) -> None:
    incidents(terminal)
    terminal("apply")
    terminal("apply")
    terminal("plan")
    # One of an owner, a process change, one that is proposed, one that is declined, and one that is closed.
    for number in (1, 2, 4):
        terminal.show_issue(f"example-org/build#{number}")
    for number in (1, 8, 9):
        terminal.show_issue(f"example-org/security-response#{number}")
    terminal.issues("closed_at = '2026-10-01T12:00:00+00:00'", "closed_at IS NOT NULL")
    terminal.issues(WRITTEN_IN_OCTOBER, "TRUE")
    terminal("review")
    terminal("review", "--format", "json")


def life(terminal: Terminal) -> None:
    """Findings and issues after people have worked on them."""
    incidents(terminal)
    terminal.quietly("apply")
    closed_at = "closed_at = '2026-10-01T12:00:00+00:00'"
    terminal.issues(closed_at, "closed_at IS NOT NULL")
    terminal.note("an issue is closed as fixed, one as not planned; one lost its block, one its labels, one is gone")
    terminal.issues(f"{closed_at}, closed_as = 'completed'", "repository = 'example-org/identity' AND number = 1")
    terminal.issues(
        f"{closed_at}, closed_as = 'not_planned'", "repository = 'example-org/package-index' AND number = 1"
    )
    terminal.issues("body = 'Nothing to see.'", "repository = 'example-org/package-index' AND number = 2")
    terminal.issues("labels = '[]'", "repository = 'example-org/build' AND number = 1")
    terminal.issues("body = '', title = 'gone'", "repository = 'example-org/build' AND number = 2")
    terminal.note("a finding has another title, one another owner, one is declined, one is gone")
    folder = f"{broken.PHISHING}/findings"
    terminal.edit(f"{folder}/01-weekend-handover.md", "title: Hand over", "title: Pass on")
    terminal.edit(f"{folder}/04-detect-look-alike-hosts.md", "owner: index", "owner: identity")
    declined = "status: declined\n  reason: It is not ours to write."
    terminal.edit(f"{folder}/02-actionable-abuse-reports.md", "status: accepted", declined)
    (terminal.root / folder / "08-mail-in-inboxes.md").unlink()
    terminal("plan")
    terminal("plan", "--prune", "--format", "markdown")
    terminal("apply", "--prune")
    terminal("apply")
    terminal.issues(WRITTEN_IN_OCTOBER, "TRUE")
    terminal("review", today="2027-01-20")


def build(terminal: Terminal) -> None:
    incidents(terminal)
    terminal("build")
    terminal("build", "--audience", "amber", "--output", "inside")
    terminal.edit(CONFIG_FILE, "  url: https://example-org.github.io/postmortems/\n", "")
    terminal("build")


def run(terminal: Terminal) -> None:
    incidents(terminal)
    terminal("run")
    terminal("run")


SESSIONS: Mapping[str, Callable[[Terminal], None]] = {
    "help": helps,
    "explain": explain,
    "new": new,
    "usage": usage,
    "configuration": configuration,
    "check": check,
    "check-broken": check_broken,
    "check-broken-for-machines": check_broken_for_machines,
    "check-rules": check_rules,
    "refused": refused,
    "plan": plan,
    "limits": limits,
    "apply": apply,
    "life": life,
    "build": build,
    "run": run,
}
"""By the name of the golden file."""

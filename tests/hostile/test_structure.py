"""Attack: values and line ends that one reader takes for something else than another, or that no program can hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import example
from tests.conftest import Run

FOLDER = f"incidents/{example.INCIDENT}"
README, FINDING = f"{FOLDER}/README.md", f"{FOLDER}/{example.FINDING_PATH}"
TEXTS = example.files()

ATTACKS = {
    "a carriage return that ends a comment": (README, ("tlp: clear", "# clear\rtlp: clear"), "without a line feed"),
    "carriage returns alone": (README, ("\n", "\r"), "without a line feed"),
    "one in a marker's line": (README, ("A token lay", "<!-- tlp:amber -->\rA token lay"), "without a line feed"),
    "one in the configuration": ("postmortem.yml", ("priorities", "# a\rpriorities"), "without a line feed"),
    "one in a procedure": ("docs/sops/token-handling.md", ("# Token", "a\r# Token"), "without a line feed"),
    "a level in a key of one's own": (README, ("tlp: clear", "x-tlp: red\ntlp: clear"), "unknown key `x-tlp`"),
    "a level in capitals": (README, ("tlp: clear", "TLP: red\ntlp: clear"), "unknown key `TLP`"),
    "a second level in an escape": (README, ("tlp: clear", 'tlp: red\n"\\x74lp": clear'), "`tlp`"),
    "an issue of a number that nothing holds": (FINDING, ("title:", f"issue: a/b#{'9' * 20}\ntitle:"), "`issue`"),
    "evidence of a number that nothing holds": (FINDING, ("[E1]", f"[E{'9' * 5000}]"), "`evidence[0]`"),
    "a factor of such a number": (
        README,
        ("tlp: clear", f"tlp: clear\nfactors: [{{id: C{'9' * 5000}, what: A., no_finding: B.}}]"),
        "`factors[0].id`",
    ),
    "a pull request of such a number": (
        README,
        ("who: team lead, on: 2026-02-01", "pull_request: 99999999999"),
        "`signoffs[1].pull_request`",
    ),
    "an address with a user name": (
        README,
        ("https://example.org/s", "https://example.com@evil.example/s"),
        "user name",
    ),
    "one with a password": (README, ("https://example.org/s", "https://a:b@evil.example/s"), "user name"),
    "a site's address with a query": ("postmortem.yml", ("/postmortems/", "/?postmortems="), "`site.url`"),
    "a site's address with dots": ("postmortem.yml", ("/postmortems/", "/a/%2e%2E/"), "`site.url`"),
    "a repository's address with a user": ("postmortem.yml", ("https://git.", "https://a:b@git."), "`repository`"),
    "a repository that is the folder above": (
        "postmortem.yml",
        ("example-org/identity", "example-org/.."),
        "repository`",
    ),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_it_is_an_error(what: str, repository: Path, postmortem: Run) -> None:
    path, (old, new), says = ATTACKS[what]
    (repository / path).write_bytes(TEXTS[path].replace(old, new).encode())
    result = postmortem("check")
    assert result.exit_code in (1, 2), result.output
    assert says in " ".join(result.output.split())


def test_an_alias_belongs_to_one_incident(repository: Path, postmortem: Run) -> None:
    other = "2026-01-11-another"
    for path, text in TEXTS.items():
        if path.startswith(FOLDER):
            example.write(repository, {path.replace(example.INCIDENT, other): text})
    for name in (example.INCIDENT, other):
        readme = example.changed(example.README, "aliases: [2026-01-09-former]")
        example.write(repository, {f"incidents/{name}/README.md": readme})
    result = postmortem("check")
    assert result.exit_code == 1
    for name in (example.INCIDENT, other):
        assert f"is also an alias of `{name}`" in " ".join(result.output.split())

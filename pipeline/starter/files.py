"""The files of a new repository, from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from pipeline.check.code_owners import code_owners
from pipeline.layout import CONFIG_FILE, INCIDENTS, README, SOPS
from pipeline.starter.configuration import commented
from pipeline.vocabulary import default

_TEMPLATES = Path(__file__).parent / "templates"
_PACKAGED = Path(__file__).parent
_OWN = Path(__file__).parent.parent.parent / ".github"
_INSTALLED_FROM_MAIN = "--no-deps --no-build-isolation ./trusted"

_GITHUB = {
    "workflows/pull-request.yml": "workflows/pull-request.yml",
    "workflows/plan.yml": "workflows/plan.yml",
    "workflows/main.yml": "workflows/main.yml",
    "workflows/site.yml": "workflows/site.yml",
    "workflows/reports.yml": "workflows/reports.yml",
    "dependabot.yml": "dependabot.yml",
    "postmortem/requirements.txt": "requirements.txt",
}
"""This project's own files below .github that a new repository gets, and where the package has them."""

_PLACES = {
    "gitignore": ".gitignore",
    "README.md": README,
    "incidents.md": f"{INCIDENTS}/{README}",
    "sops.md": f"{SOPS}/{README}",
    "pull_request_template.md": ".github/pull_request_template.md",
    "codeowners": ".github/CODEOWNERS",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
}
"""Where each template's file goes."""


def repository_files(settings: Mapping[str, Any], version: str) -> dict[str, str]:
    """The files by their path, postmortem.yml first.

    Args:
        settings: The content of postmortem.yml.
        version: The version of the package that the repository is to use.
    """
    response = settings["security_response"]
    team = settings["teams"][response["team"]]
    words = {
        "site_name": settings.get("site", {}).get("name", default("site", "name")),
        "response_team": team["name"],
        "response_repository": response["repository"],
        "code_owners": code_owners(team.get("github_team") or response["repository"].partition("/")[0]),
        "version": version,
    }
    made = {CONFIG_FILE: commented(settings)}
    made |= {place: Template(_read(_TEMPLATES / name)).substitute(words) for name, place in _PLACES.items()}
    return made | {f".github/{path}": _github_file(path, packaged, version) for path, packaged in _GITHUB.items()}


def _github_file(path: str, packaged: str, version: str) -> str:
    """One of this project's own files; a workflow installs the package instead of the checkout."""
    there = _PACKAGED / packaged
    text = _read(there if there.exists() else _OWN / path)
    return text.replace(_INSTALLED_FROM_MAIN, f"--no-deps --only-binary :all: postmortem-pipeline=={version}")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")

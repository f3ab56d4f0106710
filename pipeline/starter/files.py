"""The files of a new repository, from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from pipeline.layout import CONFIG_FILE, INCIDENTS, README, SOPS
from pipeline.starter.configuration import commented
from pipeline.vocabulary import default

_TEMPLATES = Path(__file__).parent / "templates"
_PACKAGED_WORKFLOWS = Path(__file__).parent / "workflows"
_OWN_WORKFLOWS = Path(__file__).parent.parent.parent / ".github" / "workflows"
_WORKFLOWS = ("pull-request.yml", "main.yml")

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
        "response_github_team": team.get("github_team") or response["repository"].partition("/")[0],
        "version": version,
    }
    made = {CONFIG_FILE: commented(settings)}
    made |= {place: Template(_read(_TEMPLATES / name)).substitute(words) for name, place in _PLACES.items()}
    return made | {f".github/workflows/{name}": _workflow(name, version) for name in _WORKFLOWS}


def _workflow(name: str, version: str) -> str:
    """One of this project's own workflows, which installs the package instead of the checkout."""
    folder = _PACKAGED_WORKFLOWS if _PACKAGED_WORKFLOWS.is_dir() else _OWN_WORKFLOWS
    return _read(folder / name).replace("pip install --quiet .", f"pip install --quiet postmortem-pipeline=={version}")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")

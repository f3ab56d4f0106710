"""Git repositories for tests, as somebody's pull request leaves them after a checkout."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_WHO = ("-c", "user.name=tests", "-c", "user.email=tests@example.org", "-c", "protocol.file.allow=always")


def git(root: Path, *arguments: str) -> str:
    """Run Git there, untouched by what the test has in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        ["git", "-C", str(root), *_WHO, *arguments], check=True, capture_output=True, text=True, env=kept
    ).stdout


def committed(root: Path) -> Path:
    """Commit everything that lies there, ignored or not."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "add", "-A", "-f")
    git(root, "commit", "-qm", "all", "--allow-empty")
    return root

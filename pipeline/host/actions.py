"""What GitHub says to a step of a workflow about the repository that it runs in."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from pipeline.diagnostic import UsageError


def runs_in_workflow(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this is a step of a workflow, whose log everybody who reads the repository can read."""
    return environment.get("GITHUB_ACTIONS") == "true"


def runs_in_public_repository(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this is a step of a workflow in a repository that everybody can read.

    Raises UsageError if GitHub says it in a way that cannot be read: nobody can tell then who reads what.
    """
    path = environment.get("GITHUB_EVENT_PATH")
    if not runs_in_workflow(environment) or not path:
        return False
    try:
        event = json.loads(Path(path).read_bytes())
        repository = event["repository"]
        return not repository["private"] and repository.get("visibility", "public") == "public"
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"the event of the workflow, {path}, does not say whether the repository is public") from error

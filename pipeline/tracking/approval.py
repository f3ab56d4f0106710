"""A plan over its limits that a person accepted, recorded so that a later run can finish one that was interrupted.

What is left of an accepted plan has another digest; it is accepted if each of its changes was. Rewrites need no
acceptance, and further ones move up as some are done.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.host.writing import own_file, write
from pipeline.tracking.plan import Plan

_DIGEST = re.compile(r"[0-9a-f]{16}")


def is_approved(plan: Plan, digest: str, folder: Path) -> bool:
    """Whether the digest accepts the plan: it is the plan's own, or that of an accepted one with all its changes.

    `folder` keeps the accepted plans, a file each, named by its digest, with a line for the digest of each change.
    Raises UsageError if the folder cannot be used.
    """
    if not _DIGEST.fullmatch(digest):
        return False
    file = folder / digest
    try:
        if plan.digest == digest:
            write(file, "".join(f"{change.digest}\n" for change in plan.changes))
            return True
        called_for = {change.digest for change in plan.called_for}
        return own_file(file).exists() and called_for <= set(file.read_text("ascii").split())
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the accepted plan cannot be recorded in {folder}: {error}") from error

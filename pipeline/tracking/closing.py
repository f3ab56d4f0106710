"""The changes that close an issue which is its finding's no longer."""

from __future__ import annotations

from pipeline.tracking.marker import MERGED, Block, with_block
from pipeline.tracking.ownership import Carrier
from pipeline.tracking.plan import Action, Change
from pipeline.tracking.tracker import Edit, Issue


def close(carrier: Carrier, key: str, decision: str, text: str, why: str) -> Change:
    """Close an issue of this finding, saying why above what its block says."""
    issue, block = carrier.issue, carrier.block
    body = with_block(issue.body, Block(key, decision, f"{text}\n\n{block.content}".rstrip(), issue.repository))
    edit = Edit(body=body, state="not_planned" if issue.open else None)
    return Change(Action.CLOSE, key, issue.repository, issue.number, why, issue.title, edit=edit)


def close_twin(carrier: Carrier, key: str, kept: Issue) -> Change:
    """Close the younger of two issues that two runs filed at once."""
    text = f"> **Duplicate.** Two runs filed this finding at the same time; follow #{kept.number}."
    return close(carrier, key, MERGED, text, f"filed twice by two runs at once; {kept.reference} is kept")

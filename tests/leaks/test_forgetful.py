"""The search finds what a renderer would show that was given one field, or one other thing, unredacted.

Here every eighth thing is forgotten; `python -m tests.leaks.forgetful` forgets all.
"""

from tests.leaks.forgetful import verdicts

SHOWN_NOWHERE = {("Incident", "files")}


def test_whatever_redaction_forgets_is_found_in_every_renderer_that_shows_it() -> None:
    found = verdicts(every=8)
    assert len(found) > 8
    assert [(what, name) for what, one in found.items() for name, said in one.items() if said == "missed"] == []
    harmless = {what for what, one in found.items() if not {"caught", "broken"} & set(one.values())}
    assert harmless <= SHOWN_NOWHERE

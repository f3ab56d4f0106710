"""The response team's answers, written into a finding or an incident: the text of the document with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline.diagnostic import UsageError
from pipeline.documents.document import parse_document
from pipeline.documents.front_matter import as_yaml, with_item, with_value
from pipeline.layout import schema_of
from pipeline.model import Finding, Incident
from pipeline.validation.validate import validate

Values = Mapping[str, Any]


def decided(text: str, finding: Finding, status: str, values: Values) -> str:
    """The finding's text with another decision; `values` are its other keys, of which those without a value stay.

    Who was consulted is added to those that were, and no longer asked. Raises UsageError as `with_value` does, and if
    the decision lacks something.
    """
    old = _mapping(text, "decision")
    new = {**old, "status": status, **_given(values)}
    consulted = tuple(dict.fromkeys((*finding.decision.consulted, *values.get("consulted", ()))))
    asked = [team for team in finding.decision.asked if team not in consulted]
    new |= {"consulted": list(consulted)} if consulted else {}
    new |= {"asked": asked} if asked else {}
    stale = {"asked"} if not asked else set()
    stale |= set() if status == "risk-accepted" else {"until"}
    stale |= set() if status == "accepted" else {"extended"}
    new = {key: value for key, value in new.items() if key not in stale}
    if set(old) - set(new):  # what goes cannot be taken out by itself
        return _valid(text, finding.path, with_value(text, ("decision",), new))
    changed = text
    for key, value in new.items():
        if old.get(key) != value:
            changed = with_value(changed, ("decision", key), value)
    return _valid(text, finding.path, changed)


def extended(text: str, finding: Finding, values: Values) -> str:
    """The finding's text with more time. Raises UsageError as `decided` does, and if it is not accepted."""
    if finding.decision.status != "accepted":
        raise UsageError(f"{finding.key} is {finding.decision.status}: only an accepted finding is given more time")
    return _valid(text, finding.path, with_value(text, ("decision", "extended"), _given(values)))


def verified(text: str, finding: Finding, values: Values, *, holds: bool) -> str:
    """The finding's text with a verification, or with one more if it has one.

    Raises UsageError as `decided` does, and if the finding was not accepted, or a first verification does not hold.
    """
    if finding.decision.status != "accepted":
        raise UsageError(f"{finding.key} is {finding.decision.status}: only an accepted finding can be verified")
    given = _given(values)
    if finding.verification is None:
        if not holds:
            raise UsageError(f"{finding.key} is not verified yet: reopen its issue, and say there what does not hold")
        return _valid(text, finding.path, with_value(text, ("verification",), given))
    repeat = {key: given[key] for key in ("by", "on", "how") if key in given} | {"holds": holds}
    changed = with_item(text, ("verification", "repeats"), repeat)
    if "again_after" in given:
        changed = with_value(changed, ("verification", "again_after"), given["again_after"])
    return _valid(text, finding.path, changed)


def closed(text: str, incident: Incident, today: date) -> str:
    """The text of the incident's README.md as that of one that is closed today.

    Raises UsageError as `decided` does, and if one of its findings is not settled in its file, or the text lacks
    something: with the lines to add.
    """
    unsettled = [
        item.key for item in incident.findings if not (item.verification or item.duplicate_of or item.decision.wont_fix)
    ]
    if unsettled:
        raise UsageError(
            f"not resolved yet: {', '.join(unsettled)}: `postmortem verify` or `postmortem decide` each of them first"
        )
    after = with_value(text, ("status",), "closed")
    _refuse_what_lacks_keys(after, incident, today)
    return _valid(text, incident.readme, after)


def _refuse_what_lacks_keys(text: str, incident: Incident, today: date) -> None:
    from pipeline.validation.forms import example  # noqa: PLC0415  # only what is incomplete needs an example
    from pipeline.validation.missing_keys import listing, missing_at_top  # noqa: PLC0415  # as above

    missing = missing_at_top("incident", parse_document(incident.readme, text.replace("\r\n", "\n")))
    if not missing:
        return
    keys = [key for asked, _ in missing for key in asked]
    values = {key: example("incident", key) for key in keys}
    teams = [participant.team for participant in incident.participants if participant.team]
    if "signoffs" in values and teams:
        values["signoffs"] = [{**values["signoffs"][0], "team": team, "on": today.isoformat()} for team in teams]
    is_or_are = "is" if len(keys) == 1 else "are"
    raise UsageError(
        "\n".join(
            [
                f"{incident.readme}: {listing([f'`{key}`' for key in keys])} {is_or_are} missing",
                *(why for _, why in missing if why),
                "Add these lines below `status`, with what is true of this incident:",
                "",
                as_yaml(values),
            ]
        )
    )


def _mapping(text: str, key: str) -> dict[str, Any]:
    value = (parse_document("", text.replace("\r\n", "\n")).data or {}).get(key)
    return dict(value) if isinstance(value, dict) else {}


def _given(values: Values) -> dict[str, Any]:
    """The values that there are, with lists in place of tuples."""
    present = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    return {key: value for key, value in present.items() if value not in (None, "", [])}


def _valid(before: str, path: str, after: str) -> str:
    """The text after a change. Raises UsageError for what the schema does not allow and was not there before."""
    old = _problems(path, before)
    new = [problem for problem in _problems(path, after) if problem not in old]
    if new:
        raise UsageError("\n".join(f"{path}: {problem}" for problem in new))
    return after


def _problems(path: str, text: str) -> list[str]:
    schema = schema_of("/".join(path.split("/")[2:]))
    found = validate(schema, parse_document(path, text.replace("\r\n", "\n")))
    return [f"{item.message}: {item.hint}" if item.hint else item.message for item in found]

"""The records: the content of the files, frozen, without line numbers or file handles.

A record is made even from a file with errors, so that the rest of it can be checked: a value of the
wrong type is "" or None here. No plan and no page is made from such a corpus.
"""

from pipeline.model.evidence import Artefact, Evidence, Register
from pipeline.model.facts import (
    OUR_OWN,
    PERSONAL,
    Actor,
    Affected,
    Count,
    Exemption,
    ExternalParty,
    Factor,
    Indicator,
    Notification,
    Origin,
    Participant,
    Reference,
    Related,
    Report,
    Response,
    RevokedSecret,
    Signoff,
    Technique,
    Verdict,
    VersionEvent,
    VersionRange,
    Waiver,
)
from pipeline.model.finding import WONT_FIX, Decision, Extension, Finding, Repeat, Verification
from pipeline.model.incident import Corpus, Incident
from pipeline.model.procedure import Procedure, ProcedureChange
from pipeline.model.timeline import Event, Stated, Timeline

__all__ = [
    "OUR_OWN",
    "PERSONAL",
    "WONT_FIX",
    "Actor",
    "Affected",
    "Artefact",
    "Corpus",
    "Count",
    "Decision",
    "Event",
    "Evidence",
    "Exemption",
    "Extension",
    "ExternalParty",
    "Factor",
    "Finding",
    "Incident",
    "Indicator",
    "Notification",
    "Origin",
    "Participant",
    "Procedure",
    "ProcedureChange",
    "Reference",
    "Register",
    "Related",
    "Repeat",
    "Report",
    "Response",
    "RevokedSecret",
    "Signoff",
    "Stated",
    "Technique",
    "Timeline",
    "Verdict",
    "Verification",
    "VersionEvent",
    "VersionRange",
    "Waiver",
]

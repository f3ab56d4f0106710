"""The records: the content of the files, frozen, without line numbers or file handles.

A record is made even from a file with errors, so that the rest of it can be checked: a value of the
wrong type is "" or None here. No plan and no page is made from such a corpus.
"""

from pipeline.model.evidence import Artefact, Evidence, Register
from pipeline.model.facts import (
    PERSONAL,
    Actor,
    Count,
    Exemption,
    ExternalParty,
    Factor,
    Indicator,
    Notification,
    Participant,
    Reference,
    Related,
    Response,
    RevokedSecret,
    Signoff,
    Technique,
    Verdict,
    Waiver,
)
from pipeline.model.finding import WONT_FIX, Decision, Extension, Finding, Repeat, Verification
from pipeline.model.incident import Corpus, Incident
from pipeline.model.procedure import Procedure, ProcedureChange
from pipeline.model.timeline import Event, Timeline

__all__ = [
    "PERSONAL",
    "WONT_FIX",
    "Actor",
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
    "Participant",
    "Procedure",
    "ProcedureChange",
    "Reference",
    "Register",
    "Related",
    "Repeat",
    "Response",
    "RevokedSecret",
    "Signoff",
    "Technique",
    "Timeline",
    "Verdict",
    "Verification",
    "Waiver",
]

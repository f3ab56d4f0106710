"""The layout of a repository: its paths and file names, the headings of its documents, and the words of a new file.

A path is relative to the root, with forward slashes; a path "in the folder" is relative to an incident's folder.
"""

import re

CONFIG_FILE = "postmortem.yml"
INCIDENTS = "incidents"
SOPS = "docs/sops"

README = "README.md"
TIMELINE = "timeline.md"
EVIDENCE = "evidence.md"
ARTEFACTS = "evidence"
FINDINGS = "findings"
"""What an incident's folder holds: three documents, and the folders of its artefacts and its findings."""

_FINDING_FILE = re.compile(r"[0-9]{2,3}-[^/]+\.md")

WHAT_HAPPENED = "What happened"
TECHNICAL_SUMMARY = "Technical summary"
DONE_WHEN = "Done when"

BRIEF = (WHAT_HAPPENED, "Key takeaways")
FULL = (WHAT_HAPPENED, TECHNICAL_SUMMARY, "How the response ran", "Key takeaways")
FINDING = ("What was found", "Why it matters", "What to change", DONE_WHEN)

FULL_FILES = (TIMELINE, EVIDENCE)

GUIDE = {
    WHAT_HAPPENED: "What happened, who was affected, is it over? For somebody who reads nothing else.",
    TECHNICAL_SUMMARY: "How it came about and how it worked. Every paragraph cites evidence, such as [E1].",
    "How the response ran": "What was done, in what order; what went well and what did not.",
    "What went well": "What worked as it was meant to, and should stay.",
    "Where we were lucky": "What kept the harm down that nobody had planned.",
    "Key takeaways": "What others can learn from it.",
    "What was found": "The lapse itself, for somebody who has not read the report.",
    "Why it matters": "What happens if nothing changes.",
    "What to change": "The change you propose.",
    DONE_WHEN: "A list of results that somebody can verify.",
}
"""What belongs below each heading; a new file has it in comments."""

BEGUN = "This postmortem was begun."
"""The one event of a new timeline."""

STARTED = "The incident started."
"""The first event of a new timeline if it is known when that was."""


def incident_address(incident_id: str) -> str:
    """The address of an incident's page on the site, from the site's root."""
    return f"incidents/{incident_id}/"


def finding_address(key: str) -> str:
    """The address of a finding on the site, by its key: its place on its incident's page."""
    incident_id, _, number = key.partition("/")
    return f"{incident_address(incident_id)}#{finding_anchor(number)}"


def finding_anchor(number: str) -> str:
    """The anchor of a finding on its incident's page: F01."""
    return f"F{number}"


def schema_of(name: str) -> str:
    """The name of the schema of a document at this path in an incident's folder."""
    return {README: "incident", TIMELINE: "timeline", EVIDENCE: "evidence"}.get(name, "finding")


def is_finding_file(name: str) -> bool:
    """Whether a finding's file can have this name: a number of two or three digits, and words."""
    return _FINDING_FILE.fullmatch(name) is not None


def finding_number(path: str) -> str:
    """The number of a finding, from the path or the name of its file."""
    return path.rpartition("/")[2].removesuffix(".md").partition("-")[0]


def bare(text: str) -> str:
    """A short text without the marks around it, in lower case: what a placeholder is known by."""
    return text.strip(" \t\n-*+_`~.…!?:;,()[]{}<>#|").lower()

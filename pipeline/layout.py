"""Where things lie in a repository, the headings that documents have, and the words of a new file."""

CONFIG_FILE = "postmortem.yml"
INCIDENTS = "incidents"
SOPS = "docs/sops"

WHAT_HAPPENED = "What happened"
TECHNICAL_SUMMARY = "Technical summary"
DONE_WHEN = "Done when"

BRIEF = (WHAT_HAPPENED, "Key takeaways")
FULL = (WHAT_HAPPENED, TECHNICAL_SUMMARY, "How the response ran", "Key takeaways")
FINDING = ("What was found", "Why it matters", "What to change", DONE_WHEN)

FULL_FILES = ("timeline.md", "evidence.md")

GUIDE = {
    WHAT_HAPPENED: "What happened, who was affected, is it over? For somebody who reads nothing else.",
    TECHNICAL_SUMMARY: "How it came about and how it worked. Every paragraph cites evidence, such as [E1].",
    "How the response ran": "What was done, in which order; what went well, what did not.",
    "Key takeaways": "What others can learn from it.",
    "What was found": "The lapse itself, as somebody understands it who has not read the report.",
    "Why it matters": "What happens if nothing changes.",
    "What to change": "The change you propose.",
    DONE_WHEN: "A list of results that somebody can see.",
}
"""What belongs below each heading; a new file has it in comments."""

BEGUN = "This postmortem was begun."
"""The one event of a new timeline."""


def bare(text: str) -> str:
    """A short text without the marks around it, in lower case: what a placeholder is known by."""
    return text.strip(" \t\n-*+_`~.…!?:;,()[]{}<>#|").lower()

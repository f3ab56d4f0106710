"""The headings that a postmortem and a finding have, and which of them rest on evidence."""

WHAT_HAPPENED = "What happened"
TECHNICAL_SUMMARY = "Technical summary"
DONE_WHEN = "Done when"

BRIEF = (WHAT_HAPPENED, "Key takeaways")
FULL = (WHAT_HAPPENED, TECHNICAL_SUMMARY, "How the response ran", "Key takeaways")
FINDING = ("What was found", "Why it matters", "What to change", DONE_WHEN)

FULL_FILES = ("timeline.md", "evidence.md")

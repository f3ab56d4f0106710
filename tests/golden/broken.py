"""Faults for a copy of the repository's incidents, as authors make them: in each kind of file, a few of each kind."""

from __future__ import annotations

from tests.golden.terminal import Terminal

PHISHING = "incidents/2025-07-26-phishing-attack"
ULTRALYTICS = "incidents/2024-12-ultralytics-supply-chain"
LOG4SHELL = "incidents/2021-12-10-log4shell"
TAKEOVER = "incidents/2023-11-22-account-takeover"
PLAN = "incidents/2025-07-23-secrets-in-public-plan"
NODE_IPC = "incidents/2022-03-18-node-ipc-protestware"
LEAKED = "incidents/2024-06-28-leaked-admin-token"

_EDITS: tuple[tuple[str, str, str], ...] = (
    # Front matter that is no YAML, or another YAML than it seems.
    (f"{LOG4SHELL}/findings/01-inventory-of-cloud-resources.md", "priority:", "\tpriority:"),
    (f"{LOG4SHELL}/findings/02-scan-for-known-vulnerabilities.md", "---\ntitle: ", "---\ntitle: Note: "),
    (f"{LOG4SHELL}/findings/03-one-urgent-channel.md", "priority:", "priority: p0\npriority:"),
    (f"{LOG4SHELL}/findings/04-joint-start-on-day-one.md", "evidence: [E1]", "evidence: [E1"),
    (f"{LOG4SHELL}/findings/05-owner-for-every-capability.md", "---\ntitle", "title"),
    # Keys and values that the schemas do not know.
    (f"{PHISHING}/README.md", "status: published", "status: publishd"),
    (f"{PHISHING}/README.md", "services: [package-index, accounts]", "service: package-index"),
    (f"{PHISHING}/README.md", "      unit: accounts phished\n", "      unit: 4\n"),
    (f"{PHISHING}/findings/01-weekend-handover.md", "priority: p1", "priority: high"),
    (f"{PHISHING}/findings/02-actionable-abuse-reports.md", "evidence: [E1, E4]", "evidence: E1"),
    (f"{PHISHING}/findings/03-warn-within-hours.md", "decision:\n  status: accepted\n", "decision:\n"),
    (f"{PHISHING}/findings/04-detect-look-alike-hosts.md", "owner: ", "ownr: "),
    # The policy.
    (f"{ULTRALYTICS}/README.md", "status: in-review", "status: published"),
    (f"{ULTRALYTICS}/README.md", "- id: T1528", "- id: T9528"),
    (f"{ULTRALYTICS}/README.md", 'findings: ["04"]', 'findings: ["14"]'),
    (f"{ULTRALYTICS}/README.md", "## How the response ran", "## How the response went"),
    (f"{ULTRALYTICS}/timeline.md", "at: 2024-12-11", "at: 2024-11-11"),
    (f"{ULTRALYTICS}/timeline.md", "evidence: [E1, E3, E4]", "evidence: [E1, E3, E9]"),
    (f"{ULTRALYTICS}/evidence.md", "sha256: cac65296", "sha256: 00065296"),
    (f"{ULTRALYTICS}/findings/01-unused-token-notice.md", "owner: index", "owner: indx"),
    (f"{ULTRALYTICS}/findings/01-unused-token-notice.md", "- Using the token", "- Done.\n- Using the token"),
    (f"{ULTRALYTICS}/findings/01-unused-token-notice.md", "nobody uses", "@nobody uses"),
    (f"{TAKEOVER}/findings/01-require-second-factor.md", "title: Require", "title: The requirement of"),
    (f"{TAKEOVER}/findings/05-account-recovery-procedure.md", "sop: ", "sop: the-"),
    (f"{TAKEOVER}/evidence.md", "- id: E4", "- id: E3"),
    (f"{PLAN}/timeline.md", "2025-07-23T16:08", "2025-07-23T26:08"),
    (f"{PLAN}/timeline.md", "2025-07-24T12:34", "2027-07-24T12:34"),
    (f"{PLAN}/README.md", "purged, and GitHub", "purged by <!-- tlp:red -->Dana, and GitHub"),
    # What must not be in any text.
    (
        f"{NODE_IPC}/README.md",
        "## Key takeaways",
        "The password is postgres://a:Tr0ub4dor-and-3@db/x\n\n## Key takeaways",
    ),
    (f"{NODE_IPC}/README.md", "## Key takeaways", "It called 203.0.114.7. Dana should have known.\n\n## Key takeaways"),
    (f"{LEAKED}/README.md", "## Key takeaways", "See [the next](findings/99-nothing.md).\n\n## Key takeaways"),
)


def plant(terminal: Terminal) -> None:
    """Write the faults into the copy in which the terminal is."""
    for path, old, new in _EDITS:
        terminal.edit(path, old, new)
    (terminal.root / LEAKED / "findings" / "First one.md").write_text("What was found\n")
    (terminal.root / LEAKED / "notes.txt").write_text("Ask Dana.\n")
    (terminal.root / "incidents" / "Not an incident").mkdir()
    min((terminal.root / PHISHING / "evidence").iterdir()).chmod(0o755)

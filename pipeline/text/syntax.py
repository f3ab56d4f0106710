"""What prose may contain in addition to Markdown: citations of evidence."""

from __future__ import annotations

import re

EVIDENCE_ID = re.compile(r"E\d+")
EVIDENCE_IDS = r"E\d+(?:\s*,\s*E\d+)*"
"""The pattern of what a citation has between its brackets."""

CITATION = re.compile(rf"\[({EVIDENCE_IDS})\](?!\()")
"""Ids of evidence in square brackets, several with commas, in the first group; before `(` it is the text of a link."""

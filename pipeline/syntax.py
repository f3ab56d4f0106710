"""What prose has beside what Markdown has: citations of evidence, and comments that no reader sees."""

from __future__ import annotations

import re

EVIDENCE_ID = re.compile(r"E\d+")
CITATION = re.compile(r"\[(E\d+(?:\s*,\s*E\d+)*)\](?![(:])")
"""Ids of evidence in square brackets, several with commas, in the first group; before `(` or `:` it is a link."""

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
"""An HTML comment; one that is never closed reaches to the end."""

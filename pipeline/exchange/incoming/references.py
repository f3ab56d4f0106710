"""The links of a source → the references of the draft."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from rfc3986_validator import validate_rfc3986

from pipeline import vocabulary

_MOST = vocabulary.property_schema("incident", "references")["maxItems"]
_LONGEST = 200


def references(links: Mapping[str, str]) -> list[dict[str, str]]:
    """References, each with its address and the words of the link, or the address itself where there are none."""
    found = []
    for url, words in list(links.items())[:_MOST]:
        if not re.match(r"https?://[^\s]+$", url) or not validate_rfc3986(url, rule="URI"):
            continue
        title = " ".join(re.sub(r"[*_`@]|!?\[|\]", "", words).split())[:_LONGEST].strip()
        if not title or title.startswith(("http://", "https://")):
            parts = urlsplit(url)
            title = (parts.netloc.rpartition("@")[2] + parts.path.rstrip("/"))[:_LONGEST] or url
        found.append({"title": title, "url": url})
    return found

"""Whether a site may be published on GitHub Pages: closed unless GitHub says who can see it. Pure."""

from __future__ import annotations

import json

from pipeline.diagnostic import UsageError
from pipeline.vocabulary import levels


def refuse_public_pages(audience: str, answer: bytes) -> None:
    """Raise UsageError unless everybody may see a site for this audience, or GitHub Pages is only for some.

    Args:
        audience: The TLP level that the site is built for.
        answer: What GitHub answered to `GET /repos/OWNER/REPOSITORY/pages`; empty if it did not.
    """
    if audience == levels()[0]:
        return
    try:
        public = json.loads(answer)["public"]
    except (ValueError, KeyError, TypeError):
        public = None
    if public is False:
        return
    said = "everybody can see it on GitHub Pages"
    if public is not True:
        said = (
            "GitHub does not say who can see it there: the job needs the permission `pages: read`, and Pages a source"
        )
    raise UsageError(
        f"the site is for {audience}, but {said}. Let only people with access see the site, in the repository's"
        f" settings under Pages, or set `site.audience: {levels()[0]}`"
    )

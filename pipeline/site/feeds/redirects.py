"""The old addresses of incidents that were renamed, leading to where their pages are."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.site import links
from pipeline.site.data import SiteData, address
from pipeline.site.generator.config import POLICY
from pipeline.site.page import block


def redirects(site: SiteData, titles: Mapping[str, str]) -> dict[str, str]:
    """A small page at each old address. It needs no script; one that is not inline keeps the anchor where it may run.

    Plain HTML, so that neither the search nor the sitemap lists it.
    """
    return {
        f"{links.page_of(alias)}index.html": block(
            "moved.html",
            site=site,
            policy=POLICY,
            title=titles[now],
            target=f"../{now}/",
            canonical=address(site, links.page_of(now)) if site.config.site.url else "",
        )
        for alias, now in links.moved(site.corpus).items()
    }

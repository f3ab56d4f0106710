"""The former addresses of incidents that were renamed, each redirecting to the page's current address."""

from __future__ import annotations

from pipeline.layout import incident_address
from pipeline.site import links
from pipeline.site.content_policy import POLICY
from pipeline.site.data import SiteData
from pipeline.site.page.templates import document


def redirects(site: SiteData) -> dict[str, str]:
    """A small page at each former address. It needs no script; one that is not inline keeps the anchor, where allowed.

    Plain HTML, so that neither the search nor the sitemap lists it.
    """
    titles = {incident.id: incident.title for incident in site.corpus.incidents}
    return {
        f"{incident_address(former)}index.html": document(
            "moved.html",
            site=site,
            policy=POLICY,
            title=titles[present],
            target=f"../{present}/",
            canonical=site.url(incident_address(present)) if site.config.site.url else "",
        )
        for former, present in links.renamed_incidents(site.corpus).items()
    }

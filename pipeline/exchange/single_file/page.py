"""An incident's page as one tree that needs no other file: pictures inside, links to elsewhere whole or as text."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from pipeline.artefacts import media_type
from pipeline.exchange.single_file.tree import Element, parse, without
from pipeline.layout import incident_address
from pipeline.site import links
from pipeline.site.data import SiteData
from pipeline.site.incident.page import incident_page
from pipeline.site.incident.view import cross_references, incident_view
from pipeline.site.page.record import Heading

ReadArtefact = Callable[[str], bytes | None]
"""Reads an artefact by its address on the site; None if this audience may not see it."""

_UNWANTED = frozenset(
    {"script", "style", "link", "meta", "iframe", "object", "embed", "form", "button", "input", "base"}
)
_KEPT = re.compile(
    r"id|class|title|alt|href|src|datetime|lang|dir|colspan|rowspan|start|open|role|aria-\w+|d|x|y|x1|x2|y1|y2|cx|cy|r"
    r"|rx|ry|width|height|viewbox|transform|points|text-anchor|dominant-baseline|scope"
)
"""Attributes that mean something without scripts and style sheets of the site."""


def page_tree(site: SiteData, incident_id: str, read: ReadArtefact) -> Element:
    """The page of an incident of this site, from its title on."""
    incident = next(incident for incident in site.corpus.incidents if incident.id == incident_id)
    targets = links.link_targets(site.corpus)
    page = incident_page(site, incident_view(site, incident, targets), targets, cross_references(site.corpus))
    root = Element("article")
    for block in page.blocks:
        if isinstance(block, Heading):
            root.children.append(Element(f"h{block.level}", {}, [block.text]))
        else:
            root.children += parse(block.html).children
    without(root, lambda element: element.tag in _UNWANTED or "hidden" in element.attributes)
    ids = {element.attributes["id"] for element in root.descendants() if "id" in element.attributes}
    for element in root.descendants():
        element.attributes = {name: text for name, text in element.attributes.items() if _KEPT.fullmatch(name)}
        if element.tag == "details":
            element.attributes["open"] = ""
        if element.tag == "img":
            _hold(element, incident_address(incident_id), read)
        elif "href" in element.attributes:
            _lead(element, site, incident_address(incident_id), ids)
    return root


def _hold(image: Element, base: str, read: ReadArtefact) -> None:
    """Put the picture itself where its address was; what cannot be shown becomes its words."""
    content = read(_address(base, image.attributes.get("src", "")))
    kind = media_type(content) if content is not None else ""
    if content is not None and kind.startswith("image/"):
        image.attributes["src"] = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    else:
        image.tag, image.children = "span", [image.attributes.get("alt", "")]
        image.attributes = {}


def _lead(element: Element, site: SiteData, base: str, ids: set[str]) -> None:
    """Make a link whole; one that leads nowhere from a file becomes text."""
    target = element.attributes["href"]
    if target.startswith("#"):
        if unquote(target[1:]) not in ids:
            element.tag, element.attributes = "span", {}
        return
    if urlsplit(target).scheme in ("http", "https", "mailto"):
        return
    address = site.url(_address(base, target))
    if address.startswith("https://"):
        element.attributes["href"] = address
    else:
        element.tag, element.attributes = "span", {}


def _address(base: str, target: str) -> str:
    """The address on the site to which a link of a page leads."""
    path, _, place = target.partition("#")
    joined = posixpath.normpath(posixpath.join(base, unquote(path))).lstrip("./")
    slash = "/" if path.endswith("/") and joined else ""
    return f"{joined}{slash}{f'#{place}' if place else ''}"

"""The place in the repository of what a name stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.diagnostic import Location, Route
from pipeline.documents.document import Document
from pipeline.layout import INCIDENTS, README, SOPS, finding_number
from pipeline.lsp.mentions import Mention, Named
from pipeline.records import Folder


def definition(
    mention: Mention,
    folder: Folder | None,
    procedures: frozenset[str],
    config: Document,
    finding_paths: Callable[[str], Mapping[str, str]],
) -> Location | None:
    """The place; None if what is named does not exist, or has no place.

    `folder` is the incident that the name is in. `finding_paths` gives the paths of an incident's findings by number.
    """
    name = mention.name
    match mention.kind:
        case Named.TEAM:
            return _key(config, ("teams", name))
        case Named.PROCEDURE:
            return Location(f"{SOPS}/{name}.md") if name in procedures else None
        case Named.INCIDENT:
            return Location(f"{INCIDENTS}/{name}/{README}")
        case Named.FINDING_KEY:
            incident, _, number = name.partition("/")
            path = finding_paths(incident).get(number)
            return Location(path) if path else None
    return _in_folder(mention.kind, name, folder) if folder else None


def _in_folder(kind: Named, name: str, folder: Folder) -> Location | None:
    match kind:
        case Named.EVIDENCE if folder.register:
            return _item(folder.register, "items", name)
        case Named.AFFECTED:
            return _item(folder.readme, "affected", name)
        case Named.FINDING:
            paths = [document.path for document in folder.findings if finding_number(document.path) == name]
            return Location(paths[0]) if paths else None
        case Named.ARTEFACT if name in folder.files:
            return Location(f"{folder.path}/{name}")
    return None


def _item(document: Document, listed: str, name: str) -> Location | None:
    """The id of an item of a list."""
    items = (document.data or {}).get(listed)
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict) and item.get("id") == name:
            return document.locate((listed, index, "id"))
    return None


def _key(document: Document, route: Route) -> Location | None:
    return document.locate(route, key=True) if route in document.places().keys else None

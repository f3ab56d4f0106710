"""Hands out one incident as one file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial

from pipeline.exchange.single_file.docx_file import docx_file
from pipeline.exchange.single_file.flow import flow
from pipeline.exchange.single_file.html_file import html_file
from pipeline.exchange.single_file.markdown_file import markdown_file
from pipeline.exchange.single_file.page import page_tree
from pipeline.exchange.single_file.pdf_file import pdf_file
from pipeline.exchange.visible import Visible
from pipeline.host.paths import read_bytes
from pipeline.operations.workspace import Workspace
from pipeline.site.data import SiteData
from pipeline.site.i18n.formats import on
from pipeline.site.links import artefacts
from pipeline.tracking.lifecycle import FindingState


def exported(workspace: Workspace, states: Mapping[str, FindingState], seen: Visible, form: str) -> str | bytes:
    """The incident as a file of this format, with the sections of its page for its audience.

    Raises UsageError if nothing on this machine can write the format.
    """
    site = SiteData(seen.corpus, states, workspace.config, seen.audience, workspace.today)
    title = seen.incident.title
    tree = page_tree(site, seen.incident.id, partial(_artefact, workspace, artefacts(seen.corpus)))
    day = on(site.language, workspace.today)
    remark = site.language.gettext("Exported for TLP:%(level)s on %(day)s.", level=seen.audience.upper(), day=day)
    if form == "md":
        return markdown_file(flow(tree), remark)
    if form == "docx":
        return docx_file(flow(tree), title, remark, workspace.today)
    page = html_file(tree, title, workspace.config.site.language, remark)
    return pdf_file(page, os.environ) if form == "pdf" else page


def _artefact(workspace: Workspace, sources: Mapping[str, str], address: str) -> bytes | None:
    path = sources.get(address)
    if path is None:
        return None
    try:
        return read_bytes(workspace.root, path)
    except OSError:
        return None

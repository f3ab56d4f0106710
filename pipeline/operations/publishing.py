"""The site's commands: what an audience may see of the incidents, built or served."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.layout import CONFIG_FILE, INCIDENTS, SOPS
from pipeline.operations import filing
from pipeline.operations.progress import Progress
from pipeline.operations.workspace import Workspace
from pipeline.site.data import SiteData, visible
from pipeline.site.generator.build import build_site
from pipeline.site.last_build import LastBuild
from pipeline.site.links import artefacts
from pipeline.site.outputs import OutputsCache
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from pipeline.tracking.lifecycle import FindingState


def build(workspace: Workspace, finding_states: Mapping[str, FindingState], audience: str | None, output: Path) -> Path:
    """Build the site at `output`; gives the folder."""
    # MkDocs takes a relative folder as relative to its configuration.
    tree, site = (workspace.state / "site").absolute(), output.absolute()
    last = LastBuild(tree, site) if workspace.use_cache else None
    build_site(_site_files(workspace, finding_states, audience, last), tree, site)
    if last is not None:
        last.save()
    return output


def serve(workspace: Workspace, audience: str | None, port: int, progress: Progress) -> None:
    """Serve the site until interrupted, drafts too. The tracker is asked once, the files at each edit."""
    from pipeline.operations.previewing import Edits  # noqa: PLC0415  # a build needs no server
    from pipeline.site.generator.serve import serve_site  # noqa: PLC0415  # as the preview

    first = filing.finding_states(workspace, progress)
    issues = {key: finding_state.issue for key, finding_state in first.items() if finding_state.issue is not None}
    watched = [workspace.root / name for name in (INCIDENTS, SOPS, CONFIG_FILE)]
    serve_site(Edits(workspace, audience, issues), workspace.root, watched, port)


def _site_files(
    workspace: Workspace,
    finding_states: Mapping[str, FindingState],
    audience: str | None,
    last: OutputsCache | None,
) -> SiteFiles:
    settings = workspace.config.site
    level = audience or settings.audience
    corpus = visible(workspace.usable_corpus, level, workspace.today, say_withheld=settings.say_withheld)
    site = SiteData(corpus, finding_states, workspace.config, level, workspace.today)
    sources = {address: workspace.root / path for address, path in artefacts(corpus).items()}
    return SiteFiles(render(site, last), sources)

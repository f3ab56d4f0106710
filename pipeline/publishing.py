"""The site's commands: what an audience may see of the incidents, built or served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline import filing
from pipeline.check.run import has_errors
from pipeline.diagnostic import UsageError
from pipeline.form import CONFIG_FILE, INCIDENTS, SOPS
from pipeline.history import read_history
from pipeline.progress import Progress
from pipeline.report.text import diagnostic_lines
from pipeline.site.build import build_site
from pipeline.site.data import SiteData, visible
from pipeline.site.pages import artefacts, render
from pipeline.site.per_incident import Kept
from pipeline.site.plugin import Made
from pipeline.site.serve import serve_site
from pipeline.tracking.lifecycle import Standing
from pipeline.tracking.survey import Asked, standings_of
from pipeline.workspace import Workspace


def build(workspace: Workspace, standings: Mapping[str, Standing], audience: str | None, output: Path) -> Path:
    """Build the site at `output`; gives the folder."""
    tree, files = _made(workspace, standings, audience)
    # MkDocs takes a relative folder as relative to its configuration.
    build_site(tree, files, (workspace.state / "site").resolve(), output.resolve())
    return output


def serve(workspace: Workspace, audience: str | None, port: int, progress: Progress) -> None:
    """Serve the site until interrupted, drafts too. The tracker is asked once, the files at each edit."""
    first = filing.standings(workspace, progress)
    kept = Kept()
    issues = {key: standing.issue for key, standing in first.items() if standing.issue is not None}

    def make() -> Made:
        now = replace(workspace)
        if has_errors(now.diagnostics):
            raise UsageError("\n".join(diagnostic_lines(now.diagnostics, now.source_line)))
        standings = standings_of(Asked(now.corpus, now.config, now.today, read_history(now.root)), issues)
        return _made(now, standings, audience, kept, drafts=True)

    watched = [workspace.root / name for name in (INCIDENTS, SOPS, CONFIG_FILE)]
    serve_site(make, watched, (workspace.state / "preview").resolve(), port=port)


def _made(
    workspace: Workspace,
    standings: Mapping[str, Standing],
    audience: str | None,
    kept: Kept | None = None,
    *,
    drafts: bool = False,
) -> Made:
    shown = workspace.config.site
    level = audience or shown.audience
    corpus = visible(workspace.corpus, level, workspace.today, say_withheld=shown.say_withheld, drafts=drafts)
    site = SiteData(corpus, standings, workspace.config, level, workspace.today)
    return render(site, kept), {address: workspace.root / path for address, path in artefacts(site).items()}

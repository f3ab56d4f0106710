"""The site's commands: what an audience may see of the incidents, built or served."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline import filing
from pipeline.check.run import has_errors
from pipeline.diagnostic import UsageError
from pipeline.history import read_history
from pipeline.layout import CONFIG_FILE, INCIDENTS, SOPS
from pipeline.progress import Progress
from pipeline.report import diagnostics as diagnostics_report
from pipeline.site.data import SiteData, visible
from pipeline.site.generator.build import build_site
from pipeline.site.generator.serve import serve_site
from pipeline.site.links import artefacts
from pipeline.site.outputs import OutputsCache
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from pipeline.tracking.desired import Source
from pipeline.tracking.lifecycle import FindingState
from pipeline.tracking.observed import finding_states as states_with_issues
from pipeline.workspace import Workspace


def build(workspace: Workspace, finding_states: Mapping[str, FindingState], audience: str | None, output: Path) -> Path:
    """Build the site at `output`; gives the folder."""
    files = _site_files(workspace, finding_states, audience)
    # MkDocs takes a relative folder as relative to its configuration.
    build_site(files, (workspace.state / "site").absolute(), output.absolute())
    return output


def serve(workspace: Workspace, audience: str | None, port: int, progress: Progress) -> None:
    """Serve the site until interrupted, drafts too. The tracker is asked once, the files at each edit."""
    first = filing.finding_states(workspace, progress)
    cache = OutputsCache()
    issues = {key: finding_state.issue for key, finding_state in first.items() if finding_state.issue is not None}

    def make() -> SiteFiles:
        now = workspace.reread()
        if has_errors(now.diagnostics):
            raise UsageError("\n".join(diagnostics_report.as_text(now.diagnostics, now.source_line)))
        finding_states = states_with_issues(Source(now.corpus, now.config, now.today, read_history(now.root)), issues)
        return _site_files(now, finding_states, audience, cache, drafts=True)

    watched = [workspace.root / name for name in (INCIDENTS, SOPS, CONFIG_FILE)]
    serve_site(make, watched, port=port)


def _site_files(
    workspace: Workspace,
    finding_states: Mapping[str, FindingState],
    audience: str | None,
    cache: OutputsCache | None = None,
    *,
    drafts: bool = False,
) -> SiteFiles:
    settings = workspace.config.site
    level = audience or settings.audience
    corpus = visible(workspace.usable_corpus, level, workspace.today, say_withheld=settings.say_withheld, drafts=drafts)
    site = SiteData(corpus, finding_states, workspace.config, level, workspace.today)
    sources = {address: workspace.root / path for address, path in artefacts(corpus).items()}
    return SiteFiles(render(site, cache), sources)

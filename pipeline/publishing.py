"""The site's commands: what an audience may see of the incidents, built or served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline import filing
from pipeline.check.run import has_errors
from pipeline.diagnostic import UsageError
from pipeline.history import read_history
from pipeline.layout import CONFIG_FILE, INCIDENTS, SOPS
from pipeline.progress import Progress
from pipeline.report.text import diagnostic_lines
from pipeline.site.data import SiteData, visible
from pipeline.site.generator.build import build_site
from pipeline.site.generator.plugin import Made
from pipeline.site.generator.serve import serve_site
from pipeline.site.outputs import Kept
from pipeline.site.render import artefacts, render
from pipeline.tracking.lifecycle import FindingState
from pipeline.tracking.observed import Asked, finding_states_of
from pipeline.workspace import Workspace


def build(workspace: Workspace, finding_states: Mapping[str, FindingState], audience: str | None, output: Path) -> Path:
    """Build the site at `output`; gives the folder."""
    tree, files = _made(workspace, finding_states, audience)
    # MkDocs takes a relative folder as relative to its configuration.
    build_site(tree, files, (workspace.state / "site").resolve(), output.resolve())
    return output


def serve(workspace: Workspace, audience: str | None, port: int, progress: Progress) -> None:
    """Serve the site until interrupted, drafts too. The tracker is asked once, the files at each edit."""
    first = filing.finding_states(workspace, progress)
    kept = Kept()
    issues = {key: finding_state.issue for key, finding_state in first.items() if finding_state.issue is not None}

    def make() -> Made:
        now = replace(workspace)
        if has_errors(now.diagnostics):
            raise UsageError("\n".join(diagnostic_lines(now.diagnostics, now.source_line)))
        finding_states = finding_states_of(Asked(now.corpus, now.config, now.today, read_history(now.root)), issues)
        return _made(now, finding_states, audience, kept, drafts=True)

    watched = [workspace.root / name for name in (INCIDENTS, SOPS, CONFIG_FILE)]
    serve_site(make, watched, (workspace.state / "preview").resolve(), port=port)


def _made(
    workspace: Workspace,
    finding_states: Mapping[str, FindingState],
    audience: str | None,
    kept: Kept | None = None,
    *,
    drafts: bool = False,
) -> Made:
    shown = workspace.config.site
    level = audience or shown.audience
    corpus = visible(workspace.corpus, level, workspace.today, say_withheld=shown.say_withheld, drafts=drafts)
    site = SiteData(corpus, finding_states, workspace.config, level, workspace.today)
    return render(site, kept), {address: workspace.root / path for address, path in artefacts(site).items()}

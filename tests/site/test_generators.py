"""The generator can be replaced: the tree builds under properdocs too, with the same words on every page."""

import subprocess
import sys
from pathlib import Path

from lxml import html

from pipeline.site.data import SiteData
from pipeline.site.generator.files import write_tree
from pipeline.site.render import render


def test_properdocs_builds_the_same_words(real_site: SiteData, built: Path, tmp_path: Path) -> None:
    write_tree(render(real_site), tmp_path / "tree")
    command = [sys.executable, "-m", "properdocs", "build", "--quiet", "--strict"]
    command += ["--config-file", str(tmp_path / "tree" / "mkdocs.yml"), "--site-dir", str(tmp_path / "out")]
    subprocess.run(command, check=True, cwd=tmp_path)
    pages = sorted(path.relative_to(built) for path in built.rglob("*.html"))
    assert len(pages) > len(real_site.corpus.incidents)
    for page in pages:
        assert words(tmp_path / "out" / page) == words(built / page), page


def words(page: Path) -> list[str]:
    """What a reader of the page sees: the words of its body, those of attributes left out."""
    body = html.parse(page).getroot().find("body")
    for element in body.iter("script", "style"):
        element.text = ""
    return str(body.text_content()).split()

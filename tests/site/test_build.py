from html import unescape
from pathlib import Path

import pytest
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from mkdocs.theme import Theme

from pipeline.diagnostic import UsageError
from pipeline.site.generator.build import build_site
from pipeline.site.generator.files import write_tree
from pipeline.site.generator.plugin import PageSource, PostmortemPlugin
from pipeline.site.i18n.language import language
from pipeline.site.page.record import Page
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from tests.site import builders


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    assert write_tree({"a.md": "one", "b/c.css": b"two"}, tmp_path) == 2
    before = (tmp_path / "a.md").stat().st_mtime_ns
    assert write_tree({"a.md": "one", "b/c.css": b"three"}, tmp_path) == 1
    assert (tmp_path / "a.md").stat().st_mtime_ns == before


def test_what_left_the_tree_leaves_the_folder(tmp_path: Path) -> None:
    write_tree({"a.md": "one", "b.md": "two"}, tmp_path)
    assert write_tree({"a.md": "one"}, tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_symbolic_link_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("keep")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.md").symlink_to(tmp_path / "outside")
    write_tree({"a.md": "one"}, tmp_path / "tree")
    assert (tmp_path / "outside").read_text() == "keep"


@pytest.mark.parametrize("name", ["../a.md", "/a.md"])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        write_tree({name: "x"}, tmp_path)


def test_a_second_build_replaces_the_first(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("used")
    tree = render(builders.site())
    build_site(SiteFiles(tree, {"incidents/x/evidence/log.txt": log}), tmp_path / "tree", tmp_path / "out")
    build_site(SiteFiles(tree, {}), tmp_path / "tree", tmp_path / "out")
    assert (tmp_path / "out" / "incidents" / builders.ID / "index.html").is_file()
    assert not (tmp_path / "out" / "incidents" / "x").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.txt", "out", "tree"]


def test_a_build_that_fails_leaves_the_last_site(tmp_path: Path) -> None:
    tree = render(builders.site())
    build_site(SiteFiles(tree, {}), tmp_path / "tree", tmp_path / "out")
    with pytest.raises(UsageError, match=r"gone\.md"):
        build_site(SiteFiles({**tree, "docs/index.md": "[a](gone.md)"}, {}), tmp_path / "tree", tmp_path / "out")
    assert "postmortem" in (tmp_path / "out" / "index.html").read_text().lower()


def test_a_folder_that_is_no_site_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="is not a site that this command built"):
        build_site(SiteFiles(render(builders.site()), {}), tmp_path / "tree", tmp_path)


@pytest.mark.parametrize("name", ["tree", "out"])
def test_where_nothing_can_be_written_a_build_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("in the way")
    places = {"tree": tmp_path / "tree", "out": tmp_path / "out"} | {name: tmp_path / "file" / name}
    with pytest.raises(UsageError, match=r"file is not a folder, so .* cannot be used"):
        build_site(SiteFiles(render(builders.site()), {}), places["tree"], places["out"])


def test_mkdocs_gives_a_page_as_markdown_would(tmp_path: Path) -> None:
    """The plugin makes the headings, their anchors and the contents itself: a Markdown parser would make the same."""
    record = render(builders.site())[builders.PAGE]
    assert isinstance(record, Page)
    plugin = PostmortemPlugin()
    plugin.load_config({"source": PageSource({"a.md": record})})
    permalinks = {"permalink": True, "permalink_title": "Permanent link"}
    config = MkDocsConfig()
    config.mdx_configs, config.theme = {"toc": permalinks}, Theme("mkdocs", language="en")
    page = MkDocsPage(None, File("a.md", "", str(tmp_path), use_directory_urls=True), config)
    markdown = Markdown(extensions=["toc"], extension_configs={"toc": {**permalinks, "slugify": language("en").anchor}})
    by_markdown = markdown.convert(str(record).split("---\n", 2)[2])
    assert plugin.on_page_read_source(page=page, config=config) == ""
    assert plugin.on_page_markdown("", page=page) == ""
    by_plugin = plugin.on_page_content("", page=page, config=config)
    assert unescape(by_plugin).split() == unescape(by_markdown).split()
    assert str(page.toc) == str(get_toc(markdown.toc_tokens))

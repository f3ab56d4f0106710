"""Every word that the site itself says comes from a catalogue, and every catalogue has all of them."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, PackageLoader, nodes

from pipeline.site.i18n import catalogue
from pipeline.site.i18n.language import catalogue_file, language
from pipeline.vocabulary import ordered
from tests.conftest import Run
from tests.needs import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"</?\w+[^>]*>")
LETTERS = re.compile(r"[^\W\d_]")
READ = ("title", "alt", "aria-label", "placeholder", "data-label")


def translated(code: str) -> Catalog:
    with catalogue_file(code).open("rb") as file:
        return read_po(file, locale=code)


def entries(code: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each message in the forms that English has for it, and in those of the language."""
    for message in translated(code):
        if message.id:
            assert not message.fuzzy, message.id
            pair = (message.id, message.string)
            sources, translations = ([forms] if isinstance(forms, str) else list(forms or ()) for forms in pair)
            yield sources, translations


def keys(messages: Catalog) -> set[tuple[str, str]]:
    return {(message.context or "", str(message.id)) for message in messages if message.id}


@pytest.mark.parametrize("code", catalogue.languages())
def test_a_catalogue_has_every_message_and_no_other(code: str) -> None:
    assert keys(translated(code)) == keys(catalogue.messages())


@pytest.mark.parametrize("code", catalogue.languages())
def test_every_message_is_translated_with_the_same_placeholders_and_tags(code: str) -> None:
    for sources, translations in entries(code):
        for marks in (PLACEHOLDER, TAG):
            wanted = sorted(marks.findall(sources[-1]))
            assert [sorted(marks.findall(one)) for one in translations] == [wanted] * len(translations), sources
        assert all(translations), sources


def test_updating_a_catalogue_that_is_up_to_date_changes_nothing(tmp_path: Path) -> None:
    for code in catalogue.languages():
        copy = tmp_path / f"{code}.po"
        copy.write_bytes(catalogue_file(code).read_bytes())
        catalogue.update(code, copy)
        assert copy.read_bytes() == catalogue_file(code).read_bytes()


def test_a_word_is_translated_where_it_stands() -> None:
    japanese = language("ja")
    assert japanese.word("decision", "proposed") == "提案"
    assert japanese.word("state", "proposed") == "提案中"
    assert language("en").word("decision", "risk-accepted") == "risk accepted"


def test_every_kind_of_word_that_a_page_shows_is_in_the_catalogues() -> None:
    asked = {
        str(call.args[0].value)
        for tree in templates().values()
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "word" and isinstance(call.args[0], nodes.Const)
    }
    by_formats = {"duration", "severity"}
    assert asked | by_formats == {kind for kind, _ in catalogue.schema_words()}


def test_no_message_stands_in_an_f_string_where_the_extraction_does_not_look() -> None:
    for path in (ROOT / "pipeline" / "site").rglob("*.py"):
        for piece in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = [call.func for call in ast.walk(piece) if isinstance(call, ast.Call)]
            names = {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}
            assert not (isinstance(piece, ast.JoinedStr) and names & {"_", "gettext", "ngettext", "pgettext"}), path


def test_every_language_that_the_configuration_allows_is_there() -> None:
    assert [language(code).code for code in ordered("config", "site", "language")] == ["en", "ja"]


def templates() -> dict[str, nodes.Template]:
    environment = Environment(
        autoescape=True, extensions=["jinja2.ext.i18n"], loader=PackageLoader("pipeline.site"), trim_blocks=True
    )
    environment.install_gettext_callables(str, str, newstyle=True)  # type: ignore[attr-defined]  # from the extension
    assert environment.loader is not None
    names = environment.loader.list_templates()
    return {name: environment.parse(environment.loader.get_source(environment, name)[0]) for name in names}


def written(tree: nodes.Template) -> str:
    """The template's own HTML: what it puts in stands as \0, literal strings that it puts in as they are."""
    return "".join(piece for output in tree.find_all(nodes.Output) for child in output.nodes for piece in said(child))


def said(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Const):
        yield str(node.value)
    elif isinstance(node, nodes.CondExpr):
        yield from said(node.expr1)
        yield from said(node.expr2) if node.expr2 else ()
    elif isinstance(node, nodes.BinExpr):
        yield from said(node.left)
        yield from said(node.right)
    elif isinstance(node, nodes.Concat):
        for child in node.nodes:
            yield from said(child)
    else:
        yield "\0"


class Texts(HTMLParser):
    """What a person reads of a piece of HTML: its text, and the attributes that are shown or read out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        self.texts += [value or "" for name, value in attrs if name in READ]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


@pytest.mark.parametrize(("name", "tree"), templates().items())
def test_no_template_has_words_of_its_own(name: str, tree: nodes.Template) -> None:
    assert [text for text in Texts(written(tree)).texts if LETTERS.search(text)] == [], name


@pytest.mark.parametrize("template", ["<p>Bare</p>", '<p title="Bare">', '{{ "Bare" if x }}', '{{ x or "Bare" }}'])
def test_words_of_its_own_would_be_found(template: str) -> None:
    assert any("Bare" in text for text in Texts(written(Environment(autoescape=True).parse(template))).texts)


def test_a_language_that_there_is_no_catalogue_of_is_an_error(postmortem: Run, repository: Path) -> None:
    config = repository / "postmortem.yml"
    config.write_text(config.read_text().replace("site: {", "site: {language: fr, "))
    result = postmortem("check")
    assert result.exit_code == 2
    assert "`site.language` cannot be `fr`" in result.stderr

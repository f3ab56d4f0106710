"""What GitHub shows of a Markdown text, and whom it would call: by cmark-gfm, and by rules written down a second time.

Nothing here is shared with what it judges.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import cmarkgfm
from cmarkgfm.cmark import Options
from lxml import etree
from lxml import html as lxml_html

_APART = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "img",
        "input",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "sup",
    ]
)
_NOT_TEXT = frozenset(("script", "style", "title", "template"))
JOINER = "\u2060"


@dataclass(frozen=True)
class Seen:
    """What a reader sees: words, code, where links lead, pictures, items of lists, tables, notes."""

    words: tuple[str, ...]
    code: tuple[str, ...]
    links: tuple[str, ...]
    images: tuple[str, ...]
    items: int
    tables: int
    notes: int


def github_html(markdown: str) -> str:
    """The HTML that GitHub's parser makes of a text."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, options))


def root(html: str) -> etree._Element:
    """The HTML as a tree."""
    return lxml_html.fragment_fromstring(f"{html}<p></p>", create_parent="div")


def seen(html: str) -> Seen:
    """What a reader sees of a page."""
    tree = root(html)
    for back in tree.xpath("//a[starts-with(@href, '#') and (contains(@class, 'footnote-backref') or @aria-label)]"):
        back.drop_tree()
    text = "".join(_pieces(tree)).replace(JOINER, "")
    return Seen(
        words=tuple(text.split()),
        code=tuple("".join(one.itertext()) for one in tree.iter("code")),
        links=tuple(one.get("href", "") for one in tree.iter("a") if not one.get("href", "#").startswith("#")),
        images=tuple(one.get("src", "") for one in tree.iter("img")),
        items=sum(1 for _ in tree.iter("li")),
        tables=sum(1 for _ in tree.iter("table")),
        notes=sum(1 for _ in tree.iter("sup")),
    )


def _pieces(element: etree._Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield ""
    elif element.tag not in _NOT_TEXT:
        apart = " " if element.tag in _APART else ""
        yield apart
        if element.tag == "img":
            yield element.get("alt", "")
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
        yield apart


_MENTION = re.compile(r"(?:^|[^0-9A-Za-z_`])@[0-9A-Za-z]")
_REFERENCES = (
    re.compile(r"(?:^|[^0-9A-Za-z_&])(?:[\w.-]+/[\w.-]+)?#\d"),
    re.compile(r"\bGH-\d", re.IGNORECASE),
    re.compile(r"\b[0-9a-f]{7,40}\b", re.IGNORECASE),
)
_ADDRESS = re.compile(
    r"^https?://(?:www\.)?github\.com/(?:orgs/[^/]+/discussions/|[^/]+/[^/]+/(?:issues|pull|discussions|commit)/)\w",
    re.IGNORECASE,
)


def calls(markdown: str) -> Counter[str]:
    """The mentions and references that GitHub would make of an issue with this text."""
    found: Counter[str] = Counter()
    tree = root(github_html(markdown))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "a" and _ADDRESS.match(element.get("href", "")):
            found[element.get("href", "")] += 1
        if any(one.tag in ("a", "code", "pre", "tt") for one in (element, *element.iterancestors())):
            texts = [element.tail] if element.tag in ("a", "code", "pre", "tt") else []
        else:
            texts = [element.text, element.tail]
        for text in filter(None, texts):
            for rule in (_MENTION, *_REFERENCES):
                found.update(match.group() for match in rule.finditer(text))
    return found

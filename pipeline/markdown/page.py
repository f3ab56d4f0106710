"""A tree → HTML that is safe inside a page of ours, and the headings that structure it.

Nothing that comes out of here loads anything from elsewhere, and no text or attribute is left unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it.token import Token
from markupsafe import Markup

from pipeline.artefacts import is_image
from pipeline.markdown.anchors import heading_id, heading_ids, is_structural, pieces
from pipeline.markdown.html import render
from pipeline.markdown.links import file_name
from pipeline.markdown.places import copied
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import citing, note_references, plain, tree
from pipeline.text.syntax import CITATION, EVIDENCE_ID

Attributes = dict[str, str | int | float]

_DEEPEST = 6
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Context:
    """The page that prose is on.

    `resolve` says where a relative link, or one to a place on the page (`#…`), leads: "" for nowhere. `evidence` are
    the ids that citations link to. All ids begin with `anchor`. `heading` puts a heading,
    `word` a word that the page adds into the page's language; `diagram` makes a figure of the HTML of a diagram's
    source.
    """

    resolve: Callable[[str], str]
    evidence: frozenset[str]
    anchor: str
    heading: Callable[[str], str] = field(default=str)
    word: Callable[[str], str] = field(default=str)
    diagram: Callable[[str], str] = field(default=str)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (level 0 and "" for text above the first), the HTML below it, its anchor.

    `cites` has the evidence cited there, each with the ids of the paragraphs that cite it.
    """

    level: int
    heading: str
    html: Markup
    cites: dict[str, list[str]]
    anchor: str


def parts(prose: Prose, context: Context) -> list[Part]:
    """The prose split at its headings of the first three levels; the first two become level 2.

    The notes that a part refers to first stand at its end.
    """
    text, notes = _apart(tree(prose).tokens)
    page = _Page(context, heading_ids(prose, context.anchor, in_pieces=True), notes)
    found = []
    for piece in pieces(text, context.anchor):
        first, begin = text[piece.start], piece.start
        level, heading, links = 0, "", Markup()
        if is_structural(first):
            inline = text[begin + 1]
            level, heading, begin = max(2, int(first.tag[1])), plain(inline), begin + 3
            beside = _links_of(inline)
            links = page.render(beside, 0, len(beside), f"{piece.anchor}-h", 0)[0] if beside else links
        html, cites = page.render(text, begin, piece.end, piece.anchor, 0)
        found.append(Part(level, heading, Markup("\n").join(filter(None, (links, html))), cites, piece.anchor))
    return [part for part in found if part.html or part.heading]


def fragment(prose: Prose, context: Context) -> Part:
    """The prose in one piece, for a card: its headings are HTML, two levels deeper than written."""
    text, notes = _apart(tree(prose).tokens)
    page = _Page(context, heading_ids(prose, context.anchor, in_pieces=False), notes)
    return Part(0, "", *page.render(text, 0, len(text), context.anchor, 2), context.anchor)


def _apart(tokens: Sequence[Token]) -> tuple[list[Token], dict[int, list[Token]]]:
    """The text, and its notes by number."""
    notes: dict[int, list[Token]] = {}
    text: list[Token] = []
    current: list[Token] = text
    for token in tokens:
        if token.type == "footnote_open":
            current = notes[token.meta["id"]] = []
        elif token.type == "footnote_close":
            current = text
        elif not token.type.startswith("footnote_block"):
            current.append(token)
    return text, notes


class _Page:
    """Renders the text of one document piece by piece; each note once, in the piece that refers to it first."""

    def __init__(self, context: Context, places: Mapping[str, str], notes: dict[int, list[Token]]) -> None:
        self.context, self.places, self.notes = context, places, notes
        self.noted: set[int] = set()

    def render(
        self, text: Sequence[Token], start: int, end: int, anchor: str, deeper: int
    ) -> tuple[Markup, dict[str, list[str]]]:
        """The HTML of the text from `start` to `end`, and what it cites."""
        cites: dict[str, list[str]] = {}
        tokens = self.changed(text[start:end], start, anchor, deeper, cites)
        notes: list[Token] = []
        for number in self.new_notes(tokens):
            inside = self.changed(self.notes[number], 0, f"{anchor}-n{number + 1}", deeper, cites)
            meta = {"id": number}
            notes += [Token("note_open", "li", 1, meta=meta), *inside, Token("note_close", "li", -1)]
        if notes:
            tokens += [Token("notes_open", "section", 1), *notes, Token("notes_close", "section", -1)]
        return render(tokens, self.context.anchor, self.context.word, self.context.diagram), cites

    def new_notes(self, tokens: Sequence[Token]) -> Iterator[int]:
        """The numbers of the notes that are referred to and are nowhere yet; those that notes refer to as well."""
        waiting = list(note_references(tokens))
        for number in waiting:
            if number not in self.noted and number in self.notes:
                self.noted.add(number)
                waiting += note_references(self.notes[number])
                yield number

    def changed(
        self, tokens: Sequence[Token], first: int, anchor: str, deeper: int, cites: dict[str, list[str]]
    ) -> list[Token]:
        """Copies of the tokens as the page has them; `first` is the place of the first of them in the text.

        What they cite goes into `cites`.
        """
        changed: list[Token] = []
        shown: list[Token] = []  # the elements that are open, of those that have a tag on the page
        for at, original in enumerate(tokens):
            token = copied(original)
            changed.append(token)
            if token.type == "inline":
                here: dict[str, None] = {}
                token.children = self.translated(token, tokens[at - 1].type) or list(self.inline(token, here))
                if here:
                    place = str(shown[-1].attrs.setdefault("id", f"{anchor}-{at}"))
                    for name in here:
                        places = cites.setdefault(name, [])
                        places += [place] if place not in places else []
            elif token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(_DEEPEST, max(2, int(token.tag[1])) + deeper)}"
                if token.nesting > 0 and token.level == 0:
                    token.attrs["id"] = heading_id(self.context.anchor, first + at)
            if token.nesting > 0 and not token.hidden:
                shown.append(token)
            elif token.nesting < 0 and not token.hidden:
                shown.pop()
        return changed

    def translated(self, token: Token, parent: str) -> list[Token]:
        """The text of a heading or of an alert's title in the page's language; none where it stays as it is."""
        said = {"heading_open": self.context.heading, "alert_title_open": self.context.word}.get(parent)
        written = plain(token)
        return [_text(said(written))] if said and said(written) != written else []

    def inline(self, token: Token, cites: dict[str, None]) -> Iterator[Token]:
        """The tokens with citations linked, links resolved, and images that are not ours as links or text."""
        within: Attributes | None = None  # those of the link that is open
        pictures: list[tuple[str, Attributes]] = []
        for child in token.children or []:
            if child.type == "link_open":
                within, pictures = self.link(str(child.attrs.get("href", ""))), []
                if within:
                    title = {"title": child.attrs["title"]} if child.attrs.get("title") else {}
                    yield child.copy(attrs={**title, **within})
            elif child.type == "link_close":
                if within:
                    yield child
                yield from _beside(pictures, within)
                within = None
            elif child.type == "image":
                yield from self.image(child, pictures if within else None)
            elif child.type == "text" and within is None:
                yield from self.cited(child, cites)
            else:
                yield child

    def link(self, href: str) -> Attributes:
        """The attributes of a link, or none where it leads nowhere on this site or the web."""
        if _WEB.match(href):
            return {"href": href, "rel": "noopener noreferrer"}
        if href.lower().startswith("mailto:") or (href.startswith("#") and href[1:] in self.context.evidence):
            return {"href": href}
        if _SCHEME.match(href):
            return {}
        inside = self.context.resolve(href)
        name = unquote(href[1:]).lower()
        if not inside and href.startswith("#") and name in self.places:
            inside = f"#{self.places[name]}"
        return {"href": inside} if inside else {}

    def image(self, token: Token, linked: list[tuple[str, Attributes]] | None) -> Iterator[Token]:
        """Our own picture, else a link to it; within a link its text, and where it is goes into `linked`."""
        source = str(token.attrs.get("src", ""))
        alt = plain(token)
        attributes = self.link(source)
        if attributes and not _WEB.match(source) and is_image(str(attributes["href"])):
            children = [_text(alt)]
            yield token.copy(attrs={"src": attributes["href"], "alt": "", "loading": "lazy"}, children=children)
        elif attributes and linked is None:
            yield from _anchor(alt or source, attributes)
        else:
            yield _text(alt or (source if attributes else ""))
            if attributes and linked is not None:
                linked.append((source, attributes))

    def cited(self, token: Token, cites: dict[str, None]) -> Iterator[Token]:
        text, rest = token.content, 0
        for match in CITATION.finditer(citing(token, text)):
            yield _text(f"{text[rest : match.start()]}[")
            rest = match.end()
            for at, name in enumerate(EVIDENCE_ID.findall(match[1])):
                yield _text(", " if at else "")
                if name in self.context.evidence:
                    cites[name] = None
                    yield from _anchor(name, {"href": f"#{name}", "class": "pm-cite"})
                else:
                    yield _text(name)
            yield _text("]")
        yield _text(text[rest:])


def _links_of(heading: Token) -> list[Token]:
    """A paragraph of what the heading of a page cannot have: links, pictures, references to footnotes; [] for none."""
    kept: list[Token] = []
    linked = False
    for child in heading.children or ():
        linked = linked or child.type == "link_open"
        if linked or child.type in ("image", "footnote_ref"):
            kept.append(child)
        if child.type == "link_close":
            linked = False
            kept.append(_text(" "))
    if not kept:
        return []
    return [Token("paragraph_open", "p", 1), Token("inline", "", 0, children=kept), Token("paragraph_close", "p", -1)]


def _beside(pictures: Sequence[tuple[str, Attributes]], link: Attributes | None) -> Iterator[Token]:
    """Links to the pictures in a link that leads elsewhere, each by the name of its file."""
    for source, attributes in pictures:
        if attributes != link:
            yield _text(" (")
            yield from _anchor(file_name(source), attributes)
            yield _text(")")


def _anchor(text: str, attributes: Attributes) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs=attributes)
    yield _text(text)
    yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)

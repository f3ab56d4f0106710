"""HTML of the site's pages → a tree of elements, and back."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "col", "wbr", "source"})


@dataclass(slots=True)
class Element:
    """An element, its attributes, and what is in it: elements and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The names in its `class`."""
        return frozenset(self.attributes.get("class", "").split())

    @property
    def text(self) -> str:
        """The text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def descendants(self) -> Iterator[Element]:
        """Itself and every element in it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.descendants()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in range(len(self._open) - 1, 0, -1) if self._open[at].tag == tag), 0)
        if at:
            del self._open[at:]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(source: str) -> Element:
    """The tree of a piece of HTML, in a `div`."""
    builder = _Builder()
    builder.feed(source)
    builder.close()
    return builder.root


def without(element: Element, is_unwanted: Callable[[Element], bool]) -> None:
    """Remove elements, with all that is in them."""
    element.children = [child for child in element.children if isinstance(child, str) or not is_unwanted(child)]
    for child in element.children:
        if isinstance(child, Element):
            without(child, is_unwanted)


def as_html(element: Element) -> str:
    """The element as HTML."""
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attributes.items())
    if element.tag in _VOID:
        return f"<{element.tag}{attributes}>"
    inner = "".join(
        html.escape(child, quote=False) if isinstance(child, str) else as_html(child) for child in element.children
    )
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>"

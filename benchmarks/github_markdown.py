"""How pages and issues differ from what GitHub shows, example by example of its specification, or file by file.

    python -m benchmarks.github_markdown PATH…

A path is a file of examples in the form of CommonMark's specification (such as test/spec.txt of cmark-gfm), or any
Markdown file, or a folder of them. Each difference is printed with its reason; the last lines count them.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.markdown.issue import Issue, write
from pipeline.markdown.links import links, unshown
from pipeline.markdown.page import Context, fragment
from pipeline.markdown.prose import Prose
from tests.markdown.github import JOINER, Seen, calls, github_html, seen

_EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n.*?^`{32}$", re.MULTILINE | re.DOTALL)
_FRONT = re.compile(r"---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]")
_CONTEXT = Context(lambda href: href, frozenset(), "S")
_ISSUE = Issue(lambda href: f"https://git.example/{href}")


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """The texts at a path, each with its name."""
    if path.is_dir():
        for inner in sorted(path.rglob("*.md")):
            yield from texts(inner)
        return
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    examples = [match[1].replace("→", "\t") for match in _EXAMPLE.finditer(text)]
    if examples:
        yield from ((f"{path.name} {number}", example) for number, example in enumerate(examples, start=1))
    else:
        yield str(path), _FRONT.sub("", text, count=1)


def differences(text: str) -> Iterator[str]:
    """What is not the same for all readers of a text."""
    source, prose = seen(github_html(text)), Prose(text)
    written = write(prose, _ISSUE)
    page, issue = seen(fragment(prose, _CONTEXT).html), seen(github_html(written))
    for place, found in (("page", page), ("issue", issue)):
        if _said(found) != _said(source):
            yield f"{place}: words"
        if [code.strip() for code in found.code] != [code.strip() for code in source.code]:
            yield f"{place}: code"
        if (found.items, found.tables, found.notes) != (source.items, source.tables, source.notes):
            yield f"{place}: items, tables or notes"
        lost = len(source.links) + len(source.images) - len(found.links) - len(found.images)
        if lost > 0:
            yield f"{place}: links or pictures"
    if calls(written):
        yield "issue: calls somebody"
    if write(Prose(written), _ISSUE) != written:
        yield "issue: changes when it is written again"


def _said(found: Seen) -> str:
    return _ALERT.sub(lambda kind: kind[1].capitalize(), "".join(found.words)).replace(JOINER, "")


def reason(text: str) -> str:
    """Why the readers of a text do not see the same."""
    prose = Prose(text)
    kinds = sorted({found.kind for found, _ in unshown(prose)})
    if kinds:
        return f"raw HTML that check names ({', '.join(kinds)})"
    found = links(prose)
    if any(link.image and not link.text for link in found):
        return "a picture without a text: its address stands for it"
    if any(not link.target for link in found):
        return "a link to nowhere is its text"
    if any(re.match(r"(?!https?:|mailto:)[A-Za-z][A-Za-z0-9+.-]*:", link.target) for link in found):
        return "only addresses of the web and of mail are links"
    if any(link.image for link in found):
        return "a picture within a link is its text, with a link to it beside"
    return "a bare address that only cmark-gfm finds" if "ftp://" in text or "\\+@" in text else "UNEXPLAINED"


def main(paths: list[str]) -> None:
    """Print every difference, and how many there are of each kind."""
    total, reasons, lost, has = 0, Counter[str](), Counter[str](), Counter[str]()
    for path in paths:
        for name, text in texts(Path(path)):
            total += 1
            source = seen(github_html(text))
            for kind in ("words", "links", "code", "images"):
                has[kind] += len(getattr(source, kind))
            has.update(items=source.items, tables=source.tables, notes=source.notes)
            found = list(differences(text))
            if found:
                why = reason(text)
                reasons[why] += 1
                lost.update(found)
                print(f"{name}: {'; '.join(found)} — {why}")
    print(f"\n{total} texts with {dict(has)}; {sum(reasons.values())} differ")
    for why, count in reasons.most_common():
        print(f"  {count:4} {why}")
    for what, count in lost.most_common():
        print(f"  {count:4} {what}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Attack: have the site serve a file that a browser runs, or one file at the address of another."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests import example
from tests.hostile.putting_out import Attack, put_out, said

RUN = b"<svg xmlns='http://www.w3.org/2000/svg' onload='ran=1'><script>ran=1</script></svg>"
GIF = b"GIF89a\x01\0\x01\0\0\0\0;<script>ran=1</script>"
INERT = (".txt", ".log", ".csv", ".tsv", ".json", ".bin", ".png", ".jpg", ".jpeg", ".gif", ".webp")


def registered(*paths: str, content: bytes = RUN) -> Attack:
    """Artefacts of these names, each registered as an item of evidence."""
    digest = hashlib.sha256(content).hexdigest()
    items = "".join(
        f"- {{id: E{at}, what: More., source: identity, path: '{path}', sha256: {digest}}}\n"
        for at, path in enumerate(paths, start=2)
    )
    register = {"evidence.md": ("---\nitems:\n", f"---\nitems:\n{items}")}
    return Attack(replaced=register, files=dict.fromkeys(paths, content))


NAMES = tuple(
    "a.svg a.svgz a.SVG a.html a.shtml a.xhtml a.xht a.xml a.xsl a.xslt a.xsd a.rdf "  # noqa: SIM905  # names, as one reads them
    "a.mht a.mhtml a.js a.mjs a.wasm a.swf a.jar a.hta a.php a.phtml a.php.txt "
    "a.shtml.log a.cgi a.asp;.txt a.pdf a.htc a.url web.config _headers _redirects "
    "CNAME robots.txt ads.txt a.html. a.svg.png a.appcache a.webmanifest a.md "
    "b.php/a.txt a.eml a.ics index.html index".split()
)


@pytest.mark.parametrize(
    "content", [RUN, GIF, b"%PDF-1.7\n\0/JS", b"PK\3\4\0"], ids=["text", "image", "PDF", "archive"]
)
def test_no_artefact_is_served_as_something_active(content: bytes, tmp_path: Path) -> None:
    root = registered(*(f"evidence/{name}" for name in NAMES), content=content).write(tmp_path)
    served = {name: body for name, body in put_out(root).items() if "/evidence/" in name}
    assert len(served) > len(NAMES) - 5  # some are at one address
    for name, body in served.items():
        last = name.rpartition("/")[2]
        assert last.lower().endswith(INERT), name
        assert ".php." not in last
        assert ".shtml." not in last
        if body == content and content != RUN:
            assert last.endswith((".bin", ".gif") if content == GIF else ".bin"), name
    assert {Path(name).parts[-1] for name in served}.isdisjoint({"_headers", "CNAME", "web.config", "index.html"})


def test_an_image_that_is_no_image_is_not_shown_as_one(tmp_path: Path) -> None:
    attack = registered("evidence/a.png", "evidence/b.svg")
    shown = Attack({"README.md": "\n![a](evidence/a.png) ![b](evidence/b.svg)\n"}, attack.replaced, attack.files)
    files = put_out(shown.write(tmp_path))
    (page,) = (body.decode() for name, body in files.items() if name == f"docs/incidents/{example.INCIDENT}.md")
    assert "<img" not in page


PAIRS = {
    "capitals": ("evidence/a.txt", "evidence/A.TXT"),
    "what is added": ("evidence/a.html", "evidence/a.html.txt"),
    "what is taken out": ("evidence/a.php.txt", "evidence/a-php.txt"),
    "composed and decomposed": ("evidence/\u00e9.txt", "evidence/e\u0301.txt"),
    "full width": ("evidence/a.txt", "evidence/\uff41.txt"),
    "a folder beside a file": ("evidence/a.html", "evidence/a.html.txt/b.txt"),
    "a folder in capitals": ("evidence/a.svg", "evidence/A.SVG.TXT/b.txt"),
}


@pytest.mark.parametrize("paths", PAIRS.values(), ids=PAIRS)
def test_no_two_artefacts_are_at_one_address(paths: tuple[str, str], tmp_path: Path) -> None:
    root = registered(*paths).write(tmp_path)
    (found,) = [one for one in said(root) if one.rule == "artefact-has-its-own-address"]
    assert found.hint
    served = [name for name, body in put_out(root).items() if "/evidence/" in name and body == RUN]
    assert len(served) == 1

"""An artefact is served by a name that no browser and no web server takes for anything active."""

from __future__ import annotations

import pytest

from pipeline.artefacts import OTHER, TEXT, addresses, media_type, published_name

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
CONTENTS = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "image/gif": b"GIF89a\x01\0\x01\0",
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 ",
}


@pytest.mark.parametrize(("kind", "content"), CONTENTS.items())
def test_an_image_is_known_by_its_first_bytes(kind: str, content: bytes) -> None:
    assert media_type(content) == kind


@pytest.mark.parametrize(
    "content", [b"", b"a log\n", "Zugriff für é\n".encode(), b"caf\xe9\n", b"\x1b[31mred", b"<svg/>"]
)
def test_what_has_no_binary_byte_is_text(content: bytes) -> None:
    assert media_type(content) == TEXT


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n\0", b"PK\3\4", "text".encode("utf-16"), b"RIFF\0\0\0\0WAVE", b"\0asm", b"a\1"]
)
def test_everything_else_is_a_download(content: bytes) -> None:
    assert media_type(content) == OTHER


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *[(f"evidence/a.{end}", TEXT) for end in ("txt", "log", "csv", "tsv", "json", "TXT")],
        *[("evidence/a.png", "image/png"), ("evidence/a.JPG", "image/jpeg"), ("evidence/a.jpeg", "image/jpeg")],
        *[("evidence/a.gif", "image/gif"), ("evidence/a.webp", "image/webp"), ("evidence/2024/a b,c.csv", TEXT)],
        *[("evidence/2024.06.28.log", TEXT), ("evidence/a.tar.log", TEXT), ("evidence/ログ.txt", TEXT)],
    ],
)
def test_a_name_that_ends_as_its_type_does_stays(path: str, kind: str) -> None:
    assert published_name(path, kind) == path


ACTIVE = (
    "html htm xhtml xht shtml shtm stm xml xsl xslt xsd rdf rss atom svg svgz mht mhtml mathml js mjs cjs wasm swf jar "
    "class hta php php5 phtml phar asp aspx jsp jspx cgi pl py rb sh cfm var map htc appcache manifest webmanifest "
    "vbs ps1 bat url lnk desktop pdf doc ppt xul dtd ent eml ics vcf ttf woff css scss md rst adoc yml toml ini conf"
)


@pytest.mark.parametrize("end", ACTIVE.split())
@pytest.mark.parametrize(("kind", "added"), [(TEXT, ".txt"), (OTHER, ".bin"), ("image/png", ".bin")])
def test_whatever_else_it_is_called_it_ends_as_text_or_a_download(end: str, kind: str, added: str) -> None:
    for name in (f"a.{end}", f"a.{end.upper()}", f"a.{end}.", f"a.{end} ", end, f"a.b.{end}"):
        assert published_name(f"evidence/{name}", kind).endswith(added)


@pytest.mark.parametrize(
    ("path", "kind", "served"),
    [
        ("evidence/kit.html", TEXT, "evidence/kit.html.txt"),
        ("evidence/kit.svg", TEXT, "evidence/kit.svg.txt"),
        ("evidence/kit.svgz", OTHER, "evidence/kit-svgz.bin"),
        ("evidence/a.png", TEXT, "evidence/a.png.txt"),
        ("evidence/a.png", "image/gif", "evidence/a.png.bin"),
        ("evidence/a.csv", OTHER, "evidence/a.csv.bin"),
        ("evidence/kit.php.txt", TEXT, "evidence/kit-php.txt"),
        ("evidence/kit.shtml.log", TEXT, "evidence/kit-shtml.log"),
        ("evidence/kit.php/a.txt", TEXT, "evidence/kit-php/a.txt"),
        ("evidence/web.config", TEXT, "evidence/web-config.txt"),
        ("evidence/_headers", TEXT, "evidence/_headers.txt"),
        ("evidence/CNAME", TEXT, "evidence/CNAME.txt"),
        ("evidence/a.asp;.jpg", "image/jpeg", "evidence/a-asp-.jpg"),
        ("evidence/a\\b:c.txt", TEXT, "evidence/a-b-c.txt"),
        ("evidence/.htaccess", TEXT, "evidence/-htaccess.txt"),
        ("evidence/e\u0301.txt", TEXT, "evidence/\u00e9.txt"),
        ("evidence/report.pdf", OTHER, "evidence/report.pdf.bin"),
    ],
)
def test_what_a_server_may_act_on_is_taken_out_of_a_name(path: str, kind: str, served: str) -> None:
    assert published_name(path, kind) == served


@pytest.mark.parametrize(
    "paths",
    [
        ("evidence/a.txt", "evidence/A.TXT"),
        ("evidence/a.html", "evidence/a.html.txt"),
        ("evidence/e\u0301.txt", "evidence/\u00e9.txt"),
        ("evidence/\uff41.txt", "evidence/a.txt"),
        ("evidence/stra\u00dfe.txt", "evidence/STRASSE.txt"),
        ("evidence/a.php", "evidence/a-php.txt"),
        ("evidence/a.html", "evidence/a.html.txt/b.txt"),
        ("evidence/A.html", "evidence/a.HTML.txt/b/c.txt"),
        ("evidence/a.txt/b.txt", "evidence/a:txt", "evidence/a.txt"),
    ],
)
def test_no_two_are_served_at_one_address(paths: tuple[str, ...]) -> None:
    found = addresses(dict.fromkeys(paths, TEXT))
    assert len(found) < len(paths)
    assert min(paths, key=str.swapcase) in found


def test_those_that_differ_have_each_its_own() -> None:
    paths = ["evidence/a.txt", "evidence/b/a.txt", "evidence/b/c/a.txt", "evidence/b.txt"]
    assert addresses(dict.fromkeys(paths, TEXT)) == {path: path for path in paths}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("evidence/CON", "evidence/_CON.txt"),
        ("evidence/nul.txt", "evidence/_nul.txt"),
        ("evidence/aux/a.txt", "evidence/_aux/a.txt"),
        (f"evidence/{'a' * 255}", f"evidence/{'a' * 200}.txt"),
        (f"evidence/{'漏' * 84}.log", f"evidence/{'漏' * 66}.log"),
    ],
)
def test_a_name_that_some_system_cannot_hold_is_changed(path: str, name: str) -> None:
    assert published_name(path, TEXT) == name

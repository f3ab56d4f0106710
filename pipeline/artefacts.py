"""The name under which a site serves an artefact: one that no browser or web server treats as active content.

The allowed types are those that a page shows and those that are plain text. Everything else is a download.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from pipeline.text.characters import without_case

TEXT = "text/plain"
OTHER = "application/octet-stream"

_IMAGES = {
    "image/png": (b"\x89PNG\r\n\x1a\n", ("png",)),
    "image/jpeg": (b"\xff\xd8\xff", ("jpg", "jpeg")),
    "image/gif": (b"GIF8", ("gif",)),
    "image/webp": (b"RIFF", ("webp",)),
}
_SERVED_AS_TEXT = ("csv", "json", "log", "tsv", "txt")
"""The names' ends by which every web server knows a text: for one that it does not know, a browser looks for HTML."""

_INNER = frozenset(
    (
        *_SERVED_AS_TEXT,
        *(end for _, ends in _IMAGES.values() for end in ends),
        *("7z", "bz2", "gz", "tar", "xz", "zip", "pcap", "pcapng", "pdf", "eml", "md", "yaml", "yml", "diff", "patch"),
        *("htm", "html", "mht", "mhtml", "svg", "xht", "xhtml", "xml", "js", "mjs"),
    )
)
"""What may be between two dots of a name. A web server may act on any part, as on the first of `kit.php.txt`; these
mean nothing to it, or no more than the last part takes back."""

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[\d\u00b9\u00b2\u00b3]|lpt[\d\u00b9\u00b2\u00b3]) *", re.IGNORECASE)
_LONGEST = 200
"""So many bytes of a name are kept, before its end: most file systems take 255, and an end may be added."""
_UNSAFE = re.compile(r"[^\w .,+@=()~!$&'\[\]-]|^[. ]+|[. ]+$")


def media_type(content: bytes) -> str:
    """What a file is by its content: an image that a page can show, `TEXT`, or `OTHER`."""
    for kind, (begin, _) in _IMAGES.items():
        if content.startswith(begin) and (kind != "image/webp" or content[8:12] == b"WEBP"):
            return kind
    return OTHER if _BINARY.search(content) else TEXT


def published_name(path: str, kind: str) -> str:
    """The path at which a site serves an artefact of that media type; `path` is the one in the incident's folder.

    Where the name ends as its type does, it stays. Otherwise `.txt` or `.bin` is added.
    """
    *folders, file = (
        _UNSAFE.sub(lambda match: "-" * len(match.group()), part)
        for part in unicodedata.normalize("NFC", path).split("/")
    )
    end = file.rpartition(".")[2].lower()
    known = _IMAGES[kind][1] if kind in _IMAGES else _SERVED_AS_TEXT if kind == TEXT else ()
    added = "" if "." in file and end in known else ".txt" if kind == TEXT else ".bin"
    return "/".join([*(_safe(folder) for folder in folders), _safe(file, keep_end=not added) + added])


def addresses(artefacts: Mapping[str, str]) -> dict[str, str]:
    """The address of each artefact, by its path, for those whose address is unique.

    `artefacts` are media types by path. Of two that would have the same address, as a web server or a file system may
    see it, the first keeps it, lower case before upper case.
    """
    taken: set[str] = set()
    found = {}
    for path in sorted(artefacts, key=str.swapcase):
        name = published_name(path, artefacts[path])
        key = without_case(name)
        parts = key.split("/")
        above = {"/".join(parts[:length]) + "/" for length in range(1, len(parts))}
        if key in taken or f"{key}/" in taken or any(folder[:-1] in taken for folder in above):
            continue
        taken |= {key, *above}
        found[path] = name
    return found


def is_image(address: str) -> bool:
    """Whether what is served under this name is an image that a page can show."""
    return address.lower().endswith(tuple(f".{end}" for _, ends in _IMAGES.values() for end in ends))


def _safe(name: str, *, keep_end: bool = False) -> str:
    """One part of a path, not too long, with nothing between two dots that means something to a web server.

    A name that Windows keeps for a device gets an underscore.
    """
    first, *rest = name.split(".")
    inner, end = (rest[:-1], f".{rest[-1]}") if keep_end else (rest, "")
    kept = (f".{part}" if part.lower() in _INNER or part.isdigit() else f"-{part}" for part in inner)
    begin = "".join([f"_{first}" if _DEVICE.fullmatch(first) else first, *kept])
    return begin.encode()[:_LONGEST].decode(errors="ignore").rstrip(". ") + end

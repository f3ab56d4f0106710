"""A tree → an HTML file that asks for nothing: its style and its pictures are in it, and it runs no script."""

from __future__ import annotations

import html
from pathlib import Path

from pipeline.exchange.single_file.tree import Element, as_html

_STYLE = Path(__file__).parent / "style.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def html_file(root: Element, title: str, language: str, remark: str) -> str:
    """The file's text; `remark` says below the page for whom it was made."""
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        f"{as_html(root)}\n<footer>{html.escape(remark)}</footer>\n</body>\n</html>\n"
    )

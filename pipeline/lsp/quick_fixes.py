"""Corrections that an editor offers: what `check --fix` would write, one by one or all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol.types import CodeAction, CodeActionKind, Diagnostic, Range, TextEdit, WorkspaceEdit

from pipeline.check.fixes import Fix
from pipeline.lsp.positions import range_of

FIX_ALL = f"{CodeActionKind.SourceFixAll.value}.postmortem"


def quick_fixes(
    uri: str, text: str, fixes: Iterator[Fix], within: Range, reported: Sequence[Diagnostic]
) -> Iterator[CodeAction]:
    """An action for each fix of a line in the range, for what was `reported` of that line."""
    for fix in fixes:
        if within.start.line <= fix.line - 1 <= within.end.line:
            of_line = [diagnostic for diagnostic in reported if diagnostic.range.start.line == fix.line - 1]
            edit = _edit(uri, text, fix.text)
            yield CodeAction(f"Fix {fix.what}", CodeActionKind.QuickFix, diagnostics=of_line or None, edit=edit)


def fix_all(uri: str, text: str, fixed: str) -> CodeAction:
    """The action that makes all fixes at once."""
    return CodeAction("Fix everything that has only one right answer", FIX_ALL, edit=_edit(uri, text, fixed))


def _edit(uri: str, before: str, after: str) -> WorkspaceEdit:
    return WorkspaceEdit(changes={uri: [changed(before, after)]})


def changed(before: str, after: str) -> TextEdit:
    """The edit that turns one text into another: what is between their common beginning and end."""
    start = 0
    most = min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return TextEdit(range_of(before, start, len(before) - end), after[start : len(after) - end])

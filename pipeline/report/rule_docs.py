"""The documentation of rules, for `postmortem explain`, docs/rules.md and SARIF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.rule import Example, Rule


def as_text(rule: Rule) -> str:
    """What the rule requires, and its examples, for a terminal."""
    return "\n".join(
        [
            f"{rule.id} ({rule.severity})",
            "",
            rule.wants,
            "",
            *_example("Fails", rule.fails),
            "",
            *_example("Passes", rule.passes),
        ]
    )


def reference(rules: Sequence[Rule]) -> str:
    """The Markdown page of these rules; docs/rules.md has all of them."""
    parts = [
        "# Rules",
        "",
        "What `postmortem check` requires beyond the schemas. `postmortem explain RULE` shows one of them.",
    ]
    for rule in rules:
        parts += ["", f"## {rule.id}", "", *as_markdown(rule)]
    return "\n".join([*parts, ""])


def as_markdown(rule: Rule) -> list[str]:
    """The same in Markdown, without a heading, as lines."""
    requirement = f"*{rule.severity}.* {rule.wants}"
    return [requirement, "", *_fenced("Fails", rule.fails), "", *_fenced("Passes", rule.passes)]


def _example(verdict: str, example: Example) -> Iterator[str]:
    yield f"{verdict}, in {example.file}{_context(example)}:"
    for line in _text(example).split("\n"):
        yield f"    {line}".rstrip()


def _fenced(verdict: str, example: Example) -> Iterator[str]:
    language = "yaml" if example.front else "markdown" if example.file.endswith(".md") else "text"
    yield from (f"{verdict}, in `{example.file}`{_context(example)}:", "", f"```{language}", _text(example), "```")


def _text(example: Example) -> str:
    return "\n\n".join(part.strip() for part in (example.front, example.body) if part)


def _context(example: Example) -> str:
    beside = {"an evidence.md": example.evidence, "a timeline.md": example.timeline, "a finding": example.finding}
    for name, front in beside.items():
        if front:
            return f", next to {name} with `{front}`"
    if example.times > 1:
        return f", with its last paragraph repeated {example.times:,} times"
    return f", without {example.without}" if example.without else ""

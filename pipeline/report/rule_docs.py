"""What a rule wants, in words and by example: for the terminal and for docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.rule import Example, Rule


def explain(rule: Rule) -> str:
    """The rule for a terminal."""
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
    """docs/rules.md: every rule, by its id."""
    parts = [
        "# Rules",
        "",
        "What `postmortem check` asks for beyond the schemas. `postmortem explain RULE` shows one of them.",
    ]
    for rule in rules:
        parts += ["", f"## {rule.id}", "", *section(rule)]
    return "\n".join([*parts, ""])


def section(rule: Rule) -> list[str]:
    """The lines of the rule's section, below its heading, in Markdown."""
    said = f"*{rule.severity}.* {rule.wants}"
    return [said, "", *_fenced("Fails", rule.fails), "", *_fenced("Passes", rule.passes)]


def _example(verdict: str, example: Example) -> Iterator[str]:
    yield f"{verdict}, in {example.file}{_without(example)}:"
    for line in _text(example).split("\n"):
        yield f"    {line}".rstrip()


def _fenced(verdict: str, example: Example) -> Iterator[str]:
    language = "yaml" if example.front else "markdown"
    yield from (f"{verdict}, in `{example.file}`{_without(example)}:", "", f"```{language}", _text(example), "```")


def _text(example: Example) -> str:
    return "\n\n".join(part.strip() for part in (example.front, example.body) if part)


def _without(example: Example) -> str:
    if example.evidence:
        return f", beside an evidence.md with `{example.evidence}`"
    return f", where there is no {example.without}" if example.without else ""

"""`postmortem explain`."""

from __future__ import annotations

import click

from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo, echo_document


@click.command()
@click.argument("rule", required=False)
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", help="Output format.")
def explain(rule: str | None, form: str) -> None:
    """Show what RULE requires, with examples.

    Without RULE, list all rules.
    """
    from pipeline.check.rules import RULES
    from pipeline.check.waivers import FORM
    from pipeline.report import rule_docs

    rules = {item.id: item for item in RULES}
    if rule in FORM and form == "text":
        echo_document(f"{rule} (error)\n\n{FORM[rule]}")
        return
    if rule is not None and rule not in rules:
        raise UsageError(f"there is no rule `{rule}`; run `postmortem explain` to list them")
    if form == "markdown":
        echo_document(rule_docs.reference([rules[rule]] if rule else RULES).removesuffix("\n"))
    elif rule is not None:
        echo_document(rule_docs.as_text(rules[rule]))
    else:
        for item in RULES:
            echo(f"{item.id} ({item.severity}): {item.wants}")

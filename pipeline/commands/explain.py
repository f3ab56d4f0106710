"""`postmortem explain`."""

from __future__ import annotations

import click

from pipeline.commands.options import GlobalOptions
from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo_document, echo_prose

FIELDS = "fields"
EXCHANGES = ("import", "timeline", "export")


@click.command()
@click.argument("name", metavar="[RULE|FIELD]", required=False)
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", help="Output format.")
@click.pass_obj
def explain(options: GlobalOptions, name: str | None, form: str) -> None:
    """Show what a rule requires, or what a field means, with examples.

    A field is named with its document: finding.decision, incident.response.sufficient, config.teams. Without a name,
    list all rules; `fields` lists all fields. `import`, `timeline` and `export` show what these commands know: the
    words of house styles, columns, and formats.
    """
    if name in EXCHANGES:
        _explain_exchange(name, options)
    else:
        _explain(name, form)


def _explain(name: str | None, form: str) -> None:
    from pipeline.report import field_docs, rule_docs

    if name == FIELDS:
        if form == "markdown":
            echo_document(field_docs.reference().removesuffix("\n"))
        else:
            for field in field_docs.fields():
                echo_prose(f"{field.name}: {field.meaning}")
        return
    known = {field.name: field for field in field_docs.fields()}
    named = [field for field in known if name and (field == name or field.endswith(f".{name}"))]
    if len(named) == 1 or name in known:
        echo_prose(field_docs.as_text(known.get(name or "", known[named[0]])))
        return
    from pipeline.check.rules import RULES
    from pipeline.check.waivers import FORM

    rules = {item.id: item for item in RULES}
    if name in FORM and form == "text":
        echo_prose(f"{name} (error)\n\n{FORM[name]}")
    elif name is not None and name not in rules:
        raise UsageError(_unknown(name, [*rules, *FORM, *EXCHANGES, *known], named))
    elif form == "markdown":
        echo_document(rule_docs.reference([rules[name]] if name else RULES).removesuffix("\n"))
    elif name is not None:
        echo_prose(rule_docs.as_text(rules[name]))
    else:
        for item in RULES:
            echo_prose(f"{item.id} ({item.severity}): {item.wants}")


def _explain_exchange(name: str, options: GlobalOptions) -> None:
    """Show what a command for exchange knows; outside of a repository, without its house styles."""
    from pipeline.exchange import explained
    from pipeline.exchange.incoming.run import read_house, styles_of

    if name != "import":
        echo_prose(explained.TEXTS[name]())
        return
    try:
        root = options.root
    except UsageError:
        root = None
    echo_prose(explained.of_import(read_house(root), styles_of(root)))


def _unknown(name: str, known: list[str], fields: list[str]) -> str:
    """What to write instead of a name that nothing has, or several fields."""
    from pipeline.text.spelling import did_you_mean

    if fields:
        return f"`{name}` is a key of several fields: name one of {', '.join(fields)}"
    lists = "`postmortem explain` lists the rules, `postmortem explain fields` the fields"
    return f"there is no rule or field `{name}`: {did_you_mean(name, known) or lists}"

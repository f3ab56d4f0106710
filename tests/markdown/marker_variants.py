"""What people could write in place of a TLP marker: each way to spell a level, in each place that is not a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

SPELLINGS = (
    *("TLP:AMBER", "tlp:red", "TLP AMBER", "TLP-RED", "TLP_AMBER", "TLP=AMBER", "TLP: Amber", "TLP:AMBER+STRICT"),
    *("T.L.P.: Amber", "TLP:\u30aa\u30ec\u30f3\u30b8", "TLP: rot", "TLP\uff1aAMBER", "\uff34\uff2c\uff30:AMBER"),
    *("TL\u0420:AMBER", "T\u2060LP:RED", "Traffic Light Protocol: Amber", "TLPv2:AMBER", "TLP(AMBER)", "TLP/RED"),
)
ASIDES = (
    *("<!-- {} -->", "<!--{}-->", "<!--- {} --->", "<!-- begin {} -->", "<!-- {}: for us -->", "<! {} >"),
    *("<!-- the next part is {} -->", "[//]: # ({})", '[//]: # "{}"', "[comment]: <> ({})", "[_]: # '{}'"),
    *("[mark]: / ({})", "<?{}?>", "<!{}>", "<{}>", "<mark {}>", '<div class="{}">', "```{}", "~~~ {}", "::: {}"),
    *(":::{{{}}}", "{{# {} #}}", "{{% {} %}}", "{{{{ {} }}}}", "{{.{}}}", "%% {} %%", "/* {} */", "// {}", "!!! {}"),
    *("??? {}", "> [!{}]", ".. {}", "@@ {} @@", "\\begin{{{}}}", "$${}$$", "[^{}]:", "(* {} *)", ";; {}", "''{}''"),
    *("<!-- x --> {} <!-- x -->", "{{: .{} }}", "[[{}]]", "<<{}>>", "=begin {}", "#region {}", "// region {}"),
)
LABELS = (
    *("{}", "{}.", "{}:", "{} -", "- {}", "1. {}", "> {}", "# {}", "### {} ###", "**{}**", "*{}*", "`{}`", "__{}__"),
    *("({})", "[{}]", "\u3010{}\u3011", "\u300c{}\u300d", "--- {} ---", "=== {} ===", "*** {}", "| {} |", "~~{}~~"),
    *(
        "Root cause ({})",
        "Root cause [{}]",
        "Root cause - {}",
        "Root cause \u2013 {}",
        "Root cause: {}",
        "Root cause {}",
    ),
    *("## Root cause ({})", "## {} Root cause", "## {}: Root cause", "**Root cause** ({})", "**Root cause ({})**"),
    *(
        "({}) The bucket was open.",
        "{}: the bucket was open.",
        "{} | the bucket was open",
        "\u539f\u56e0\uff08{}\uff09",
    ),
    *("Ursache ({})", "- Root cause ({})", "Root cause\n({})", "Root cause\n{}", "Details of the bucket, {}"),
    *("Level: {}", "Classification: {}", "Marking {}", "Begin {}", "{} begin", "End of {}", "{}\n=====", "{}\n---"),
)
SENTENCES = (
    *("From here on {}", "The following is {}.", "Everything below is {}.", "This section is {}.", "Ab hier gilt {}."),
    *("The next paragraph is {}.", "Was folgt, ist {}.", "Der folgende Absatz ist {}.", "\u4ee5\u4e0b\u306f{}\u3002"),
    *(
        "\u3053\u3053\u304b\u3089\u306f{}\u3067\u3059\u3002",
        "\u4ee5\u4e0b\u306e\u5185\u5bb9\u306f{}\u3067\u3042\u308b\u3002",
    ),
    *("This report is {}.", "What follows is {}.", "All of this is {}.", "Dieser Abschnitt ist {}."),
)
SPLIT = (
    *("T\nLP:AMBER", "TL\nP:AMBER", "TLP\n:AMBER", "TLP:\nAMBER", "TLP\nAMBER", "T\nL\nP\n:\nAMBER"),
    *("T<!-- -->LP:AMBER", "TLP<!-- x -->:AMBER", "TLP:<!-- x -->AMBER", "TLP:AM<!-- x -->BER", "T<b></b>LP:AMBER"),
    *("TLP:**AMBER**", "**T**LP:AMBER", "TLP\\:AMBER", "TLP&#58;AMBER", "&#x54;LP:AMBER", "T&ZeroWidthSpace;LP:AMBER"),
    *("<!-- t\nlp\n:amber -->", "<!-- tlp --><!-- :amber -->", "<!-- t --><!-- lp:amber -->", "<!-- tl&shy;p:red -->"),
    *("[TLP](x):AMBER", "[TLP:](x)AMBER", "TLP [AMBER](x)", "![TLP](x) AMBER", "`TLP`:`AMBER`", "TLP:\\\nAMBER"),
    *("Traffic Light\nProtocol: amber", "TLP: <br> AMBER", "Root cause (TLP:\nAMBER)", "## TLP\n\nAMBER"),
)
RESTRICTIONS = (
    *("restricted", "internal only", "internal use only", "confidential", "strictly confidential", "do not publish"),
    *("not for publication", "private", "do not share", "secret", "classified", "need to know", "redacted", "amber"),
    *("for the response team only", "embargoed", "not public", "nur intern", "vertraulich", "streng geheim", "hide"),
    *(
        "nicht ver\u00f6ffentlichen",
        "VS-NfD",
        "\u793e\u5916\u79d8",
        "\u6a5f\u5bc6",
        "\u90e8\u5916\u79d8",
        "\u975e\u516c\u958b",
    ),
    *("confidentiel", "confidencial", "restricted: customers", "begin restricted", "RESTRICTED SECTION", "sensitive"),
    *(
        "r\u0435stricted",
        "con\u2060fidential",
        "audience: internal",
        "visibility: private",
        "level: red",
        "/restricted",
    ),
)
RESTRICTED_ASIDES = (
    *("<!-- {} -->", "<!--- {} --->", "[//]: # ({})", "[comment]: <> ({})", "<?{}?>", "<{}>", '<div class="{}">'),
    *("```{}", "::: {}", "{{# {} #}}", "{{% {} %}}", "%% {} %%", "/* {} */", "!!! {}", "> [!{}]", "{{.{}}}"),
)


RESTRICTED_LINES = (
    *(
        "RESTRICTED",
        "**Confidential**",
        "# Internal only",
        "--- confidential ---",
        "[RESTRICTED]",
        "(internal use only)",
    ),
    *(
        "Not for publication",
        "Strictly confidential:",
        "**Nur intern**",
        "\u793e\u5916\u79d8",
        "\u3010\u6a5f\u5bc6\u3011",
        "VERTRAULICH",
    ),
)
LEVEL_LABELS = (
    *("Incident review, TLP:AMBER\n==========", "tlp-level: amber", "Handling: amber", "Classification = RED"),
    *(
        "Root cause (AMBER)",
        "Root cause [amber]",
        "## Root cause (amber)",
        "**Root cause** (RED)",
        "\u539f\u56e0\u3010AMBER\u3011",
    ),
    *("(restricted) Root cause", "Root cause (confidential)", "## Root cause [internal only]", "Company confidential"),
    *("<!-- security team only -->", "<!-- do NOT make public -->", "<!-- keep this out of the public report -->"),
    *("<!-- not for customers -->", "<!-- \u793e\u5185\u9650\u5b9a -->", "<!-- \u516c\u958b\u7981\u6b62 -->"),
)
PLACEHOLDERS = frozenset({"private", "secret", "hide", "sensitive", "redacted"})
"""Words that may stand in for a value: `<secret>`."""


def variants() -> Iterator[tuple[str, list[str]]]:
    """Every variant, by its form."""
    for form in (*ASIDES, *LABELS, *SENTENCES):
        yield form, [text for spelling in SPELLINGS if not _is_right(text := form.format(spelling))]
    for form in RESTRICTED_ASIDES:
        yield form, [form.format(word) for word in RESTRICTIONS if form != "<{}>" or word not in PLACEHOLDERS]
    yield "split", list(SPLIT)
    yield "labels", list(LEVEL_LABELS)
    yield "alone", list(RESTRICTED_LINES)


def _is_right(text: str) -> bool:
    return re.fullmatch(r"<!-- ?tlp: ?(?:amber(?:\+strict)?|red) ?-->", text, re.IGNORECASE) is not None

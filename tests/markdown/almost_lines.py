"""Lines that read as if they marked what follows them, and texts that only speak of TLP."""

from __future__ import annotations

LINES = [
    *["TLP:AMBER", "TLP: AMBER", "TLP_AMBER", "TLP-RED", "TLP AMBER", "tlp:amber", "tlp: amber", "TLP:AMBER+STRICT"],
    *[
        "**TLP:AMBER**",
        "*TLP:AMBER*",
        "`TLP:AMBER`",
        "_TLP:AMBER_",
        "~~TLP:AMBER~~",
        "(TLP:AMBER)",
        "[TLP:RED]",
        "- TLP:AMBER",
    ],
    *[
        "> TLP:AMBER",
        "1. TLP:AMBER",
        "# TLP:AMBER",
        "## TLP:AMBER",
        "###### TLP:RED",
        "## TLP:AMBER details of the bucket",
    ],
    *[
        "== TLP:AMBER ==",
        "--- TLP:AMBER ---",
        "*** tlp:amber ***",
        "+++ tlp amber",
        "TLP:AMBER BEGIN",
        "BEGIN TLP:AMBER",
    ],
    *[
        "Begin of TLP:AMBER section",
        "END TLP",
        "End of TLP:AMBER",
        "From here on: TLP:AMBER",
        "The following is TLP:AMBER.",
    ],
    *["TLP:AMBER: The bucket was public.", "TLP:AMBER - the bucket was public", "TLP:AMBER The bucket was public."],
    *[
        "(TLP:AMBER) The bucket was public.",
        "[TLP:AMBER] The bucket was public.",
        "**TLP:AMBER** The bucket was public.",
    ],
    *["**TLP:AMBER:** the bucket was public.", "T.L.P. AMBER", "tlp amber the bucket", "Traffic light protocol: amber"],
    *[
        "Traffic Light: Red",
        "\u0422LP:AMBER",
        "It was \u0422L\u0420:AMBER, said the vendor.",
        "T\u2060LP:AMBER",
        "TLP:AMBER begins here",
    ],
    *[
        "- **TLP:AMBER**: the bucket",
        "tlp:",
        "TLP",
        "&#84;LP:AMBER",
        "TLP&colon;AMBER",
        "\uff34\uff2c\uff30\uff1a\uff21\uff2d\uff22\uff25\uff32",
    ],
    *[
        "Anfang TLP:AMBER",
        "Some secret. {.tlp-amber}",
        "Some secret words here <!-- tlp-amber -->",
        "A secret // tlp:amber",
    ],
]
MORE_LINES = [
    *[
        "TLP:YELLOW",
        "TLP: ROT",
        "TLP:GR\u00dcN",
        "TLP:\u7425\u73c0",
        "TLPv2:AMBER",
        "TLP2.0:AMBER",
        "TLPs: AMBER",
        "tlpstart",
    ],
    *["T*L*P:AMBER", "T\\LP:AMBER", "T**LP**:AMBER", "## Root cause (TLP:AMBER)", "**Root cause (TLP:AMBER)**"],
    *["## Root cause - TLP:AMBER", "## Root cause [TLP:RED]", "What follows is TLP:AMBER.", "Ab hier gilt TLP:AMBER."],
    *["The rest of this report is TLP:AMBER.", "The next two paragraphs are TLP:AMBER.", "TLP:RED applies from here."],
    *[
        "Everything below this line is TLP:AMBER.",
        "Der folgende Abschnitt ist TLP:AMBER.",
        "\u3053\u3053\u304b\u3089TLP:AMBER",
    ],
    *["Ce qui suit est TLP:AMBER.", "Lo siguiente es TLP:AMBER.", "Something ends.\nTLP:AMBER The bucket was open."],
    "![label](https://img.shields.io/badge/TLP-AMBER-orange)",
]
HARMLESS = [
    *[
        "It was shared under TLP:AMBER with the vendor.",
        "The vendor's report is TLP:AMBER.",
        "We shared it as TLP:GREEN.",
    ],
    *[
        "We use TLP 2.0 in every report.",
        "TLP stands for Traffic Light Protocol.",
        "TLP:AMBER is what the vendor asked for.",
    ],
    *[
        "TLP:AMBER was agreed with the partner.",
        "See https://www.first.org/tlp/ for the levels.",
        "https://www.first.org/tlp/",
    ],
    *[
        "<https://www.first.org/tlp/>",
        "[TLP](https://www.first.org/tlp/)",
        "[The protocol](https://www.first.org/tlp/tlp-amber.pdf)",
    ],
    *[
        "[1]: https://www.first.org/tlp/",
        '<a href="https://www.first.org/tlp/">levels</a>',
        "## Why TLP:AMBER was chosen here",
    ],
    *[
        "## TLP markings of our sources",
        "| Vendor report | TLP:AMBER |",
        "| Source | TLP |",
        "Their advisory (TLP:AMBER) was late.",
    ],
    *[
        "The advisory was late (TLP:AMBER).",
        "The advisory, TLP:AMBER, was late.",
        "The advisory \u2013 TLP:AMBER \u2013 was late.",
    ],
    *[
        "Put it between `tlp:amber` and `/tlp` comments.",
        "The field `tlp` of the event was `amber`.",
        "Code: `event.tlp == 'red'`.",
    ],
    *["2026-01-01 INFO shared event 7 with tlp=amber", 'The log said {"distribution": 3, "tlp": "amber"} twice.'],
    *[
        "The paragraph goes on and was shared under\nTLP:AMBER with the vendor, as agreed.",
        "Marked by the vendor as TLP:RED.",
    ],
    *[
        "MISP tagged it tlp:amber and type:osint.",
        "\u00ab TLP:AMBER \u00bb, disait le rapport.",
        "Die Meldung war TLP:AMBER eingestuft.",
    ],
    *[
        "TLP:AMBER\u3068\u3057\u3066\u5171\u6709\u3055\u308c\u305f\u3002",
        "\u5831\u544a\u66f8\u306fTLP:AMBER\u3067\u5171\u6709\u3055\u308c\u305f\u3002",
    ],
    *[
        "\u5831\u544a\u66f8\u306f\uff34\uff2c\uff30\uff1a\uff21\uff2d\uff22\uff25\uff32\u3067\u5171\u6709\u3055\u308c\u305f\u3002",
        "The red and green lights were on.",
    ],
    *[
        "An amber alert was raised.",
        "<!-- a note -->",
        "<!-- The red team has seen this. -->",
        "<!-- tip: keep it short -->",
    ],
    *[
        "<!-- multiple lights, two lamps -->",
        "<!-- See the template. -->",
        "Use `git stash pop` at last.",
        "outlplace, settlp1",
    ],
    *[
        "if x <y then a -> b",
        "Traffic lights were off in the city.",
        "Traffic light protocols exist in three versions.",
        "- [x] TLP levels reviewed",
    ],
    *[
        "The engineers call TLP the traffic light.",
        "<b>The TLP</b> levels are known.",
        "Fetch &amp; merge the TLP levels.",
        "SRT/TLP rules apply.",
    ],
    *[
        "The vendor, TLP:AMBER aside, was open.",
        "A restricted section.",
        "See docs/tlp/levels.md for the levels.",
        "`tlp` is a field.",
    ],
    *[
        "",
        "\n",
        "a < b and TLP:GREEN applies to both of them",
        "We follow TLP, version 2.0; the source was TLP:CLEAR and public.",
    ],
]

ORDINARY = [
    *["The TLP:AMBER report was late.", "A TLP:CLEAR version of the report was published next day."],
    *["- Share TLP:GREEN indicators with the ISAC", "TLP:AMBER \u3067\u5171\u6709\u3055\u308c\u305f\u3002"],
    *["The rest of the reports were TLP:GREEN and public.", "From here, the vendor's TLP:AMBER notice takes over."],
    *[
        "## Sharing under TLP:AMBER with vendors",
        "What does TLP mean: see the annex of the handbook.",
        "The tlp-amber tag in MISP failed.",
    ],
    *["Status: red", "- green", "| red | 3 |", "| AMBER | 3 |", "clear", "git stash clear", "## Red team", "(red)"],
    *[
        '<font color="red">x</font>',
        '<p style="color: green">x</p>',
        "<!-- make the title clear -->",
        "<!-- white space -->",
    ],
    *["<!-- The build was green again after this -->", "100% of it is in https://www.first.org/tlp/ & the handbook."],
]

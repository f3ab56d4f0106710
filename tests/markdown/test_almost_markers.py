"""Restricted passages: a marker is exactly right, or it withholds."""

from __future__ import annotations

import pytest

from pipeline.markdown.restricted import for_audience, markers

AMBER, END = "<!-- tlp:amber -->", "<!-- /tlp -->"

COMMENTS = [
    *["<!--- tlp:amber --->", "<!---tlp:amber--->", "<!-- begin tlp:amber -->", "<!-- start tlp:amber -->"],
    *["<!-- TLP_AMBER -->", "<!-- tlp-amber -->", "<!-- tlp.amber -->", "<!-- tlp/amber -->", "<!-- tlp=amber -->"],
    *["<!-- tlp:amber", "<!-- tlp amber -->", "<!-- tlp : amber -->", "<!-- tlp::amber -->", "<!-- tlpamber -->"],
    *["<!-- amber -->", "<!-- /amber -->", "<!-- begin amber -->", "<!-- restricted: amber -->", "<!-- RED -->"],
    *["<!-- tlp:amber -- >", "<!-- tlp:amber --!>", "<!-- tlp:amber>", "<!-- tlp:amber ->", "<!-- tlp: ambre -->"],
    *["<!-- [tlp:amber] -->", "<!-- (tlp:amber) -->", '<!-- "tlp:amber" -->', "<!-- #tlp:amber -->", "<!-- @tlp -->"],
    *["<!-- t.l.p: amber -->", "<!-- T L P amber -->", "<!-- t-l-p:amber -->", "<!-- xtlp:amber -->", "<!-- tlps -->"],
    *["<!-- tpl:amber -->", "<!-- ltp:amber -->", "<!-- tl:amber -->", "<!-- t1p:amber -->", "<!-- TIP:AMBER -->"],
    *["<!-- t|p:amber -->", "<!-- tllp:amber -->", "<!-- tlpp:red -->", "<!-- traffic light: amber -->"],
    *["<!-- end tlp -->", "<!-- tlp:/amber -->", "<!-- tlp end -->", "<!-- /tlp:amber -->", "<!-- /TLP amber -->"],
    *[
        "<!-- \\tlp -->",
        "<!-- close tlp:amber -->",
        "<!--\nthe next passage\nis tlp:amber\n-->",
        "<!-- tlp:\u00a0amber -->",
    ],
    *[
        "<!-- note: tlp:amber from here -->",
        "<!-- a --><!-- tlp:amber! -->",
        "<!-- <!-- tlp:amber --> -->",
        "<!-->tlp:amber-->",
    ],
    *["<!-- &#116;lp:amber -->", "<!-- tlp&colon;amber -->", "<!-- t&shy;lp:amber -->", "<!--  tlp : amber+strict-->"],
    *["<! -- tlp:amber -->", "<!- tlp:amber ->", "<!tlp:amber>", "< !-- tlp:amber -->", "<-- tlp:amber -->"],
    *["&lt;!-- tlp:amber --&gt;", "&#60;!-- tlp:amber -->", "&lt;tlp:amber&gt;", "<!\u2013 tlp:amber \u2013>"],
    *[
        "<!\u2014 tlp:amber \u2014>",
        "<!\u2014tlp:amber\u2014>",
        "<!\u2212\u2212 tlp:amber -->",
        "\uff1c!-- tlp:amber --\uff1e",
    ],
    *[
        "\u2039!-- tlp:amber --\u203a",
        "<\u01c3-- tlp:amber -->",
        "<\u00a1-- tlp:amber -->",
        "\u3008!-- tlp:amber --\u3009",
    ],
]
INVISIBLE = [
    f"<!-- {before}t{within}lp:am{within}ber{after} -->"
    for char in (
        *("\u2060", "\u200b", "\ufeff", "\u00ad", "\u200d", "\u200c", "\u034f", "\u180e", "\u115f", "\u3164", "\ufe0f"),
        *("\u202e", "\u2066", "\u0001", "\U000e0074", "\U000e0101", "\u0301", "\u2063", "\u061c", "\u007f", "\ufff9"),
    )
    for before, within, after in ((char, "", ""), ("", char, ""), ("", "", char))
]
LOOKALIKES = [
    f"<!-- {word} -->"
    for word in (
        *("\u0442lp:amber", "tl\u0440:amber", "\u03c4lp:amber", "tl\u03c1:amber", "t\u04cfp:amber", "\u0422LP:AMBER"),
        *("\u0422L\u0420:\u0410MBER", "\u0442\u043b\u043f:\u0430\u043c\u0431\u0435\u0440", "\u03c4\u03bb\u03c0:amber"),
        *(
            "\uff34\uff2c\uff30\uff1a\uff21\uff2d\uff22\uff25\uff32",
            "tlp\uff1aamber",
            "tlp\u2236amber",
            "tlp\ua789amber",
        ),
        *("\U0001d42d\U0001d425\U0001d429:amber", "\u1d1b\u029f\u1d18:amber", "\u24e3\u24db\u24df:amber"),
        *("\U0001f1f9\U0001f1f1\U0001f1f5:amber", "\U0001f163\U0001f15b\U0001f15f:amber", "t\u0142p:amber"),
        *("\u0167lp:amber", "\ua4d4\ua4e1\ua4d1:amber", "t\u0406p:amber", "tlp:\u0430mber", "/\u0442lp", "\u2044tlp"),
        *("/tl\u0440", "\u2215tlp", "tlp\u02d0amber", "\u13a2\u13de\u13e2:amber"),
    )
]
OTHER_LANGUAGES = [
    f"<!-- {words} -->"
    for words in (
        *("секретно", "для служебного пользования", "не публиковать", "poufne", "důvěrné", "bizalmas", "salainen"),
        *(
            "hemligt",
            "fortrolig",
            "vertrouwelijk",
            "hizmete özel",
            "εμπιστευτικό",
            "سري للغاية",
            "חסוי",
            "गोपनीय",
            "ลับ",
        ),
        *("uso interno", "reservado", "sigiloso", "riservatissimo", "usage interne", "ne pas divulguer", "privato"),
        *(
            "Betriebsgeheimnis",
            "対外秘",
            "マル秘",
            "㊙",
            "秘",
            "绝密",
            "请勿外传",
            "비공개",
            "アンバー",
            "mật",
            "под NDA",
            "NDA",
        ),
        *("FOUO", "attorney-client privileged", "under NDA", "off the record", "strip before publication", "noexport"),
        *(
            "to be redacted",
            "keep internal",
            "visibility: team",
            "audience=security",
            "only: response team",
            "unpublished",
        ),
    )
]
OTHER_COMMENTS = [
    *["\\iffalse tlp:amber \\fi", "\\begin{comment} tlp:amber"],
    *[
        "[//]: # (tlp:amber)",
        "[//]: # 'tlp:amber'",
        "[//]: <> (tlp:amber)",
        "[comment]: <> (tlp)",
        "[comment]: # (tlp:red)",
    ],
    *["[hidden]: # (tlp:amber)", "[tlp]: # (amber)", "[tlp:amber]: #", "[^tlp]: amber", "[//]: # (begin of tlp:amber)"],
    *[
        "{# tlp #}",
        "{# tlp:amber #}",
        "{{< tlp >}}",
        "{{% tlp amber %}}",
        "{% tlp amber %}",
        "{% comment %}tlp:amber{% endcomment %}",
    ],
    *["{{ tlp:amber }}", "{tlp:amber}", "{:.tlp-amber}", "{.tlp-amber}", "{=tlp}", "${tlp:amber}", "<% tlp:amber %>"],
    *["%% tlp %%", "%% tlp:amber %%", "%%tlp:amber%%", ":::tlp", "::: tlp amber", ":::{tlp} amber", "::tlp[amber]"],
    *[
        "!!! tlp amber",
        "??? tlp",
        "> [!TLP]",
        "> [!tlp:amber]",
        ".. tlp:: amber",
        "\\tlp{amber}",
        "@tlp amber",
        "=begin tlp",
    ],
    *[
        "/* tlp */",
        "/* tlp:amber */",
        "// tlp:amber",
        "# tlp:amber",
        "-- tlp:amber",
        "; tlp:amber",
        "(* tlp:amber *)",
        "#| tlp |#",
    ],
    *[
        "<tlp:amber>",
        "</tlp>",
        "<tlp>",
        "<tlp level=amber>",
        "<tlp:amber",
        '<div class="tlp-amber">',
        "<span data-tlp='red'>",
    ],
    *[
        '<div\n  class="tlp-amber"\n>',
        "<details><summary>TLP:AMBER</summary>",
        "<?tlp amber?>",
        "<![CDATA[tlp:amber]]>",
    ],
    *[
        "```tlp",
        "```tlp:amber",
        "~~~ tlp",
        "```text tlp:amber",
        "``` {.tlp-amber}",
        "/tlp",
        "[/tlp]",
        "[tlp:amber]",
        "((tlp:amber))",
    ],
]
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
ENCODED = [
    *["<!-- %74%6c%70:red -->", "<!-- /%74lp -->", "<!-- &amp;#116;lp:red -->", "<!-- tl\np:red -->"],
    *["%3C%21--%20tlp%3Aamber%20--%3E", "%74lp:amber", "<!-- t<b></b>lp:amber -->", "<!-- t,l,p: red -->"],
]
LEVELS_ALONE = [
    *["<!-- sensitivity: amber -->", "<!-- audience: red -->", "<!-- #region amber -->", "<!-- if amber -->"],
    *["<!-- amber (customers) -->", "<!-- a m b e r -->", "<!-- r.e.d -->", "<!-- \u0430mber -->", "<!-- r\u0435d -->"],
    *[
        "<!-- am\u200bber -->",
        "<!-- rlp:amber -->",
        "<!-- tlo:red -->",
        "<!-- \u2020lp:red -->",
        "<!-- t\u053cp:red -->",
    ],
    *["{# amber #}", "{% if amber %}", "{{#amber}}", "[//]: # (amber)", "[comment]: # (red)", ":::amber", "```amber"],
    *[
        "<amber>",
        "</amber>",
        '<div class="amber">',
        "<div id=red>",
        '<restricted level="amber">',
        "{.amber}",
        "{{red}}",
    ],
    *["> [!AMBER]", "[amber]", "AMBER", "RED", "**AMBER**", "(AMBER)", "[RED]", "## AMBER", "AMBER:", "%% red %%"],
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
UNCLEAR = [*COMMENTS, *INVISIBLE, *LOOKALIKES, *OTHER_COMMENTS, *LINES, *ENCODED, *LEVELS_ALONE, *MORE_LINES]

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


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_reads_like_a_marker_withholds_what_follows(text: str) -> None:
    body = f"## Before\n\nSeen.\n\n{text}\nSECRET\n"
    assert "?" in [marker.level for marker in markers(body)]
    assert "SECRET" not in for_audience(body, "red").text
    assert for_audience(body, "clear").text.startswith("## Before\n\nSeen.\n\n")


@pytest.mark.parametrize("text", [*HARMLESS, *ORDINARY])
def test_a_text_about_tlp_is_no_marker(text: str) -> None:
    body = f"## Before\n\n{text}\nGoes on.\n"
    assert markers(body) == ()
    assert for_audience(body, "clear").text == body


def test_the_tables_are_long_enough() -> None:
    assert len(set(UNCLEAR)) >= 250
    assert len(set(HARMLESS)) >= 60


@pytest.mark.parametrize(
    "marker",
    [AMBER, "<!--tlp:amber-->", "<!--\ntlp:\namber\n-->", "<!-- TLP:Amber -->", "<!--\ttlp: amber -->"],
)
def test_a_marker_that_is_exactly_right_names_its_level(marker: str) -> None:
    assert [one.level for one in markers(f"a {marker} b {END} c")] == ["amber", ""]
    assert for_audience(f"a {marker} b {END} c", "green").text == "a  c"
    assert for_audience(f"a {marker} b {END} c", "amber").text == "a  b  c"


def test_a_line_that_names_it_more_often_than_any_sentence_is_unclear() -> None:
    assert [one.level for one in markers("It was tlp:amber for them, " * 20)] == ["?"]


@pytest.mark.parametrize("around", ["`{}`", "```\n{}\n```", "    {}", "> {}", "- {}", "\\{}", "| {} |"])
def test_a_marker_in_code_or_in_any_block_is_a_marker(around: str) -> None:
    assert [one.level for one in markers(around.format(f"{AMBER}SECRET{END}"))] == ["amber", ""]


def test_an_end_where_nothing_is_open_withholds_all_above_it() -> None:
    text = f"SECRET {END} seen"
    assert for_audience(text, "amber").text == " seen"
    assert for_audience(text, "red").text == "SECRET  seen"


def test_what_an_unclear_marker_stands_behind_is_withheld_to_the_start_of_its_paragraph() -> None:
    text = f"Seen.\n\nSECRET one {AMBER}two{END} three\n{{.tlp-red}}\n"
    assert for_audience(text, "amber", "[withheld]").text == "Seen.\n\n[withheld]"


@pytest.mark.parametrize("value", ["tlp", "TLP:AMBER", "TLP:AMBER: what the vendor wants", "Traffic light: red"])
def test_a_value_of_front_matter_may_be_a_level(value: str) -> None:
    assert markers(value) == ()


@pytest.mark.parametrize("value", [*COMMENTS, *INVISIBLE, *LOOKALIKES])
def test_a_value_of_front_matter_may_hold_no_almost_marker(value: str) -> None:
    assert "?" in [marker.level for marker in markers(f"a {value}")]

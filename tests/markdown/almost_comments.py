"""What people write within a text in place of a marker, each of which withholds."""

from __future__ import annotations

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

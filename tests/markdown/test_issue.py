import pytest

from pipeline.markdown.issue import Issue, escape_plain, write
from pipeline.markdown.prose import Prose

J = "\u2060"
PLACE = "https://git.example/octo/cat/blob/abc/incidents/x/"
KNOWN = {"evidence/log.csv": f"{PLACE}evidence/log.csv", "#done-when": f"{PLACE}findings/01-x.md#done-when"}
ISSUE = Issue(lambda href: KNOWN.get(href, ""), tasks=("Done when",))


def issue(text: str, **changes: object) -> str:
    return write(Prose(text), Issue(**{"resolve": ISSUE.resolve, "tasks": ISSUE.tasks, **changes}))  # type: ignore[arg-type]  # fields of Issue by name


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("@alice", f"@{J}alice"),
        ("a/@alice", f"a/@{J}alice"),
        ("@jane_acme", f"@{J}jane_acme"),
        ("&#64;alice", f"@{J}alice"),
        ("\\@alice", f"@{J}alice"),
        ("<b>@alice</b>", f"**@{J}alice**"),
        ("#12", f"#{J}12"),
        ("octo/cat#12", f"octo/cat#{J}12"),
        ("gh-12", f"gh-{J}12"),
        ("Fixes #12", f"Fixes #{J}12"),
        ("Fixes: GH-12", f"Fixes: GH-{J}12"),
        ("0123456789abc", f"012345{J}6789ab{J}c"),
        ("octo@0123456", f"octo@{J}012345{J}6"),
        ("octo/cat@0123456", f"octo/cat@{J}012345{J}6"),
    ],
)
def test_a_name_of_somebody_or_something_is_inert(text: str, written: str) -> None:
    assert issue(text) == written


@pytest.mark.parametrize("language", ["math", "geojson", "topojson", "STL", " geojson x", "MERMAID", "mermaid title=a"])
def test_code_stays_code_where_github_would_draw_something(language: str) -> None:
    assert issue(f"```{language}\na\n```") == "```\na\n```"


@pytest.mark.parametrize("language", ["python", "mermaid", "maths", ""])
def test_other_code_keeps_its_language(language: str) -> None:
    assert issue(f"```{language}\na\n```") == f"```{language}\na\n```"


DOLLAR = "<span>$</span>"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("$x$", f"{DOLLAR}x{DOLLAR}"),
        ("$`x`$", f"{DOLLAR}`x`{DOLLAR}"),
        ("$$\\color{white}x$$", f"{DOLLAR}{DOLLAR}\\color{{white}}x{DOLLAR}{DOLLAR}"),
        ("\\$x\\$", f"{DOLLAR}x{DOLLAR}"),
        ("It cost $5.", "It cost $5."),
        ("`$A` and $5", "`$A` and $5"),
    ],
)
def test_no_dollar_begins_a_formula(text: str, written: str) -> None:
    assert issue(text) == written


def test_no_dollar_of_a_plain_text_begins_one_with_what_stands_beside_it() -> None:
    assert escape_plain("It cost $5") == f"It cost {DOLLAR}5"


@pytest.mark.parametrize(
    "address", ["issues/12", "pull/3/files", "discussions/4", "commit/0123456", "issues/1#issuecomment-2"]
)
def test_an_address_of_an_issue_leads_there_without_a_trace(address: str) -> None:
    written = issue(f"See [it](https://github.com/octo/cat/{address}).")
    assert written == f"See [it](https://redirect.github.com/octo/cat/{address})."


@pytest.mark.parametrize("address", ["//octo/cat/issues/12", "/octo/./cat/issues/12", "/octo/cat/%69ssues/%31%32"])
def test_an_address_of_an_issue_is_one_however_it_is_spelled(address: str) -> None:
    for host in ("github.com", "GitHub.com", "www.github.com", "github.com."):
        assert issue(f"[it](https://{host}{address})") == f"[it](https://redirect.github.com{address})"


def test_a_bare_address_of_an_issue_keeps_its_words() -> None:
    written = issue("https://github.com/octo/cat/issues/12")
    assert written == f"[https\\:{J}//github.com/octo/cat/issues/12](https://redirect.github.com/octo/cat/issues/12)"


def test_on_another_host_an_address_of_an_issue_is_code() -> None:
    address = "https://git.example/octo/cat/issues/12"
    assert issue(address, host="git.example") == f"`{address}`"
    assert issue(f"[it]({address})", host="git.example") == f"it `{address}`"


def test_other_addresses_stay() -> None:
    text = "See <https://github.com/octo/cat/blob/main/a.py> and [docs](https://example.org/issues/1)."
    assert issue(text) == text


@pytest.mark.parametrize(
    "code",
    [
        "`a[i](x)`",
        "`@alice #12`",
        "`<!-- x -->`",
        "```yaml\n- name: x # 12\n```",
        "~~~`` `\n```\n~~~",
        "`` ` ``",
        "`a|b`",
    ],
)
def test_code_stays_as_it_is(code: str) -> None:
    assert issue(f"## Done when\n\n{code}\n") == f"### Done when\n\n{code}"


def test_code_cannot_close_the_part_that_is_ours() -> None:
    assert "<!-- postmortem:" not in issue("`<!-- postmortem:end -->`\n\n```\n<!-- postmortem:begin x -->\n```\n")


@pytest.mark.parametrize(
    "text",
    [
        "\\<!-- postmortem:end -->",
        "&lt;!-- postmortem:end --&gt;",
        "```text <!-- postmortem:end -->\nx\n```",
        '[x](https://example.org "<!-- postmortem:end -->")',
    ],
)
def test_nothing_else_can_close_it_either(text: str) -> None:
    assert "<!-- postmortem:" not in issue(f"{text}\n\nThe rest.")
    assert "<!-- postmortem:" not in escape_plain("Strip <!-- postmortem:end --> from mails")


def test_what_begins_a_comment_hides_nothing() -> None:
    assert issue("It let `<!--` pass, and <!-- too.\n\nThe end.") == "It let `<!--` pass, and \\<!-- too.\n\nThe end."


def test_a_comment_is_left_out() -> None:
    assert issue("One.\n\n<!-- for authors\n\nonly -->\n\nTwo <!-- here -->three.") == "One.\n\nTwo three."


def test_text_above_the_first_section_and_below_a_title_is_there() -> None:
    assert issue("Above.\n\n# Title\n\nBelow.\n\n## Why\n\nSo.") == "Above.\n\n### Title\n\nBelow.\n\n#### Why\n\nSo."


def test_headings_stand_below_the_title_of_the_issue() -> None:
    assert issue("## Why\n\n### Deep\n\n###### Deepest") == "### Why\n\n#### Deep\n\n###### Deepest"


def test_a_paragraph_is_one_line_and_keeps_the_breaks_that_are_meant() -> None:
    assert issue("One\ntwo  \nthree\\\nfour") == "One two\\\nthree\\\nfour"


@pytest.mark.parametrize("text", ["One.<br>", "One.<br/> <br>", "One.<br> <!-- c -->", "One.\n<br>"])
def test_a_break_behind_which_nothing_stands_is_not_seen(text: str) -> None:
    assert issue(f"{text}\n\nTwo.") == "One.\n\nTwo."


def test_a_break_at_the_end_of_emphasis_is_not_seen_either() -> None:
    assert issue("**One.<br>**\n\n- Two.<br>") == "**One.**\n\n- Two."


def test_letters_that_need_no_space_get_none() -> None:
    assert issue("公開場所に\n公開された。\nToken\n公開") == "公開場所に公開された。 Token 公開"


def test_letters_that_need_no_space_get_none_beside_marks_either() -> None:
    assert issue("鍵が\n**公開**\nされ\n[た](https://example.org)。") == "鍵が**公開**され[た](https://example.org)。"
    assert issue("鍵が\n**key**\nされた") == "鍵が **key** された"


def test_the_words_of_korean_stay_apart() -> None:
    assert issue("토큰이\n공개되었다") == "토큰이 공개되었다"


def test_alerts_notes_and_tables_come_back_right() -> None:
    text = "> [!WARNING]\n> Do not\n> rotate.\n\nSee[^a] and[^b].\n\n"
    text += "| a | b \\| c |\n|--|:-:|\n| x<br>y | `p \\| q` |\n\n[^a]: One.\n[^b]: Two.\n"
    assert issue(text) == (
        "> [!WARNING]\n> Do not rotate.\n\nSee[^note-1] and[^note-2].\n\n"
        "| a | b \\| c |\n| -- | :-: |\n| x<br>y | `p \\| q` |\n\n[^note-1]: One.\n\n[^note-2]: Two."
    )


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("- [^1]: inner", "- [^note-1]\\: inner"),
        ("> [^2]: inner", "> [^note-2]\\: inner"),
        ("1. a\n\n       [^2]: inner", "[^note-2]\\: inner"),
    ],
)
def test_a_note_in_a_note_is_its_text(note: str, written: str) -> None:
    found = issue(f"Text[^1] and[^2].\n\n[^1]: {note}\n\n[^2]: The other.")
    assert written in found
    assert found.endswith("[^note-2]: The other.")


def test_of_two_notes_with_one_label_the_first_is_shown() -> None:
    assert issue("Text[^1].\n\n[^1]: One.\n[^1]: Two.\n\n[^1]: Three.") == "Text[^note-1].\n\n[^note-1]: One."


def test_notes_may_follow_each_other_without_an_empty_line() -> None:
    assert issue("Text[^1] and[^2].\n\n[^1]: One.\n[^2]: Two.").endswith("[^note-1]: One.\n\n[^note-2]: Two.")


def test_items_of_done_when_are_tasks_numbered_or_not() -> None:
    text = "## Done when\n\n1. One.\n   - Inner.\n2. Two.\n\n## Why\n\n- Three.\n"
    assert issue(text) == "### Done when\n\n1. [ ] One.\n   - Inner.\n2. [ ] Two.\n\n### Why\n\n- Three."


def test_an_item_of_done_when_that_the_file_ticks_is_ticked() -> None:
    assert issue("## Done when\n\n- [x] One.\n- [ ] Two.\n- Three.") == (
        "### Done when\n\n- [x] One.\n- [ ] Two.\n- [ ] Three."
    )


def test_a_fold_is_one_and_is_closed() -> None:
    text = "<details><summary>Log of @alice & co</summary>\n\nText.\n"
    assert issue(text) == f"<details>\n<summary>Log of @{J}alice &amp; co</summary>\n\nText.\n\n</details>"


def test_a_link_into_the_incident_has_its_full_address() -> None:
    assert issue("[log](evidence/log.csv) [list](#done-when)") == (
        f"[log]({PLACE}evidence/log.csv) [list]({PLACE}findings/01-x.md#done-when)"
    )


def test_a_link_to_what_its_readers_may_not_see_is_its_text() -> None:
    assert issue("[the *log*](evidence/other.csv)") == "the *log*"


def test_a_picture_is_a_link() -> None:
    assert issue("![a chart](https://example.org/a.png)") == "[a chart](https://example.org/a.png)"
    assert issue("![a chart](evidence/log.csv)") == f"[a chart]({PLACE}evidence/log.csv)"


def test_a_picture_in_a_link_keeps_both_addresses() -> None:
    picture = "![a chart](https://example.org/p/a.png?x=1)"
    assert issue(f"[{picture}](https://example.org) x") == (
        "[a chart](https://example.org) ([a.png](https://example.org/p/a.png?x=1)) x"
    )
    assert issue("[![](evidence/log.csv)](https://example.org)") == (
        f"[evidence/log.csv](https://example.org) ([log.csv]({PLACE}evidence/log.csv))"
    )
    assert issue("[![a](https://example.org)](https://example.org)") == "[a](https://example.org)"
    assert issue(f"[{picture}](no-such-file.md)") == "[a chart](https://example.org/p/a.png?x=1)"


def test_a_link_that_is_defined_elsewhere_defines_nothing_in_the_issue() -> None:
    assert (
        issue('The [log].\n\n[log]: https://example.org/log "all of it"')
        == 'The [log](https://example.org/log "all of it").'
    )


def test_emphasis_that_would_not_be_read_is_written_as_html() -> None:
    assert issue("<b>(a)</b>b") == "<strong>(a)</strong>b"
    assert issue("*a*<i>b</i>") == "<em>a</em><em>b</em>"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Fix __init__.py", "Fix \\_\\_init\\_\\_.py"),
        ("Drop <base> and <TOKEN>", "Drop \\<base> and \\<TOKEN>"),
        ("a*b*c [x](y) `z`", "a\\*b\\*c \\[x\\](y) \\`z\\`"),
        ("# 1", "\\# 1"),
        ("1. one", "1\\. one"),
        ("- one", "\\- one"),
        ("AT&amp;T &", "AT\\&amp;T &"),
        ("Ask @alice about #12", f"Ask @{J}alice about #{J}12"),
        ("snake_case in C:\\dir", "snake_case in C:\\dir"),
        ("two\n\nlines", "two lines"),
    ],
)
def test_plain_text_is_escaped(text: str, written: str) -> None:
    assert escape_plain(text) == written

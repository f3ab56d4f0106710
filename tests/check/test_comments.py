"""A comment that is no marker: a setting of a tool, a note, or a label that may be meant to restrict."""

from __future__ import annotations

import pytest

from tests.check.edited import Said, of

README = "README.md"

LABELS = (
    *("секретно", "для служебного пользования", "poufne", "salainen", "hizmete özel", "سري للغاية", "חסוי", "ลับ"),
    *("uso interno", "ne pas divulguer", "Betriebsgeheimnis", "対外秘", "秘", "㊙", "请勿外传", "비공개", "mật", "NDA"),
    *(
        "FOUO",
        "attorney-client privileged",
        "under NDA",
        "off the record",
        "noexport",
        "to be redacted",
        "keep internal",
    ),
    *("visibility: team", "audience=security", "only: response team", "trúnaðarmál", "ekki til birtingar", "siri"),
    *("begin x", "/x", "end", "/ that was all that the board has to see", "1", "🔒", "ignore"),
)
OTHER_ASIDES = (
    *(
        "[//]: # (ekki birta)",
        '[//]: # "ekki birta"',
        "[comment]: <> (ekki birta)",
        "[ekki birta]: <>",
        "[ekki birta]: #",
    ),
    *(
        "> [//]: # (ekki birta)",
        "- [//]: #\n  (ekki birta)",
        "It <!-- ekki --> leaked.",
        "<details><!-- ekki --></details>",
    ),
)
KNOWN = (
    *(
        "<!-- prettier-ignore -->",
        "<!-- prettier-ignore-start -->",
        "<!-- markdownlint-disable MD013 -->",
        "<!-- toc -->",
    ),
    *(
        "<!-- cspell:ignore Ermolov -->",
        "<!--lint disable-->",
        "<!-- vale Google.We = NO -->",
        "<!-- more -->",
        "<!-- -->",
    ),
    *(
        "<!-- What others can learn from it. -->",
        "`<!-- ekki -->`",
        "```html\n<!-- ekki -->\n```",
        "[1]: https://example.org",
    ),
    *("<!-- SPDX-License-Identifier: CC0-1.0 -->", "<!-- ------ -->", "[top]: ../README.md 'The top'"),
)
NOTES = (
    *(
        "<!-- Describe the impact -->",
        "<!-- TODO -->",
        "<!-- Keep this list short. -->",
        "<!-- one row for each service -->",
    ),
    *("[//]: # (A note on the numbers below.)", "<!-- 数字は請求担当から -->", "<!-- Hier keine Namen nennen. -->"),
)
DIRECTIVES = (
    *("::: ekki", ":::{ekki}", "{% ekki %}", "{{% ekki %}}", "{{< ekki >}}", "{# ekki #}", "{.ekki}", "%% ekki %%"),
    *("> [!EKKI]\n> It leaked.", '!!! ekki "Title"', "- ::: ekki"),
)


def body(text: str) -> dict[str, tuple[str, str]]:
    return {README: ("", f"## Key takeaways\n\nOne.\n\n{text}\n\nTwo.\n")}


@pytest.mark.parametrize("text", [*(f"<!-- {words} -->" for words in LABELS), *OTHER_ASIDES])
def test_a_label_is_an_error_in_any_language(said: Said, text: str) -> None:
    found = of("comment-is-a-sentence", said(body(text)))
    assert [item.severity for item in found] == ["error"]


@pytest.mark.parametrize("text", NOTES)
def test_a_note_is_a_warning(said: Said, text: str) -> None:
    found = said(body(text))
    assert [item.message for item in of("comment-is-needed", found)] == [
        "this text has 1 comment; a comment withholds nothing"
    ]
    assert of("comment-is-a-sentence", found) == []


def test_notes_are_counted_once_for_each_text(said: Said) -> None:
    found = of("comment-is-needed", said(body("\n\n".join(NOTES))))
    assert [item.message for item in found] == ["this text has 7 comments; a comment withholds nothing"]


@pytest.mark.parametrize("text", KNOWN)
def test_what_a_tool_or_a_new_file_says_is_left_alone(said: Said, text: str) -> None:
    found = said(body(text))
    assert of("comment-is-a-sentence", found) == of("comment-is-needed", found) == []


@pytest.mark.parametrize("text", DIRECTIVES)
def test_a_directive_of_another_program_is_an_error(said: Said, text: str) -> None:
    assert len(of("directive-is-code", said(body(text)))) == 1


@pytest.mark.parametrize(
    "text", ["`{% x %}`", "```\n::: x\n```", "> [!NOTE]\n> It leaked.", "??? UTC", "{...}", "50 %% of it"]
)
def test_what_is_no_directive_is_left_alone(said: Said, text: str) -> None:
    assert of("directive-is-code", said(body(text))) == []


@pytest.mark.parametrize("comment", ["tlp:red", "TLP:AMBER", "internal only", "tl\u0440: red", "vertraulich", "amber"])
def test_a_marker_in_a_comment_of_yaml_is_an_error(said: Said, comment: str) -> None:
    front = f"summary: |  # {comment}\n  It leaked."
    (found,) = of("restricted-passage-is-closed", said({README: (front, "")}))
    assert found.message == "this YAML comment withholds nothing"


def test_labels_in_comments_of_yaml_are_a_warning(said: Said) -> None:
    front = "# trúnaðarmál\nservices: [identity] # ekki birta\n# The team agreed on this.\ntags: [a]"
    (found,) = of("comment-is-needed", said({README: (front, "")}))
    assert found.message == "this front matter has 2 comments; a comment withholds nothing"


def test_comments_of_yaml_are_not_read_without_end(said: Said) -> None:
    found = said({README: ("tags: [a]" + "\n  # a" * 1_001, "")})
    (problem,) = of("restricted-passage-is-closed", found)
    assert problem.message == "this front matter has more than 1,000 comments, which nobody reads"

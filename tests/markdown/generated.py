"""Markdown that hypothesis makes up: what authors write, and what nobody should."""

from hypothesis import strategies as st

_SEVERAL = (
    "token key leaked it was the and of Ünïcode 公開 された don't 3.5 a_b __init__ x*y C:\\dir 50% [sic] <T> a|b "
    "& &amp; &lt; 1. - + # > ! ` $5 \\ [ ] ( ) | * _ ~~ ** [E1] www.example.org "
    "https://example.org/a_b?c=d&e=(f) a@example.org https://github.com/octo/cat/issues/12 "
    "@octocat @octo/cats #12 octo/cat#12 GH-7 0123456789abcdef octo@abcdef0123 &#64;octocat \\@octocat \\#12"
)
_WORDS = st.sampled_from([*_SEVERAL.split(), "as [E1, E2]: it"])
text = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join)
_code = st.sampled_from(["`a[i](x)`", "`` a`b ``", "`<!-- x -->`", "`@octocat #12`", "` `", "`a|b`"])
TARGETS = (
    "evidence/log.csv",
    "timeline.md",
    "#done-when",
    "https://example.org/x",
    "https://github.com/octo/cat/pull/3",
)
_target = st.sampled_from([*TARGETS, ""])


def _inline(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda one: f"**{one}**"),
        inner.map(lambda one: f"*{one}*"),
        inner.map(lambda one: f"_{one}_"),
        inner.map(lambda one: f"~~{one}~~"),
        inner.map(lambda one: f"<kbd>{one}</kbd>"),
        inner.map(lambda one: f"<b>{one}</b>"),
        st.tuples(inner, _target).map(lambda one: f"[{one[0]}]({one[1]})"),
        st.tuples(text, _target).map(lambda one: f"![{one[0]}]({one[1]})"),
        st.tuples(inner, st.sampled_from([" ", "", "\n", "  \n", "\\\n", "<br>", "<!-- c -->"]), inner).map("".join),
    )


inline = st.recursive(st.one_of(text, _code), _inline, max_leaves=4)


def _indented(block: str, by: str) -> str:
    return block.replace("\n", f"\n{by}")


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    return st.one_of(
        several.map(lambda one: "> " + _indented(one, "> ")),
        several.map(lambda one: "> [!NOTE]\n> Mind:\n>\n> " + _indented(one, "> ")),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda some: "\n".join("- " + _indented(one, "  ") for one in some)
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda some: "\n".join("1. " + _indented(one, "   ") for one in some)
        ),
        st.lists(text, min_size=1, max_size=2).map(lambda some: "\n".join(f"* [ ] {one}" for one in some)),
        several.map(lambda one: f"<details>\n<summary>More @octocat</summary>\n\n{one}\n\n</details>"),
        several,
    )


_leaves = st.one_of(
    inline,
    text.map(lambda one: f"## {one}"),
    st.just("## Done when"),
    text.map(lambda one: f"```yaml\n- {one}\n\n  # 12\n```"),
    text.map(lambda one: f"    {one}"),
    st.tuples(text, text).map(
        lambda two: f"| {two[0].replace('|', '')} | b |\n|---|:-:|\n| {two[1].replace('|', '')} | c<br>d |"
    ),
    st.just("---"),
    st.just("<!-- a comment\n\nof two paragraphs -->"),
)

_note = st.just("Noted[^1].\n\n[^1]: A note about @octocat.\n\n## Next")
document = st.lists(st.one_of(_note, st.recursive(_leaves, _blocks, max_leaves=5)), min_size=1, max_size=4).map(
    "\n\n".join
)
"""A text of a few blocks, some in each other."""

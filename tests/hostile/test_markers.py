"""Attack: hide from the pipeline, not from the author, that a passage is restricted. It is withheld, and an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.example import FINDING_PATH
from tests.hostile.putting_out import SECRET, Attack, put_out, said

RULE = "restricted-passage-is-closed"
END = "<!-- /tlp -->"
PLACES = ("README.md", FINDING_PATH, "timeline.md", "evidence.md")

OPENINGS = {
    "a comment with more dashes": "<!--- tlp:amber --->",
    "a comment of habit": "<!-- begin tlp:amber -->",
    "an underscore": "<!-- TLP_AMBER -->",
    "a level alone": "<!-- amber -->",
    "a slip of the pen": "<!-- tpl:amber -->",
    "a comment over lines": "<!--\n  what follows is\n  TLP: AMBER\n-->",
    "a word joiner": "<!-- t\u2060lp:amber -->",
    "a zero width space": "<!-- tlp\u200b:amber -->",
    "a byte order mark": "<!--\ufefftlp:amber-->",
    "a soft hyphen": "<!-- tl\u00adp:amber -->",
    "a tag character": "<!-- \U000e0001tlp:amber -->",
    "a selector of variants": "<!-- tlp\ufe0f:amber -->",
    "a joiner of graphemes": "<!-- t\u034flp:amber -->",
    "a Cyrillic letter": "<!-- tl\u0440:amber -->",
    "a Greek letter": "<!-- \u03a4LP:AMBER -->",
    "letters of full width": "<!-- \uff54\uff4c\uff50:amber -->",
    "mathematical letters": "<!-- \U0001d4c9\U0001d4c1\U0001d4c5:amber -->",
    "another colon": "<!-- tlp\u2236amber -->",
    "a reference as a comment": "[//]: # (tlp:amber)",
    "a named reference": "[comment]: <> (tlp:amber)",
    "typographic dashes": "<!\u2013 tlp:amber \u2013>",
    "entities": "&lt;!-- tlp:amber --&gt;",
    "Jinja": "{# tlp:amber #}",
    "Hugo": "{{< tlp amber >}}",
    "Obsidian": "%% tlp:amber %%",
    "a container": ":::tlp-amber",
    "an alert": "> [!TLP:AMBER]",
    "a tag": "<tlp:amber>",
    "a class": '<div class="tlp-amber">',
    "a processing instruction": "<?tlp amber?>",
    "a comment of C": "/* tlp:amber */",
    "a fence": "```tlp:amber",
    "a line": "TLP:AMBER",
    "a heading": "## TLP:AMBER",
    "a line in bold": "**TLP:AMBER**",
    "a line like front matter": "tlp: amber",
    "a label": "TLP:AMBER - for the response team",
}


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS)
@pytest.mark.parametrize("place", PLACES[:2])
def test_what_reads_like_a_marker(opening: str, place: str, tmp_path: Path) -> None:
    root = Attack(added={place: f"\n## More\n\n{opening}\n\n{SECRET}\n"}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}
    assert not [name for name, content in put_out(root, "red").items() if SECRET.encode() in content]


@pytest.mark.parametrize("place", PLACES[2:])
def test_in_the_notes_of_every_file(place: str, tmp_path: Path) -> None:
    root = Attack(added={place: f"\n{OPENINGS['a word joiner']}\n{SECRET}\n"}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}
    assert not [name for name, content in put_out(root).items() if SECRET.encode() in content]


ENDINGS = {
    "an end that names a level": f"<!-- tlp:amber -->x<!-- /tlp:amber -->{SECRET}",
    "an end of habit": f"<!-- tlp:amber -->x<!-- end tlp -->{SECRET}",
    "an end with an invisible character": f"<!-- tlp:amber -->x<!-- /tlp\u2060 -->{SECRET}",
    "an end that nothing began": f"{SECRET} {END}",
    "an end after what was no beginning": f"<!-- the rest is for us -->{SECRET}{END}",
    "an end within a comment": f"<!-- tlp:amber --><!-- a <!-- /tlp -->{SECRET}",
    "no end": f"<!-- tlp:amber -->{SECRET}",
    "a level within a level": f"<!-- tlp:red --><!-- tlp:clear -->{SECRET}{END}",
    "a level that is none": f"<!-- tlp:yellow -->{SECRET}{END}",
    "an attribute behind the paragraph": f"{SECRET}\n{{.tlp-amber}}",
    "a comment behind the paragraph": f"{SECRET} <!-- (tlp: amber) -->",
}


@pytest.mark.parametrize("text", ENDINGS.values(), ids=ENDINGS)
def test_what_reads_like_an_end(text: str, tmp_path: Path) -> None:
    root = Attack(added={"README.md": f"\n## More\n\n{text}\n"}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}
    assert not [name for name, content in put_out(root).items() if SECRET.encode() in content]


@pytest.mark.parametrize(
    "opening", ["<!--- tlp:amber --->", "<!-- t\u2060lp:amber -->", "<!-- tl\u0440:amber -->", "%% tlp %%"]
)
@pytest.mark.parametrize(
    ("file", "old"),
    [("README.md", "nobody used it."), ("timeline.md", "The image was"), (FINDING_PATH, "Expire tokens")],
)
def test_in_a_value_of_front_matter(file: str, old: str, opening: str, tmp_path: Path) -> None:
    root = Attack(replaced={file: (old, f"{old} {opening} {SECRET}")}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}
    assert not [name for name, content in put_out(root).items() if SECRET.encode() in content]

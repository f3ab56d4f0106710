import pytest

from pipeline.text.bidirectional import balanced, isolated


def test_text_that_changes_nothing_beside_it_stays_as_it_is() -> None:
    assert isolated("Zugriffsschlüssel 漏えい (2)") == "Zugriffsschlüssel 漏えい (2)"


@pytest.mark.parametrize("text", ["דליפה", "تسريب", "report\u202efdp.exe", "left\u200f"])
def test_text_that_could_reorder_its_neighbours_is_between_isolates(text: str) -> None:
    assert isolated(text) == f"\u2068{text}\u2069"


@pytest.mark.parametrize(
    ("text", "even"),
    [("a\u2069b", "ab"), ("a\u2067b", "a\u2067b\u2069"), ("\u2066a\u2069\u2069", "\u2066a\u2069"), ("plain", "plain")],
)
def test_no_isolate_reaches_past_the_text(text: str, even: str) -> None:
    assert balanced(text) == even

"""Whatever stands for a marker is an error and withholds, however it is put together; what talks about TLP does not."""

from __future__ import annotations

import pytest

from pipeline.markdown.restricted import UNCLEAR, for_audience, markers
from tests.markdown.innocent_sentences import SENTENCES
from tests.markdown.marker_variants import variants

VARIANTS = dict(variants())


@pytest.mark.parametrize("form", VARIANTS)
def test_every_variant_is_unclear_and_withholds_what_follows(form: str) -> None:
    for variant in VARIANTS[form]:
        body = f"## Before\n\nSeen.\n\n{variant}\n\nSECRET one two three.\n"
        assert UNCLEAR in [marker.level for marker in markers(body)], variant
        assert "SECRET" not in for_audience(body, "red").text, variant


@pytest.mark.parametrize("sentence", SENTENCES)
def test_an_innocent_sentence_is_left_alone(sentence: str) -> None:
    assert markers(f"## Before\n\n{sentence}\n\nAfter it.\n") == ()


def test_there_are_many_of_both() -> None:
    assert len({variant for some in VARIANTS.values() for variant in some}) > 2000
    assert len(set(SENTENCES)) > 100


@pytest.mark.parametrize(
    "value", ["The bucket was open (TLP:AMBER)", "Root cause [tlp:red]", "(TLP\uff1aRED) The bucket"]
)
def test_a_value_of_front_matter_has_no_label(value: str) -> None:
    assert [marker.level for marker in markers(value)] == [UNCLEAR]

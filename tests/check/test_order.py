"""Events out of order: the one that strayed is reported, not all that it passed by."""

import pytest

from tests.check.edited import FINDING, Said, of


def events(*times: str) -> str:
    return "events:\n" + "".join(f"- {{at: {time}, what: Something was seen., evidence: [E1]}}\n" for time in times)


@pytest.mark.parametrize(
    ("times", "strayed"),
    [
        (("2025-01-01", "2025-01-02", "2025-01-03"), []),
        (("2025-01-01", "2026-01-02", "2025-01-03", "2025-01-04"), [1]),
        (("2025-01-03", "2025-01-04", "2025-01-01", "2025-01-05"), [2]),
        (("2025-01-02", "2025-01-01"), [1]),
        (("2025-01-01", "2025-01-03", "2025-01-02", "2025-01-04"), [2]),
        (("2025-01-03", "2025-01-02", "2025-01-01"), [1, 2]),
        (("2025", "2025-01-03", "2025-01", "2024-12"), [3]),
    ],
)
def test_the_event_that_strayed_is_reported(said: Said, times: tuple[str, ...], strayed: list[int]) -> None:
    found = of("events-are-in-order", said({"timeline.md": events(*times)}))
    texts = [times[index] for index in strayed]
    assert [item.message.split("`")[1] for item in found] == texts


def test_one_that_is_too_late_is_told_what_stands_below_it(said: Said) -> None:
    (found,) = of(
        "events-are-in-order", said({"timeline.md": events("2025-01-01", "2026-01-02", "2025-01-03", "2025")})
    )
    assert found.message == "`2026-01-02` is after `2025-01-03`, which is listed below it"


def test_of_very_many_events_each_that_is_behind_is_reported(said: Said) -> None:
    times = [f"20{index // 28:02}-01-{index % 28 + 1:02}" for index in range(400)]
    found = of("events-are-in-order", said({"timeline.md": events("2025-12-31", *times)}))
    assert len(found) == 400


def test_a_verification_is_repeated_after_the_last_repeat(said: Said) -> None:
    shown = "verification: {by: responder, on: 2026-02-05, how: We tried an old token., repeats: [%s]}"
    repeats = ", ".join(f"{{by: responder, on: 2026-02-{day}, how: Again., holds: true}}" for day in ("09", "07"))
    (found,) = of("verifications-are-in-order", said({FINDING: shown % repeats}))
    assert found.message == "repeated on 2026-02-07, before the verification of 2026-02-09"

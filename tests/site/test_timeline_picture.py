import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

from pipeline.model import Event
from pipeline.site.i18n.language import language
from pipeline.site.timeline.picture import Picture, picture
from pipeline.time import moment
from tests.site import builders


def drawn(*events: Event) -> ET.Element:
    """The picture on the page, which has to be well formed."""
    page = builders.page(builders.incident(timeline=builders.timeline(*events)))
    found = re.search(r'<svg width="100%".*?</svg>', page, re.DOTALL)
    assert found is not None
    return ET.fromstring(found.group())  # noqa: S314  # our own page


def shapes(*events: Event) -> list[tuple[str, str]]:
    """The marks of the events: element and class."""
    found = [(one.tag, one.get("class", "")) for one in drawn(*events).iter()]
    return [(tag, name.replace("pm-picture__", "")) for tag, name in found if "pm-picture__mark" in name]


def of(*events: Event) -> Picture:
    found = picture(language("en"), builders.timeline(*events))
    assert found is not None
    return found


LATER = builders.event("2026-01-20T09:00Z")


def test_the_picture_has_a_title_and_a_description() -> None:
    svg = drawn(builders.event("2026-01-10"), LATER)
    assert svg.get("role") == "group"
    named = svg.get("aria-labelledby", "").split()
    texts = {one.get("id"): "".join(one.itertext()) for one in svg if one.tag in ("title", "desc")}
    assert list(texts) == named
    assert "2 events from 2026-01-10 to 2026-01-20 09:00 UTC" in texts[named[1]]


def test_a_time_is_a_point_and_a_day_is_a_bar() -> None:
    assert [tag for tag, _ in shapes(builders.event("2026-01-10"), LATER)] == ["rect", "circle"]


def test_a_milestone_has_a_shape_of_its_own_and_its_name() -> None:
    milestone = builders.event("2026-01-10T09:00Z", milestone="detected")
    assert shapes(milestone, LATER) == [("path", "mark mark--milestone"), ("circle", "mark")]
    assert "detected" in "".join(drawn(milestone, LATER).itertext())


def test_an_estimate_is_marked() -> None:
    estimate = builders.event("2026-01-10T09:00Z", approximate=True)
    assert ("circle", "mark mark--estimate") in shapes(estimate, LATER)
    assert "~2026-01-10 09:00" in "".join(drawn(estimate, LATER).itertext())


def test_a_cut_is_named_with_how_much_it_leaves_out() -> None:
    minutes = [builders.event(f"2026-01-10T09:0{minute}Z") for minute in range(5)]
    assert "⋮ 9 d 23 h omitted" in "".join(drawn(*minutes, LATER).itertext())


def test_neighbours_of_one_phase_share_a_band() -> None:
    def event(hour: int, phase: str) -> Event:
        return builders.event(f"2026-01-10T{hour:02}:00Z", phase=phase)

    found = of(event(8, "attack"), event(9, "attack"), event(10, ""), event(11, "detection"), event(12, "attack"))
    assert [band.phase for band in found.bands] == ["attack", "detection", "attack"]
    assert all(above.bottom <= below.top for above, below in pairwise(found.bands))


def test_one_moment_is_no_course_of_events() -> None:
    assert picture(language("en"), builders.timeline(builders.event("2026"), builders.event("2026"))) is None


def test_an_hour_that_the_clocks_showed_twice_is_a_span() -> None:
    twice = moment.parse("2025-11-02T01:30", moment.zone_named("America/New_York"))
    assert of(replace(LATER, at=twice), LATER).labels[0].position.lane == 1
    drawn_times = [one for one in drawn(replace(LATER, at=twice), LATER).iter() if "data-at" in one.attrib]
    assert [(one.get("data-at"), "data-twice" in one.attrib) for one in drawn_times] == [
        ("2025-11-02T05:30Z", True),
        ("2025-11-02T06:30Z", True),
        ("2026-01-20T09:00Z", False),
    ]


def test_of_very_many_events_only_milestones_and_the_ends_are_labelled() -> None:
    events = [builders.event(f"2026-01-10T09:{at:02}Z", milestone="detected" if at == 7 else "") for at in range(60)]
    assert [label.number for label in of(*events).labels] == [1, 8, 60]


def test_the_bar_of_the_scale_is_to_scale() -> None:
    found = of(builders.event("2026-01-10T09:00Z"), builders.event("2026-01-10T10:00Z"))
    assert found.scale is not None
    assert found.scale[1] == "30 min"
    assert found.scale[0] == 30 * 60 * found.layout.second


def test_a_long_sentence_is_cut_at_a_word_or_where_there_are_none() -> None:
    words = of(builders.event("2026-01-10", "word " * 40), LATER).labels[0].what
    wide = of(builders.event("2026-01-10", "漏" * 40), LATER).labels[0].what
    assert words.endswith("word…")
    assert len(words) <= 61
    assert wide == "漏" * 30 + "…"


def test_a_label_and_its_mark_tell_the_whole_event_and_the_label_leads_to_it() -> None:
    long = builders.event("2026-01-10", "word " * 40, milestone="detected", approximate=True)
    svg = drawn(long, LATER)
    said = f"1 ~2026-01-10 detected {'word ' * 40}"
    labels = {one.get("href"): one.findtext("title") for one in svg.iter("a")}
    assert labels == {"#T1": said, "#T2": "2 2026-01-20 09:00 UTC Something happened."}
    assert [one.findtext("title") for one in svg if "__mark" in one.get("class", "")] == list(labels.values())


def test_a_mark_of_several_events_tells_each() -> None:
    svg = drawn(builders.event("2026-01-10", "One."), builders.event("2026-01-10", "Another."), LATER)
    assert [one.findtext("title") for one in svg.iter("rect")] == ["1 2026-01-10 One.\n2 2026-01-10 Another."]


def test_a_withheld_event_leaves_no_trace_in_the_picture() -> None:
    secret = builders.event("2020-01-10T09:00Z", "Unspoken", tlp="red")
    text = "".join(drawn(secret, builders.event("2026-01-10"), LATER).itertext())
    assert "Unspoken" not in text
    assert "2020" not in text

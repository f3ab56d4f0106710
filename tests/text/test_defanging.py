"""Addresses that nobody follows by accident, and the addresses themselves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.markdown.links import links
from pipeline.markdown.prose import Prose
from pipeline.text.defanging import defanged, refanged

WAYS = [
    ("login[.]example[.]org", "login.example.org"),
    ("login(.)example(.)org", "login.example.org"),
    ("login[dot]example{dot}org", "login.example.org"),
    ("hxxps://login[.]example[.]org/a.b", "https://login.example.org/a.b"),
    ("hXXp://login[.]example[.]org", "http://login.example.org"),
    ("hxxp[:]//login[.]example[.]org", "http://login.example.org"),
    ("hxxps[://]login[.]example[.]org", "https://login.example.org"),
    ("billing[@]example[.]org", "billing@example.org"),
    ("billing[at]example[.]org", "billing@example.org"),
    ("192.0.2[.]1", "192.0.2.1"),
    ("2001[:]db8::1", "2001:db8::1"),
    ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
]


@pytest.mark.parametrize(("written", "exact"), WAYS)
def test_every_way_of_defanging_is_read(written: str, exact: str) -> None:
    assert refanged(written) == exact
    assert defanged(written) == defanged(exact)


ADDRESSES = st.one_of(
    st.from_regex(
        r"https?://[a-z]{1,9}(\.[a-z]{2,5}){1,3}(/[a-z0-9._~-]{0,9})*(\?u=https?://[a-z]{1,5}\.[a-z]{2})?",
        fullmatch=True,
    ),
    st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.[a-z]{2,5}", fullmatch=True),
    st.ip_addresses().map(str),
)


@given(ADDRESSES)
def test_what_is_defanged_can_be_had_back_and_nothing_makes_a_link_of_it(address: str) -> None:
    text = defanged(address)
    assert refanged(text) == address
    assert defanged(text) == text
    assert list(links(Prose(text))) == []
    assert not re.search(r"https?://", text)


def test_the_name_of_a_package_and_a_digest_stay_as_they_are() -> None:
    assert defanged("pkg:npm/@scope/left-pad@1.3.0", "package") == "pkg:npm/@scope/left-pad@1.3.0"
    assert defanged("d41d8cd98f00b204e9800998ecf8427e", "md5") == "d41d8cd98f00b204e9800998ecf8427e"

"""What prose may not do: leak, call people, blame them, link to what is hostile; and waivers."""

from __future__ import annotations

from collections.abc import Iterator

from tests.check.mutations.record import Mutation, in_text, in_tree, writes
from tests.check.mutations.source import Source, is_draft, of_kind, pick, sites, sources
from tests.needs import ROOT

_KEY = "AKIAQ3EGRWPLXT5V" + "N7KZ"
"""Looks like a key of AWS and is none."""


def mutations() -> Iterator[Mutation]:
    """Everything about prose."""
    written = [source for source in sources() if source.text[source.body :].strip()]
    yield from _markers(written)
    yield from _unseen(written)
    yield from _mentions(written)
    yield from _html(written)
    yield from _comments_in_front()
    yield from _words(written)
    yield from _secrets(written)
    yield from _indicators()
    yield from _waivers(written)


def _added(rule: str, source: Source, text: str, words: str, says: str = "") -> Mutation:
    """A passage at the end of the body, to be reported where `words` stand in it."""
    at = len(source.text)
    name = f"add `{text[:30]}`".replace("\n", " ")
    return in_text(name, rule, source, (at, at, f"\n{text}\n"), at + 1 + text.index(words), says=says)


def _markers(written: list[Source]) -> Iterator[Mutation]:
    rule = "restricted-passage-is-closed"
    for text, words, says in (
        ("<!-- tlp:amber -->\nFrom a bucket.", "<!--", "is not closed"),
        ("<!-- tlp:amebr -->\nFrom a bucket.\n<!-- /tlp -->", "<!--", "amber"),
        ("<!-- tlp amber -->\nFrom a bucket.\n<!-- /tlp -->", "<!--", "LEVEL"),
        ("From a bucket.\n<!-- /tlp -->", "<!--", "no restricted passage is open"),
        ("<!--- tlp:amber --->\nFrom a bucket.\n<!-- /tlp -->", "<!--", "LEVEL"),
        ("TLP:AMBER\n\nFrom a bucket.\n\n<!-- /tlp -->", "TLP", "LEVEL"),
        ("<!-- tlp:amber -->\nOne.\n<!-- tlp:red -->\nTwo.\n<!-- /tlp -->", "<!-- tlp:amber", "is not closed"),
    ):
        for source in pick(text, written, 2):
            yield _added(rule, source, text, words, says)


def _unseen(written: list[Source]) -> Iterator[Mutation]:
    rule = "character-can-be-seen"
    for char, says in (("\u2060", "WORD JOINER"), ("\u202e", "OVERRIDE"), ("\x1b", "ESCAPE"), ("\u3164", "FILLER")):
        for source in pick(says, written, 2):
            yield _added(rule, source, f"From a {char}bucket.", char, says)
    for source in pick("needed", written, 2):
        yield _added("", source, "\u26a0\ufe0f \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u26a0")


def _html(written: list[Source]) -> Iterator[Mutation]:
    for text, words in (
        ("<div>Only words</div>", "<div>"),
        ("Set <TOKEN> first.", "<TOKEN>"),
        ("We left out a </div> below.", "</div>"),
    ):
        for source in pick(text, written, 2):
            yield _added("html-is-shown", source, text, words)
    for source in pick("footnote", written, 2):
        yield _added("footnote-is-shown", source, "[^unused]: From the audit log.", "[^unused]", "refers to")
    for source in pick("comment", written, 2):
        yield _added("comment-is-closed", source, "<!-- for the editor\n\nAll of this.", "<!--", "not closed")
    for source in pick("label", written, 2):
        yield _added("comment-is-a-sentence", source, "<!-- for the board -->", "<!--", "may be meant to restrict")
    for source in pick("note", written, 2):
        yield _added("comment-is-needed", source, "<!-- The board has to see this. -->", "<!--", "withholds nothing")
    for source in pick("directive", written, 2):
        yield _added("directive-is-code", source, "::: board", ":::", "shown as text")
    for source in pick("kept", written, 2):
        yield _added("", source, "One<br>two <kbd>C</kbd> <!-- toc --> `<TOKEN>`.", "One")
    findings = [source for source in written if "/findings/" in source.path]
    for source in pick("outside", findings, 2):
        yield _added("text-stands-in-a-section", source, "# Notes\n\nAsk the vendor.", "Ask", "not in a section")


def _comments_in_front() -> Iterator[Mutation]:
    for source, route in pick("cut", sites("timeline", "events", "*", "what"), 3):
        edit = source.with_value("The change was undone, see PR #12 of the vendor.", *route)
        at = edit[0] + edit[2].index("#")
        yield in_text("cut an event short", "text-is-not-cut-short", source, edit, at, says="`PR`")


def _mentions(written: list[Source]) -> Iterator[Mutation]:
    rule = "mention-is-inert"
    for text in (
        "Then @octocat rotated the key.",
        "Told (@example-org/identity) about it.",
        "- @octocat looks at it tomorrow",
    ):
        for source in pick(text, written, 2):
            yield _added(rule, source, text, "@", "notify")
    for source, route in pick("mention in front", sites("timeline", "events", "*", "what"), 2):
        edit = source.with_value("Then @octocat rotated the key.", *route)
        at = edit[0] + edit[2].index("@")
        yield in_text("mention somebody in an event", rule, source, edit, at, says="`@octocat`")
    for source in pick("inert", written, 2):
        yield _added("", source, "Run `@decorator` on it; mail me@example.org.", "Run")


def _words(written: list[Source]) -> Iterator[Mutation]:
    rule = "nobody-is-blamed"
    for text, words in (
        ("The engineer should have checked the image.", "should have checked"),
        ("It was careless to push it.", "careless"),
        ("It comes down to human error.", "human error"),
        ("Somebody forgot to\nrotate the key.", "forgot to"),
        ("The developer should not have pushed it.", "should not have"),
    ):
        for source in pick(text, written, 2):
            yield _added(rule, source, text, words)


def _secrets(written: list[Source]) -> Iterator[Mutation]:
    rule = "text-holds-no-secret"
    for text, words in (
        (f"The log showed {_KEY} in clear.", _KEY),
        ("The log showed postgres://report:Tr0ub4dor-and-3@db.corp.internal/orders in clear.", "Tr0ub4dor"),
        (f"<!-- cspell:ignore {_KEY} -->", _KEY),
        ("The log showed ghp_" + "x9Kd72LmQpZ4vB8nR1tY6wC3sF5hJ0gA2eU7 in clear.", "ghp_"),
    ):
        for source in pick(text, written, 2):
            yield _added(rule, source, text, words, "revoke")
    for source, route in pick("secret in an artefact", sites("evidence", "items", "*", "path"), 2):
        path = f"incidents/{source.incident}/{source.value(*route)}"
        old = (ROOT / path).read_bytes()
        line = old.count(b"\n") + 1

        apply = writes(path, old + f"key,{_KEY}\n".encode())
        also = ("artefact-matches-its-hash",)
        yield in_tree("show a secret in an artefact", rule, path, apply, line=line, column=5, says="revoke", also=also)
    for source in pick("revoked", of_kind("incident"), 2):
        text = f"revoked_secrets:\n  - sha256: {'0' * 64}\n    reason: Revoked on the same day.\n"
        at = 4 + text.index("0000")
        yield in_text("list a secret that is not shown", "revoked-secret-is-shown", source, (4, 4, text), at)


def _indicators() -> Iterator[Mutation]:
    hostile = next(s for s in of_kind("incident") if "pypj[.]org" in s.text)
    for text, words in (
        ("The mails led to pypj.org at once.", "pypj.org"),
        ("The mails led to https://pypj.org/login at once.", "https://pypj.org"),
        ("The mails led to [a page](https://pypj.org/login).", "https://pypj.org"),
    ):
        yield _added("indicator-stays-defanged", hostile, text, words, "pypj[.]org")
    for source in pick("another finding", [s for s in of_kind("finding") if s.incident == hostile.incident], 2):
        yield _added("indicator-stays-defanged", source, "See pypj.org for it.", "pypj", "[.]")
    for source in pick("address", [s for s in of_kind("incident") if not is_draft(s)], 2):
        text = "The mails came from 81.2.69.142."
        yield _added("public-address-is-defanged", source, text, "81.2", "81[.]2")
    for source in pick("no address", of_kind("finding"), 2):
        text = "It was 10.0.0.7, 192.0.2.1 or version 1.2.3.4 of it."
        yield _added("", source, text, "10.0")


def _waivers(written: list[Source]) -> Iterator[Mutation]:
    holders = [source for source in written if source.kind in ("incident", "finding") and "waivers" not in source.data]
    start = "waivers:\n  - rule: "
    reason = "\n    reason: It does not fit here.\n"
    for name, says in (
        ("text-holds-no-secret", "cannot be waived"),
        ("schema", "cannot be waived"),
        ("mention-is-inertt", "did you mean `mention-is-inert`?"),
        ("nobody-is-blamed", "unused waiver"),
    ):
        for source in pick(f"waiver {name}", holders, 2):
            edit = (4, 4, f"{start}{name}{reason}")
            yield in_text(f"waive {name}", "waiver", source, edit, 4 + len(start), says=says)
    for source in pick("no reason", holders, 2):
        edit = (4, 4, f"{start}nobody-is-blamed\n")
        at = 4 + start.index("rule")
        yield in_text("waive without a reason", "schema", source, edit, at, says="`reason`")
    for source in pick("waived", holders, 2):
        end = len(source.text)
        fault = "\nIt was careless.\n"
        waiver = f"{start}nobody-is-blamed{reason}"
        at = end + len(waiver) + 1 + fault.index("careless") - 1
        edits = [(4, 4, waiver), (end, end, fault)]
        yield in_text("waive a rule", "nobody-is-blamed", source, edits, at, says="It does not fit here.")

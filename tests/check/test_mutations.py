"""Each mutation of the repository's own incidents is caught: by the rule meant for it, at the line meant for it.

Here a few of each rule's are run; `python -m tests.check.mutations` runs all.
"""

import pytest

from pipeline.check.rules import RULES
from pipeline.check.waivers import FORM
from pipeline.diagnostic import Diagnostic
from tests.check.mutations import mutations, sample
from tests.check.mutations.runner import Runner


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return Runner(tmp_path_factory.mktemp("mutations"))


def test_there_are_enough_of_them_each_with_its_own_name() -> None:
    names = [mutation.name for mutation in mutations()]
    assert len(names) >= 300
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)


def test_each_rule_is_the_one_meant_for_one_of_them() -> None:
    meant = {mutation.rule for mutation in mutations()}
    assert {rule.id for rule in RULES} | set(FORM) <= meant, "no mutation is meant for these"


def test_the_incidents_as_they_are_have_no_errors(runner: Runner) -> None:
    assert [one for one in runner.before if one.severity == "error"] == list[Diagnostic]()


def test_each_is_caught_where_it_is_meant_by_a_message_that_says_so_and_nothing_else_is_said(runner: Runner) -> None:
    wrong = [one for one in runner.run(sample()) if one.verdict != "caught" or one.extra or one.is_vague]
    assert not wrong, "\n".join([f"{len(wrong)} mutations:", *map(str, wrong)])

"""What a person sees in the terminal is what the golden files hold; `pytest --update-golden` writes them again."""

from pathlib import Path

import pytest

from tests.golden.sessions import SESSIONS
from tests.golden.terminal import Terminal

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize("name", SESSIONS)
def test_a_person_sees(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    terminal = Terminal(tmp_path, monkeypatch)
    SESSIONS[name](terminal)
    golden = EXPECTED / f"{name}.txt"
    if pytestconfig.getoption("update_golden"):
        golden.write_text(terminal.transcript, encoding="utf-8", newline="")
    assert terminal.transcript == golden.read_text(encoding="utf-8"), "meant? `pytest tests/golden --update-golden`"


def test_each_golden_file_is_of_a_session() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(SESSIONS)

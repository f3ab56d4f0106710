"""Only the room for this machine writes, starts programs and speaks: whatever else would is found in the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import ROOT

WRITES = frozenset(
    {"chmod", "copy2", "copyfile", "copytree", "hardlink_to", "makedirs", "mkdir", "mkdtemp", "mkstemp"}
    | {"NamedTemporaryFile", "removedirs", "rename", "renames", "rmdir", "rmtree", "symlink", "symlink_to"}
    | {"TemporaryDirectory", "TemporaryFile", "touch", "truncate", "unlink", "write_bytes", "write_text"}
)
"""Methods and functions that change files, by names that nothing else has."""

READS = frozenset({"fromfile", "iterdir", "glob", "rglob", "listdir", "read_bytes", "read_text", "scandir", "walk"})

MODULES = {
    "os": frozenset({"fork", "link", "mkfifo", "open", "popen", "putenv", "remove", "replace", "system", "unlink"}),
    "concurrent.futures": frozenset({"ProcessPoolExecutor"}),
    "shutil": frozenset({"chown", "copy", "move", "copyfileobj", "make_archive", "unpack_archive"}),
    "sqlite3": frozenset({"connect"}),
    "subprocess": frozenset({"Popen", "call", "check_call", "check_output", "getoutput", "run"}),
    "click": frozenset({"echo", "echo_via_pager", "edit", "launch", "open_file", "secho"}),
    "webbrowser": None,
}
"""What may be used of a module only there; None for all of it."""

MAY_READ = {
    "attack/__init__.py": "a table of the package",
    "attack/generate_attack.py": "is run by hand, on the pipeline's own source",
    "check/attributes.py": "lists folders, and enters no link",
    "starter/files.py": "the package's templates",
    "check/titles.py": "the package's lists of words",
    "cache/program.py": "the package, and the names of those that are installed",
    "cache/folder_digest.py": "incidents' folders, of which it enters no link",
    "repository/corpus.py": "lists folders after refuse_links, and reads artefacts that it has just listed",
    "exchange/incoming/run.py": "lists the house styles, in no link",
    "exchange/single_file/html_file.py": "the package's style sheet",
    "site/feeds/api.py": "the package's schema",
    "site/generator/build.py": "what is at an output folder that usable_folder gave",
    "site/generator/preview.py": "what Pagefind has just made",
    "site/generator/templates.py": "the files of the theme, installed or just written",
    "site/i18n/catalogue.py": "the package's catalogues",
    "site/i18n/language.py": "the package's catalogues",
    "site/page/templates.py": "the package's templates",
    "site/search/index.py": "what was just written for Pagefind, and what Pagefind has made of it",
    "site/static.py": "the package's files",
    "tracking/acceptance.py": "the file that own_file gave",
    "tracking/approval.py": "the file that own_file gave",
    "tracking/github/credentials.py": "the key that a person named in the environment",
    "vocabulary.py": "the package's schemas",
}
"""What each module reads by itself: nothing that a pull request could have made a link."""

MAY_CHANGE = {
    "attack/generate_attack.py": {"write_text"},
    "site/i18n/catalogue.py": {"mkdir", "touch", "write_bytes"},
}
"""Both are run by hand on the pipeline's own source."""


def sources() -> list[Path]:
    return [path for path in sorted((ROOT / "pipeline").rglob("*.py")) if path.parent.name != "host"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "pipeline").as_posix()


def uses(path: Path) -> Iterator[tuple[str, str, bool]]:
    """Of what, and what, is called or imported there; and whether it only reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    own = {
        alias.asname or alias.name for node in imports if (node.module or "")[:8] == "pipeline" for alias in node.names
    }
    for source in imports:
        if not (source.module or "").startswith("pipeline"):
            yield from ((source.module or "", alias.name, alias.name in READS) for alias in source.names)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute):
            of, name = ast.unparse(node.func.value), node.func.attr
        elif isinstance(node.func, ast.Name):
            of, name = "", node.func.id
        else:
            continue
        if of not in own and (of or name not in own):
            yield of, name, name in READS or (name == "open" and "'r" in ast.unparse(node))


def is_change(of: str, name: str) -> bool:
    if of in MODULES:
        names = MODULES[of]
        return names is None or name in names | WRITES
    speaks = of in ("sys.stdout", "sys.stderr", "stdout", "stderr") and name.startswith("write")
    return (
        name in WRITES
        or speaks
        or of.split(".", maxsplit=1)[0] in ("multiprocessing", "pty")
        or (of, name) == ("", "print")
    )


def changes(path: Path) -> list[str]:
    """What of this source writes, starts a program or speaks by itself."""
    return [f"{of}.{name}" for of, name, reads in uses(path) if not reads and (is_change(of, name) or name == "open")]


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_nothing_else_writes_starts_or_speaks(path: Path) -> None:
    allowed = MAY_CHANGE.get(name_of(path), set())
    assert [use for use in changes(path) if use.rpartition(".")[2] not in allowed] == []


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_what_else_reads_has_a_reason(path: Path) -> None:
    reads = [f"{of}.{name}" for of, name, reads in uses(path) if reads and (of or name == "open")]
    assert not reads or name_of(path) in MAY_READ


@pytest.mark.parametrize(
    "source",
    [
        "Path('a').write_text('x')",
        "open('a', 'w')",
        "path.open('x')",
        "os.remove('a')",
        "os.replace('a', 'b')",
        "shutil.rmtree('a')",
        "from shutil import rmtree",
        "from shutil import copy",
        "os.link('a', 'b')",
        "from subprocess import run",
        "subprocess.run(['git'])",
        "sqlite3.connect('a')",
        "click.echo('a')",
        "print('a')",
        "sys.stderr.write('a')",
        "folder.mkdir()",
        "from tempfile import TemporaryDirectory",
    ],
)
def test_what_is_looked_for_is_found(source: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(source)
    assert changes(tmp_path / "a.py")

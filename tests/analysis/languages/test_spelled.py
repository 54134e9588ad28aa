"""Command lines in files whose language is not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.spelled import MOST_TEXT, spelled

COMMANDS = [
    ("perl", "system('a b');\n", [(1, "a b")]),
    ("perl", '# system(\'no\')\nsystem "sh", "-c", "a | b";\n', [(2, "sh -c 'a | b'")]),
    ("perl", "my $x = `a b`; my $y = qx{c};\n", [(1, "a b"), (1, "c")]),
    ("perl", "open(F, 'a |');\n", [(1, "a ")]),
    ("awk", 'BEGIN{system("a b")}\n', [(1, "a b")]),
    ("awk", 'BEGIN{"a" | getline; print 1 | "sh"}\n', [(1, "a"), (1, "sh")]),
    ("meson", "project('x')\nrun_command('sh', '-c', 'a b', check: false)\n", [(2, "sh -c 'a b'")]),
    ("meson", "custom_target('t', command: ['python3', 'x.py'])\n", [(1, "t python3 x.py")]),
    ("cmake", 'execute_process(COMMAND sh -c "a b" WORKING_DIRECTORY x)\n', [(1, "sh -c 'a b'")]),
    ("cmake", "add_custom_command(OUTPUT o COMMAND a b COMMAND c DEPENDS d)\n", [(1, "a b"), (1, "c")]),
    (
        "cmake",
        "set(S ${CMAKE_CURRENT_SOURCE_DIR}/e)\nexecute_process(COMMAND sh ${S}.txt)\n",
        [(2, "sh ./e.txt")],
    ),
    ("cmake", 'install(CODE "execute_process(COMMAND a)")\n', [(1, "a")]),
    ("cmake", "# execute_process(COMMAND no)\nmessage(STATUS no)\n", []),
    ("cmake", "file(DOWNLOAD https://far.invalid/a b)\n", [(1, "curl -o b https://far.invalid/a")]),
]


@pytest.mark.parametrize(("tool", "text", "expected"), COMMANDS)
def test_command_lines_are_found(tool: str, text: str, expected: list[tuple[int, str]]) -> None:
    assert expected == spelled(tool, text).commands


@pytest.mark.parametrize(
    ("tool", "text", "expected"),
    [
        ("perl", "do './x.pl';\n", [(1, "./x.pl")]),
        ("meson", "subdir('lib')\n", [(1, "lib")]),
        ("cmake", "include(x.cmake)\nadd_subdirectory(lib)\n", [(1, "x.cmake"), (2, "lib/CMakeLists.txt")]),
    ],
)
def test_what_is_read_as_well_is_told(tool: str, text: str, expected: list[tuple[int, str]]) -> None:
    assert expected == spelled(tool, text).includes


@pytest.mark.parametrize("tool", ["perl", "awk", "meson", "cmake"])
def test_more_than_is_read_is_told(tool: str) -> None:
    assert spelled(tool, "x" * (MOST_TEXT + 1)).cut
    assert spelled("perl", "system('a');\n" * 3_000).cut


@pytest.mark.parametrize("tool", ["perl", "awk", "meson", "cmake"])
@given(st.text(alphabet="system(`'\"|){}\\\n#execute_process COMMAND", max_size=100))
def test_any_text_is_read(tool: str, text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line, _ in spelled(tool, text).commands)

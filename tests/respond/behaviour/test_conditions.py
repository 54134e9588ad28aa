import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.behaviour.conditions import conditions_in


def words(source: str) -> list[str]:
    return [one.words.partition(" (")[0] for one in conditions_in(source.encode())]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('if (os.hostname() === "build-7") {', "looks for a host"),
        ('if socket.gethostname().startswith("build"):', "looks for a host"),
        ("if getpass.getuser() == 'root':", "looks for a user"),
        ("unless Etc.getlogin == 'root'", "looks for a user"),
        (
            "const skip = Intl.DateTimeFormat().resolvedOptions().timeZone === 'Asia/Tokyo'",
            "looks for a language, zone or country",
        ),
        ("if os.environ.get('LANG', '').startswith('ru'):", "looks for a language, zone or country"),
        ("if (process.env.GITHUB_ACTIONS) run();", "looks for a CI system"),
        ("process.env.CI && run()", "looks for a CI system"),
        ("if (process.env.npm_package_description !== key) return;", "looks for a package or command"),
        ('if (process.platform === "darwin") {', "looks for a system"),
        ("if sys.gettrace():", "looks for a debugger or virtual machine"),
        ("while (Date.now() < start) wait();", "waits for a time"),
    ],
)
def test_a_line_that_tests_the_surroundings_is_a_condition(line: str, told: str) -> None:
    [found] = conditions_in(f"\n{line}\n".encode())
    assert (2, told) == (found.line, found.words.partition(" (")[0])
    assert line.split(maxsplit=1)[0] in found.words


@pytest.mark.parametrize(
    "line",
    [
        "const name = os.hostname();",
        "// if (os.hostname() === 'x')",
        "# if CI",
        "if (count > 3) {",
        "if (specific) {",
    ],
)
def test_a_line_that_tests_nothing_of_the_surroundings_is_none(line: str) -> None:
    assert [] == words(line)


def test_a_minified_line_is_not_searched() -> None:
    assert [] == words("if (os.hostname() === 'x') {}" + ";" * 2_000)


def test_at_most_a_few_dozen_are_given() -> None:
    assert 40 == len(words("if (process.env.CI) run();\n" * 1_000))


def test_a_shown_line_is_cut() -> None:
    [found] = conditions_in(f'if (process.env.CI) run("{"x" * 500}");'.encode())
    assert 200 > len(found.words)


@pytest.mark.fuzz
@given(st.binary(max_size=500))
def test_any_bytes_can_be_searched(data: bytes) -> None:
    assert all(one.line > 0 and one.words for one in conditions_in(data))


def test_hostile_lines_take_linear_time() -> None:
    data = b"\n".join(b"if " + b"npm_package_" * 160 for _ in range(1_000))
    began = time.perf_counter()
    list(conditions_in(data))
    assert 3 > time.perf_counter() - began

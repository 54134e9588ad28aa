"""The dispatcher: every language has its reader, and every file gets facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, HiddenKind, Language
from pratique.analysis.languages.readers import MOST_BYTES, READERS, carried, read, read_command
from pratique.analysis.languages.shell import parse_command
from pratique.core.tree import File


def test_every_language_has_a_reader() -> None:
    assert set(Language) == set(READERS)


@pytest.mark.parametrize("language", Language)
def test_an_empty_file_of_any_language_has_no_facts_and_no_problem(language: Language) -> None:
    found = read(File("x", b""), language)

    assert (language, 0, 0, (), ()) == (
        found.language,
        found.lines,
        found.longest_line,
        found.uses,
        found.flows,
    )


def test_javascript_with_types_of_flow_is_read() -> None:
    source = (
        b"// @flow\nimport type {A} from './a';\nconst f = (x: string, y: ?number): Array<A> => eval(x);\n"
        * 3
    )
    found = read(File("x.js", source), Language.JAVASCRIPT)

    assert (Language.JAVASCRIPT, None) == (found.language, found.problem)
    assert "eval" in {use.api for use in found.uses}


@pytest.mark.parametrize("language", Language)
def test_a_file_that_is_too_large_is_a_problem(language: Language) -> None:
    found = read(File("x", b"#" * (MOST_BYTES + 1)), language)

    assert "too large" in (found.problem or "")


@pytest.mark.parametrize("language", sorted(set(Language) - {Language.JSON, Language.PTH}))
def test_binary_content_is_a_problem(language: Language) -> None:
    assert read(File("x", b"\0\1\2" * 100), language).problem is not None


def test_binary_content_of_a_startup_file_is_a_problem_where_a_line_may_be_run() -> None:
    assert read(File("x.pth", b"\0\1\2" * 100), Language.PTH).problem is None
    assert read(File("x.pth", b"\0\1\2\nimport os\0"), Language.PTH).problem is not None


def test_what_any_text_shows_is_told_for_every_language() -> None:
    found = read(File("package.json", '{"a": 1,\n"b": "\u202e"}'.encode()), Language.JSON)

    assert [HiddenKind.BIDI] == [item.kind for item in found.hidden]
    assert (2, 11) == (found.lines, found.longest_line)


def test_code_that_a_script_carries_is_read_in_its_language() -> None:
    found = read(File("x.sh", b"\npython -c 'import socket; socket.socket()'\n"), Language.SHELL)

    assert [(Capability.NETWORK, "socket.socket", 2, 1)] == [
        (use.capability, use.api, use.line, use.depth) for use in found.uses if use.depth
    ]
    assert ["socket"] == [item.module for item in found.imports]


def test_code_that_a_command_line_carries_is_read_in_its_language() -> None:
    found = read_command("node -e \"require('child_process').exec('marker')\"")

    assert [(Capability.PROCESS, 1)] == [(use.capability, use.depth) for use in found.uses if use.depth]


def test_code_that_an_expansion_carries_is_read_in_its_language() -> None:
    source = b"{'x': '<!(python -c \"import os; os.remove(1)\")'}"
    found = read(File("binding.gyp", source), Language.GYP)

    assert [Capability.FILE_WRITE] == [use.capability for use in found.uses if use.depth]


@pytest.mark.fuzz
@given(st.sampled_from(list(Language)), st.binary(max_size=300))
def test_any_bytes_of_any_language_give_facts(language: Language, source: bytes) -> None:
    assert language is read(File("x", source), language).language


def test_code_on_a_line_has_facts_in_its_own_language() -> None:
    found = carried(parse_command("node -e \"require('./x')\"")[0])
    assert found is not None
    assert (Language.JAVASCRIPT, ["./x"]) == (found.language, [item.module for item in found.imports])
    assert None is carried(parse_command("sh -c 'node x'")[-1])
    assert None is carried(parse_command("node x")[0])

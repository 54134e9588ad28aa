"""Calls of Python and Ruby that the facts do not show."""

import time

import pytest

from pratique.analysis.facts import Language
from pratique.analysis.installing.unseen_calls import LEAVES, unseen_calls
from pratique.core.install_script import Effect


@pytest.mark.parametrize(
    ("language", "code", "effect"),
    [
        (Language.PYTHON, b"x\nos.open(p, os.O_CREAT)", Effect.WRITES),
        (Language.PYTHON, b"x\nlogging.FileHandler(p)", Effect.WRITES),
        (Language.PYTHON, b"x\nmkstemp(dir=home)", Effect.WRITES),
        (Language.PYTHON, b"x\nmap(open, names)", Effect.UNKNOWN),
        (Language.PYTHON, b"x\nself.execute(f, ())", Effect.UNKNOWN),
        (Language.PYTHON, b"x\nself.spawn(['id'])", Effect.STARTS),
        (Language.PYTHON, b"x\ndata_files=[(site, ['kite.pth'])]", Effect.STARTUP),
        (Language.RUBY, b"x\nFile.write('ext/Makefile', rules)", Effect.UNKNOWN),
        (Language.RUBY, b"x\nLogger.new(path)", Effect.WRITES),
        (Language.RUBY, b"x\nTempfile.create('x', Dir.home)", Effect.WRITES),
        (Language.RUBY, b"x\nString.class_eval { }", Effect.UNKNOWN),
        (Language.RUBY, b"x\n$CFLAGS << '-fplugin=x.so'", Effect.OTHER_CODE),
    ],
)
def test_a_call_is_found_with_its_line(language: Language, code: bytes, effect: Effect) -> None:
    assert [(effect, 2)] == [(one.effect, one.line) for one in unseen_calls(language, code)]


@pytest.mark.parametrize(
    ("language", "code"),
    [
        (
            Language.PYTHON,
            b"with open(name) as file: pass\nmkstemp(suffix='.c')\nlogging.basicConfig(level=1)",
        ),
        (Language.PYTHON, b"setup(data_files=[('share/doc', ['a.txt'])])\nos.open(p, os.O_RDONLY)"),
        (
            Language.RUBY,
            b"File.read('Makefile')\nFile.open('Makefile', 'r')\nLogger.new($stdout)\nLogger.new(STDERR)",
        ),
        (Language.RUBY, b"Tempfile.create('x')\ncreate_makefile 'kite/kite'\nmkdir_p 'tmp'"),
        (Language.JAVASCRIPT, b"spawn('x')"),
        (None, b"spawn('x')"),
    ],
)
def test_plain_code_has_none(language: Language | None, code: bytes) -> None:
    assert [] == list(unseen_calls(language, code))


def test_words_that_leave_the_folder() -> None:
    assert LEAVES.search(b"FileUtils.cd(x)")
    assert LEAVES.search(b"a\n  cd '/'")
    assert not LEAVES.search(b"abcd(x)")


def test_hostile_text_takes_little_time() -> None:
    began = time.perf_counter()
    for text in (
        b"data_files " * 3_000,
        b"open" * 20_000,
        b"open('" * 10_000,
        b"mkstemp(" * 10_000,
        b"write 'all: " * 5_000,
    ):
        for language in (Language.PYTHON, Language.RUBY):
            list(unseen_calls(language, text))
        LEAVES.search(text)
    assert 5 > time.perf_counter() - began

"""What a file is: code of a language, compiled code, a packed file, or something that no interpreter runs.

Compiled and packed files are told by their first bytes, but for those that code of the language in their name may begin with;
code by its name, else by its first line. A file of a code suffix stays code even when its content is binary: reading it says so as a
problem.
"""

import posixpath
import re
from dataclasses import dataclass
from enum import StrEnum

from pratique.analysis.facts import Language
from pratique.core.tree import File


@dataclass(frozen=True, slots=True)
class Code:
    """Source that an interpreter may run."""

    language: Language


class Format(StrEnum):
    """Compiled code, by its first bytes."""

    ELF = "elf"
    PE = "pe"
    """Windows executables and libraries, .NET among them."""
    MACH_O = "mach-o"
    WASM = "wasm"
    JAVA = "java-class"
    PYTHON = "python-bytecode"
    ARCHIVE = "object-archive"
    """`ar` archives: static libraries."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Compiled code: counted, not read."""

    format: Format

    @property
    def bytecode(self) -> bool:
        """Whether it is Python byte code."""
        return self.format is Format.PYTHON


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive or compressed file inside the artifact: counted, not opened."""


@dataclass(frozen=True, slots=True)
class Inert:
    """Text, data, pictures: counted, not read."""


Kind = Code | Compiled | Packed | Inert

_SUFFIXES: dict[str, Language] = {
    ".js": Language.JAVASCRIPT,
    ".cjs": Language.JAVASCRIPT,
    ".mjs": Language.JAVASCRIPT,
    ".jsx": Language.JAVASCRIPT,
    ".ts": Language.TYPESCRIPT,
    ".mts": Language.TYPESCRIPT,
    ".cts": Language.TYPESCRIPT,
    ".tsx": Language.TSX,
    ".py": Language.PYTHON,
    ".pyw": Language.PYTHON,
    ".pth": Language.PTH,
    ".rb": Language.RUBY,
    ".rbw": Language.RUBY,
    ".rake": Language.RUBY,
    ".ru": Language.RUBY,
    ".gemspec": Language.RUBY,
    ".sh": Language.SHELL,
    ".bash": Language.SHELL,
    ".zsh": Language.SHELL,
    ".command": Language.SHELL,
    ".bat": Language.BATCH,
    ".cmd": Language.BATCH,
    ".ps1": Language.POWERSHELL,
    ".psm1": Language.POWERSHELL,
    ".vbs": Language.VBS,
    ".vbe": Language.VBS,
    ".gyp": Language.GYP,
    ".gypi": Language.GYP,
}
_BY_LINES = frozenset({Language.SHELL, Language.BATCH})
"""Languages whose interpreters carry out one line after the other, whatever the one before was."""
_OPENERS = ("/*", "//", "#", "`", '"', "'")
"""What begins a comment or a literal: any bytes may follow."""
_FIRST_BYTES = 12
"""Of three characters, whatever they are."""
_RUBY_NAMES = re.compile(
    r"(?:(?>.*?(?:extconf|(?i:rakefile|mkrf_conf))).*|(?i:rubygems_plugin|gemfile|guardfile|capfile))\Z"
)
"""Code by its name: what `gem install` gives to Ruby has `extconf`, in small letters, or its like anywhere in the name."""
_TEMPLATES = (".tt", ".erb")
"""What a generator fills in: `Rakefile.tt` is no Ruby before that. One that a hook starts is read as Ruby all the same."""
_WORDS_OF_NODE = re.compile(rb"\brequire\s{0,9}\(|\bmodule\.exports\b|\bexports\.\w|\bprocess\.")
_MOST_SEARCHED = 4_096
"""Bytes at the start of a file in which its words are looked for."""
_CYTHON = (".pyx", ".pxd", ".pxi")
"""For a compiler; its first line may be `#!python` all the same."""
_TYPES_ONLY = re.compile(r"\.d(\.[\w-]+)?\.[mc]?ts\Z")
_INTERPRETERS: dict[str, Language] = {
    "node": Language.JAVASCRIPT,
    "nodejs": Language.JAVASCRIPT,
    "bun": Language.TYPESCRIPT,
    "deno": Language.TYPESCRIPT,
    "ts-node": Language.TYPESCRIPT,
    "tsx": Language.TYPESCRIPT,
    "python": Language.PYTHON,
    "pypy": Language.PYTHON,
    "sh": Language.SHELL,
    "bash": Language.SHELL,
    "dash": Language.SHELL,
    "ksh": Language.SHELL,
    "zsh": Language.SHELL,
    "ruby": Language.RUBY,
    "jruby": Language.RUBY,
    "pwsh": Language.POWERSHELL,
    "powershell": Language.POWERSHELL,
}
_SHEBANG = re.compile(rb"(?:\xef\xbb\xbf)?#![ \t]*([^\r\n]{1,255})")
_BEFORE = frozenset(("env", "nice", "nohup", "setsid"))
"""Programs that start the one which follows them."""
_LOCK_OF_BUN = re.compile(rb"#![^\r\n]{1,255}\nbun-lockfile-format-v\d\n[\x01-\x08]\0\0\0")
"""A lock that bun prints when it is started. Behind the words a number in four bytes follows: a control character, at which node, bun and
Python stop."""
_VERSION = re.compile(r"[\d.]*(?:\.exe)?\Z")

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x7fELF", Format.ELF),
    (b"\0asm", Format.WASM),
    (b"\xfe\xed\xfa\xce", Format.MACH_O),
    (b"\xfe\xed\xfa\xcf", Format.MACH_O),
    (b"\xce\xfa\xed\xfe", Format.MACH_O),
    (b"\xcf\xfa\xed\xfe", Format.MACH_O),
    (b"\xca\xfe\xba\xbf", Format.MACH_O),
    (b"\xbf\xba\xfe\xca", Format.MACH_O),
    (b"\xbe\xba\xfe\xca", Format.MACH_O),
    (b"!<arch>\n", Format.ARCHIVE),
)
_PACKED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"7z\xbc\xaf\x27\x1c",
    b"\x28\xb5\x2f\xfd",
    b"Rar!\x1a\x07",
)
APPLE_DOUBLE = b"\0\x05\x16\x07"
"""First bytes of what macOS packs beside a file, as `._` and its name, to keep its attributes (RFC 1740): no interpreter gets past them."""
_FEWEST_JAVA_MAJOR = 45
"""Class files carry their major version at byte 6; a fat Mach-O carries its small count of architectures there."""
_BYTECODE_SUFFIXES = (".pyc", ".pyo")

_AUXILIARY_FOLDERS = frozenset(
    (
        *(
            "test",
            "tests",
            "testing",
            "__tests__",
            "__mocks__",
            "spec",
            "specs",
            "e2e",
            "testdata",
            "test-data",
        ),
        *("test_data", "fixture", "fixtures", "__fixtures__", "example", "examples", "sample", "samples"),
        *("demo", "demos", "doc", "docs", "documentation", "bench", "benchmark", "benchmarks", "perf"),
        *("tutorial", "tutorials", ".github", "cypress"),
    )
)
"""Folders whose code nothing shipped is expected to run: tests, their data, examples, documentation, measurements."""
_AUXILIARY_NAMES = re.compile(
    r"(?:.+[._-](?:test|tests|spec|bench|benchmark|stories)\.[mc]?[jt]sx?|test_.+\.py|.+_tests?\.py|"
    r"conftest\.py|noxfile\.py|.+_(?:spec|test)\.rb|test_.+\.rb|(?:spec|test)_helper\.rb|gemfile|guardfile|"
    r"rakefile|.+\.gemspec|(?:gulpfile|gruntfile|jest\.config|karma\.conf|vitest\.config|\.eslintrc)\.[mc]?[jt]s)\Z",
    re.IGNORECASE,
)


def classify(file: File) -> Kind:
    """Say what a file is, by its name and first bytes.

    Interpreters go by the name: bytes that begin as a program's do and as code may (`MZ=0/*`, a template literal) are code where it says so.
    """
    name = posixpath.basename(file.path).lower()
    language = _SUFFIXES.get(posixpath.splitext(name)[1])
    compiled = _compiled(file.data, name)
    if compiled is not None and not (language is not None and may_be_code(file.data, language)):
        return compiled
    if name == "package.json":
        return Code(Language.JSON)
    attributes = name.startswith("._") and file.data.startswith(APPLE_DOUBLE) and language not in _BY_LINES
    if attributes or _TYPES_ONLY.search(name) or name.removesuffix(".in").endswith(_CYTHON):
        return Inert()
    language = (
        language
        or _by_name(posixpath.basename(file.path))
        or language_of_first_line(file.data)
        or _by_words(file.data, name)
    )
    if language is not None:
        return Code(language)
    if file.data.startswith(_PACKED) or file.data[257:262] == b"ustar":
        return Packed()
    return Inert()


def is_auxiliary(path: str) -> bool:
    """Whether a path is one of tests, examples, documentation or measurements, by its folders and its name.

    `_AUXILIARY_FOLDERS` lists the folders; the names are `*.test.js`, `*.spec.ts` and their like, `test_*.py`,
    `*_test.py`, `conftest.py`, `*_spec.rb`, `*_test.rb` and their like, a Gemfile, a Rakefile, a gemspec, and
    configuration of test runners. The path is relative to the package root.
    """
    folder, _, name = path.lower().rpartition("/")
    return not _AUXILIARY_FOLDERS.isdisjoint(folder.split("/")) or _AUXILIARY_NAMES.match(name) is not None


def may_be_code(data: bytes, language: Language) -> bool:
    """Whether an interpreter may read on after the first bytes, which a comment or a literal may follow.

    Shells pass over a line that is nothing to them.
    """
    if language in _BY_LINES:
        return True
    first = data[:_FIRST_BYTES].decode("utf-8", "replace")[:3]
    if first.startswith(_OPENERS):
        return True
    return "\ufffd" not in first and all(sign.isprintable() or sign.isspace() for sign in first)


def _compiled(data: bytes, name: str) -> Compiled | None:
    if name.endswith(_BYTECODE_SUFFIXES) or _is_bytecode(data):
        return Compiled(Format.PYTHON)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return Compiled(kind)
    if data.startswith(b"\xca\xfe\xba\xbe"):
        major = int.from_bytes(data[6:8], "big")
        return Compiled(Format.JAVA if major >= _FEWEST_JAVA_MAJOR else Format.MACH_O)
    if data.startswith(b"MZ") and b"\0" in data[:64]:
        return Compiled(Format.PE)
    return None


def _is_bytecode(data: bytes) -> bool:
    """Byte code of CPython 3.x: a magic number, CR LF, four bytes of flags of which three are zero (PEP 552)."""
    if len(data) < 16 or data[2:4] != b"\r\n" or data[5:8] != b"\0\0\0" or data[4] > 3:
        return False
    return 3000 <= int.from_bytes(data[:2], "little") <= 4500


def _by_name(name: str) -> Language | None:
    if name.lower() == "configure":  # started by `sh ./configure`, whatever its first line says
        return Language.SHELL
    if name.lower().endswith(_TEMPLATES):
        return None
    return Language.RUBY if _RUBY_NAMES.match(name) else None


def language_of_first_line(data: bytes) -> Language | None:
    """The language of the program that a `#!` line names; None where there is no such line, or its program reads another language."""
    match = _SHEBANG.match(data)
    if match is None or _LOCK_OF_BUN.match(data):
        return None
    words = match.group(1).decode("latin-1").split()
    while words and (words[0].startswith("-") or "=" in words[0] or _program(words[0]) in _BEFORE):
        words = words[1:]
    if words[:2] == ["uv", "run"]:
        return Language.PYTHON
    return _INTERPRETERS.get(_program(words[0])) if words else None


def _by_words(data: bytes, name: str) -> Language | None:
    """A script under the name of native code: `require.extensions[".node"] = require.extensions[".js"]` runs it as one."""
    start = data[:_MOST_SEARCHED] if name.endswith(".node") else b""
    is_script = b"\0" not in start and _WORDS_OF_NODE.search(start) is not None
    return Language.JAVASCRIPT if is_script else None


def _program(word: str) -> str:
    """The name of a program without folder, version and suffix: `/usr/bin/python3.11` is `python`."""
    name = posixpath.basename(word.replace("\\", "/"))
    return _VERSION.sub("", name) or name

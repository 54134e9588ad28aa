"""Facts: what a file's code does, read once from its source and kept by the file's digest.

Languages make facts, rules ask them. A fact depends on the file's bytes and language alone, never on its path or
neighbours, so that it can be remembered by digest. `FACTS_REVISION` names the extraction: it is raised whenever
a language may give other facts for the same bytes (tests/analysis/test_facts.py reminds).
"""

from dataclasses import dataclass
from enum import StrEnum

FACTS_REVISION = 29


class Language(StrEnum):
    """What a file is, for the analysis."""

    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    TSX = "tsx"
    PYTHON = "python"
    PTH = "pth"
    RUBY = "ruby"
    SHELL = "shell"
    GYP = "gyp"
    JSON = "json"
    BATCH = "batch"
    POWERSHELL = "powershell"
    VBS = "vbs"


NODE_LANGUAGES = frozenset((Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX))


class Capability(StrEnum):
    """Something a program can do to the machine it runs on."""

    PROCESS = "process"
    """Starts another program."""
    NETWORK = "network"
    """Talks to another machine."""
    FILE_READ = "file-read"
    FILE_WRITE = "file-write"
    """Writes, deletes, renames or changes the mode of files."""
    ENVIRONMENT = "environment"
    """Reads environment variables other than a few harmless ones (NODE_ENV, DEBUG, colours, locale, CI)."""
    CODE = "dynamic-code"
    """Turns data into code: eval, Function, vm, module._compile, exec, compile, marshal, pickle."""
    DECODE = "decode"
    """Turns an encoding back into data: base64, hex, character codes, inflate, XOR loops."""
    DECRYPT = "decrypt"
    """Decrypts with a key."""
    NATIVE = "native-code"
    """Loads native code: .node, ctypes, cffi, process.dlopen, WebAssembly."""
    IDENTITY = "machine-identity"
    """Asks for user, host name, network interfaces, platform details."""
    SECRETS = "secrets"
    """Names places where credentials live (.npmrc, .ssh, keychains, cloud credentials, wallets, token variables)."""
    PERSISTENCE = "persistence"
    """Names places from which programs start by themselves (cron, systemd, launchd, Run keys, shell profiles)."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a capability.

    `api` is the resolved dotted name whatever it was called in the source (`child_process.exec`,
    `subprocess.Popen`, `process.env`). `at_load` tells whether it runs when the file is loaded (module level, or
    a function expression called on the spot) rather than when somebody calls a function. `argument` is the
    first constant argument after folding, at most 200 characters. `depth` counts the string literals it was
    found inside: 0 for the source itself, 1 for code in a literal of the source, and so on. `scope` is the line on
    which the function begins that the use stands in, 0 at the level of the module: what has the same scope runs together. A
    function far to the right on its line has minus its first byte instead, so that those of one minified line are told apart.
    """

    capability: Capability
    api: str
    line: int
    at_load: bool
    argument: str | None = None
    depth: int = 0
    scope: int = 0


@dataclass(frozen=True, slots=True)
class Import:
    """A module that the file asks for, after folding; None when the name is computed at run time."""

    module: str | None
    line: int
    at_load: bool
    dynamic: bool = False
    """Asked for by a call whose argument is not a plain string literal in the source."""
    scope: int = 0
    """As in `Use`, for a call of JavaScript in a function."""


class Taint(StrEnum):
    """Where data that reaches a sink has been."""

    ENVIRONMENT = "environment"
    WHOLE_ENVIRONMENT = "whole-environment"
    """All variables of the environment together; told beside `ENVIRONMENT`."""
    NETWORK = "network"
    FILE = "file"
    LITERAL = "long-literal"
    """A string or array constant of at least 200 characters or 50 numbers."""
    DECODED = "decoded"
    DECRYPTED = "decrypted"
    KEY_FROM_ENVIRONMENT = "key-from-environment"
    """Decrypted with a key that comes from the environment, the command line or the machine's identity."""
    COMPUTED = "computed"
    """Assembled by a function of the file that turns numbers or characters into text."""
    SECRETS = "secrets"
    """Read from a place where credentials live, or from a variable that names one."""
    IDENTITY = "machine-identity"
    """User, host name, network interfaces, platform details."""
    PROCESS = "process-output"
    """Printed by a program that was started."""
    CLIPBOARD = "clipboard"


@dataclass(frozen=True, slots=True)
class Flow:
    """Data that reaches a sink (dynamic code, a started process, a written executable, the network).

    `sink` is the capability of the call it ends in and `api` its resolved name; `taints` is all the data has
    been through (sorted, each once); `origin_line` is where the first of them is in the source. `scope` is as in `Use`;
    `target` is the constant address or command that the sink is given, at most 200 characters. `waits` marks a flow at load
    that may run later or never: in a listener of what the file did not open, or in a lambda of Python.
    """

    sink: Capability
    api: str
    line: int
    origin_line: int
    taints: tuple[Taint, ...]
    at_load: bool
    depth: int = 0
    scope: int = 0
    target: str | None = None
    waits: bool = False


class PayloadKind(StrEnum):
    """What a literal turns out to be once it is decoded."""

    CODE = "code"
    """Source of JavaScript, Python or Ruby."""
    SCRIPT = "script"
    """A shell, PowerShell or batch script or command line."""
    EXECUTABLE = "executable"
    """ELF, PE, Mach-O, WebAssembly."""
    BYTECODE = "bytecode"
    """Marshalled code or a .pyc."""
    ARCHIVE = "archive"
    """Zip, gzip, tar, xz, bzip2, 7z, rar that was still packed after decoding."""
    PICKLE = "pickle"


@dataclass(frozen=True, slots=True)
class Payload:
    """A literal that decodes to something that can run. `size_bytes` is of the decoded form; the rest is as in `Use`."""

    kind: PayloadKind
    line: int
    size_bytes: int
    at_load: bool
    depth: int = 0
    scope: int = 0


@dataclass(frozen=True, slots=True)
class Texture:
    """What a text looks like, by which minified code is told from obfuscated code. Counts, but where said.

    Names are distinct identifiers. See pratique.analysis.languages.texture for how each is counted.
    """

    names: int = 0
    hex_names: int = 0
    """Names such as `_0x3fa2c1`."""
    confusable_names: int = 0
    """Names of at least six characters made of I, l, 1, O, 0 and _ alone, or of a few letters repeated."""
    escapes: int = 0
    r"""Escapes `\x41`, `\u0041`, `\101` of characters that could have been written plainly."""
    longest_literal: int = 0
    """Characters of the longest string literal."""
    encoded_characters: int = 0
    """Characters in runs of at least 200 that look like base64, hex or a list of numbers."""
    longest_blank_run: int = 0
    """Blanks before code on the same line, or of spaces and tabs at the ends of lines in a row."""
    entropy: float = 0.0
    """Bits for a character, over the whole text: 0 to 8."""


@dataclass(frozen=True, slots=True)
class Address:
    """A URL, host or IP address in a literal after folding; `encoded` when the source does not show it plainly."""

    value: str
    line: int
    encoded: bool = False


class HiddenKind(StrEnum):
    """Characters that a reader does not see."""

    BIDI = "bidirectional-control"
    """U+202A to U+202E, U+2066 to U+2069: text is shown in another order than it runs (Trojan Source)."""
    INVISIBLE = "invisible-run"
    """A run of zero-width characters, variation selectors or tag characters long enough to carry data."""
    OFF_SCREEN = "off-screen"
    """Code behind at least 200 blanks on a line that shows other code."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Hidden text in a source file. `count` is the number of hidden characters in the run or line."""

    kind: HiddenKind
    line: int
    count: int
    sample: str
    """The code points as `U+202E` words, at most eight; for OFF_SCREEN the first 80 characters of the code."""


@dataclass(frozen=True, slots=True)
class Command:
    """One program call in a command line or shell script.

    `runs` is the file of the package that it starts (`node scripts/x.js`, `./install.sh`, `python setup.py`),
    relative as written; `inline` is code given on the command line (`node -e`, `python -c`, `sh -c`).
    """

    program: str
    arguments: tuple[str, ...]
    line: int
    runs: str | None = None
    inline: tuple[Language, str] | None = None
    piped_from: str | None = None
    """The program whose output it reads (`curl ... | sh`)."""
    folders: tuple[str, ...] = ()
    """Where it may run, as far as `cd` in a shell's text tells, relative to where that starts. () is there itself,
    or not told: then it is where the `cd` leads that was told before without folders of its own."""


class AskKind(StrEnum):
    """How code has something loaded that it names in no `import` and opens in no call that runs it."""

    MODULE = "module"
    """A module by its name; `*` stands for the last part of a name that is computed."""
    FILE = "file"
    """A file that is run by its path."""
    FOLDER = "folder"
    """A folder of which the modules are found and run."""
    SEARCHED = "searched"
    """A folder into which the program goes: what it then names lies there."""
    RENAMED = "renamed"
    """A file that is copied, moved or linked to another name."""
    SUFFIX = "suffix"
    """A suffix that modules may have from then on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that code has loaded so (Python tells it). Paths are shown as in `Use`, at most 200 characters.

    `becomes` is the new name of what is renamed.
    """

    kind: AskKind
    name: str
    line: int
    at_load: bool
    becomes: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of what the file got from a file that may be its neighbour (Python and JavaScript tell it).

    `target` is the dotted name as the import spells it: `.tser.init`, `pkg.sub.Thief.run`; a method of what a class
    makes is told as one of the class. In JavaScript a `#` stands between the module and the names in it: `./lib/core#init`,
    and `*` for any name. `scope` is as in `Use`. `hands` are the scopes of the functions that the call is given, with what these run in turn.
    """

    target: str
    line: int
    at_load: bool
    scope: int = 0
    hands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, method or class that other files may call (Python and JavaScript tell it).

    `name` is the qualified name. In Python "" is the file started as a program (`if __name__ == "__main__"`); in JavaScript
    `default` is what the module is as a whole, and `*` all that it has. `runs` are the scopes, as in `Use`, of what a call of
    it runs in this file. `passes` is the name, as in `Call`, of what it is in another file, if it is handed on from there.
    """

    name: str
    runs: tuple[int, ...]
    passes: str = ""
    calls_given: bool = False
    """Whether it calls a function that it is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """All facts of one file, in source order, at most a few hundred of each sort (`problem` says what was cut)."""

    language: Language
    imports: tuple[Import, ...] = ()
    uses: tuple[Use, ...] = ()
    flows: tuple[Flow, ...] = ()
    addresses: tuple[Address, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    commands: tuple[Command, ...] = ()
    payloads: tuple[Payload, ...] = ()
    asks: tuple[Ask, ...] = ()
    calls: tuple[Call, ...] = ()
    definitions: tuple[Definition, ...] = ()
    called: tuple[int, ...] = ()
    """The scopes of JavaScript that run at load only since other files call them then; known once files are joined."""
    written: tuple[Use, ...] = ()
    """Each path to which a call of Node may write: where an expression chooses between several, there is one for each."""
    texture: Texture = Texture()
    lines: int = 0
    longest_line: int = 0
    problem: str | None = None
    """Why facts may be missing: too large, not text, does not parse (share of the file in error), too deep,
    cut. None: the whole file was read."""


def problem_only(language: Language, why: str) -> FileFacts:
    """Facts of a file that could not be read at all."""
    return FileFacts(language=language, problem=why)

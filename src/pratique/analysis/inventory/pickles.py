"""Pickles, read opcode by opcode: what loading one would import and call. Nothing is ever loaded.

Opcodes and protocols: Python's own `pickletools`.
"""

import io
import pickletools
import re

from pratique.analysis.inventory.inventory import Pickle
from pratique.core.tree import File

SUFFIXES = (
    *(".pkl", ".pickle", ".pck", ".pcl", ".p", ".dill", ".joblib", ".cloudpickle"),
    *(".pt", ".pth", ".ckpt", ".npy", ".sav", ".model", ".mdl"),
)
MOST_OPCODES = 100_000
MOST_PICKLE_BYTES = 16 * 1024 * 1024
_MOST_IMPORTS = 200
_MOST_IN_A_ROW = 8
_MOST_STRING = 300

_RUNS_ALL = frozenset(
    (
        *(
            "os",
            "posix",
            "nt",
            "subprocess",
            "pty",
            "runpy",
            "commands",
            "popen2",
            "_posixsubprocess",
            "webbrowser",
        ),
        *("timeit", "code", "codeop", "pdb", "bdb", "profile", "cProfile", "trace", "pip", "distutils.spawn"),
        *(
            "asyncio.subprocess",
            "multiprocessing.process",
            "platform",
            "ctypes",
            "cffi",
            "_ctypes",
            "imp",
            "marshal",
        ),
        *(
            "concurrent.futures.process",
            "shutil",
            "ensurepip",
            "venv",
            "idlelib",
            "torch.hub",
            "torch.utils.cpp_extension",
        ),
    )
)
"""Modules of which any name runs commands or code, or changes files, when a pickle calls it."""
_RUNS = frozenset(
    (
        *("eval", "exec", "execfile", "compile", "__import__", "open", "breakpoint", "input"),
        *("numpy.testing._private.utils.runstring", "numpy.f2py.crackfortran.myeval", "numpy.load"),
        *(
            "types.CodeType",
            "types.FunctionType",
            "torch.load",
            "torch.jit.unsupported_tensor_ops.execWrapper",
        ),
        *("pickle.loads", "pickle.load", "_pickle.loads", "dill.loads", "cloudpickle.loads", "joblib.load"),
        *("yaml.load", "yaml.unsafe_load", "logging.config.listen", "sys.settrace", "jsonpickle.decode"),
    )
)
_HARMLESS_OF_OS = frozenset(
    (*("PathLike", "stat_result", "fspath", "sep", "terminal_size", "getcwd"), "os.stat_result")
)
_BUILTINS = ("builtins.", "__builtin__.", "__builtins__.")
_REACHES_ALL = frozenset(
    (
        *(
            "socket",
            "ssl",
            "urllib",
            "urllib.request",
            "urllib2",
            "http",
            "http.client",
            "requests",
            "httpx",
            "ftplib",
        ),
        *(
            "importlib",
            "pkgutil",
            "pydoc",
            "zipimport",
            "sys",
            "tempfile",
            "pathlib",
            "smtplib",
            "telnetlib",
            "gc",
        ),
        *("inspect", "site", "signal", "threading", "_thread"),
    )
)
_REACHES = frozenset(
    (
        *("getattr", "setattr", "globals", "locals", "vars", "map", "filter", "apply"),
        *(
            "operator.attrgetter",
            "operator.methodcaller",
            "operator.itemgetter",
            "functools.partial",
            "functools.reduce",
        ),
    )
)
_HARMLESS_OF_PATHLIB = ("pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath", "pathlib.Path")
_BINARY = re.compile(rb"\x80[\x02-\x05](?:\x95.{6}\0\0|.)", re.DOTALL)
_TEXT_GLOBAL = re.compile(rb"[(\]})cl]{0,4}c[\w.]{1,60}\r?\n[\w.]{1,60}\r?\n")
_FIRST = b"(c}])KXVNJM\x8c\x8a"
_COMPUTED = "?"

_STRINGS = frozenset(
    (
        *(
            "SHORT_BINUNICODE",
            "BINUNICODE",
            "BINUNICODE8",
            "UNICODE",
            "SHORT_BINSTRING",
            "BINSTRING",
            "STRING",
        ),
        *("SHORT_BINBYTES", "BINBYTES"),
    )
)
_PUTS = frozenset(("PUT", "BINPUT", "LONG_BINPUT"))
_GETS = frozenset(("GET", "BINGET", "LONG_BINGET"))
_SILENT = frozenset(("MEMOIZE", "FRAME", "PROTO", "PUT", "BINPUT", "LONG_BINPUT"))


def starts_like_one(data: bytes) -> bool:
    """Whether bytes begin as a pickle does: a protocol of 2 or more, or an import in the older text form."""
    if _BINARY.match(data) is not None:
        # Three bytes are too few to tell: the end must be a STOP, or the next opcode one that begins pickles.
        return data[2:3] == b"\x95" or (data[2] in _FIRST and data[-64:].rstrip(b"\0\n")[-1:] == b".")
    return _TEXT_GLOBAL.match(data) is not None


def read(file: File, *, member: str = "", data: bytes | None = None) -> Pickle | None:
    """Read the pickle in a file, or in a member of it whose bytes are given; None when it is none."""
    source = file.data if data is None else data
    start = _start(source)
    if start is None:
        return None
    names, whole, opcodes = _imports(source[start : start + MOST_PICKLE_BYTES])
    if opcodes < 2:
        return None
    return Pickle(
        path=file.path,
        member=member,
        imports=tuple(names),
        runs=tuple(name for name in names if runs(name)),
        reaches=tuple(name for name in names if not runs(name) and _does_reach(name)),
        whole=whole and len(source) - start <= MOST_PICKLE_BYTES,
    )


def runs(name: str) -> bool:
    """Whether a dotted name runs commands or code, or changes files, when it is called."""
    module, _, last = name.rpartition(".")
    if name.startswith(_BUILTINS):
        return last in _RUNS
    if last in _HARMLESS_OF_OS:
        return False
    return name in _RUNS or module in _RUNS_ALL or module.partition(".")[0] in ("subprocess", "pip", "runpy")


def _does_reach(name: str) -> bool:
    module, _, last = name.rpartition(".")
    if name.startswith(_BUILTINS):
        return last in _REACHES
    if name == _COMPUTED:  # picklers write the names that they import in full
        return True
    return name not in _HARMLESS_OF_PATHLIB and (name in _REACHES or module in _REACHES_ALL)


def _start(data: bytes) -> int | None:
    """Where the pickle begins: behind the header of a .npy of objects, else at the start; None for other .npy."""
    if not data.startswith(b"\x93NUMPY"):
        return 0
    size_bytes = 2 if data[6:7] == b"\x01" else 4
    size = int.from_bytes(data[8 : 8 + size_bytes], "little")
    header = data[8 + size_bytes : 8 + size_bytes + min(size, 65_536)]
    return 8 + size_bytes + size if b"|O" in header or b"'O'" in header else None


def _imports(data: bytes) -> tuple[list[str], bool, int]:
    """Names that it imports, whether all was read, and how many opcodes were.

    Older files of torch are several pickles in a row: those behind the first are read too.
    """
    found: dict[str, None] = {}
    stream = io.BytesIO(data)
    total, whole = 0, False
    for _ in range(_MOST_IN_A_ROW):
        count, whole = _one(stream, found, MOST_OPCODES - total)
        total += count
        ahead = stream.tell()
        if not whole or total >= MOST_OPCODES or not starts_like_one(data[ahead : ahead + 64] + b"."):
            break
    return list(found), whole, total


def _one(stream: io.BytesIO, found: dict[str, None], most: int) -> tuple[int, bool]:
    """Read one pickle; give the number of its opcodes and whether it ended."""
    strings: list[str] = [_COMPUTED, _COMPUTED]
    memo: dict[int, str] = {}
    count = 0
    try:
        for opcode, argument, _ in pickletools.genops(stream):
            count += 1
            name = opcode.name
            if name in ("GLOBAL", "INST"):
                found[str(argument).replace(" ", ".", 1)[:_MOST_STRING]] = None
            elif name == "STACK_GLOBAL":
                module, last = strings[-2:]
                found[_COMPUTED if _COMPUTED in (module, last) else f"{module}.{last}"] = None
            _remember(name, argument, strings, memo)
            if name == "STOP":
                return count, True
            if count >= most or len(found) >= _MOST_IMPORTS:
                break
    except (ValueError, OverflowError, IndexError, AttributeError):  # cut short, or no pickle at all
        pass
    return count, False


def _remember(name: str, argument: object, strings: list[str], memo: dict[int, str]) -> None:
    """Follow the two topmost texts of the stack, and what is kept of them."""
    if name in _STRINGS:
        strings.append(str(argument)[:_MOST_STRING])
    elif name in _GETS and isinstance(argument, int):
        strings.append(memo.get(argument, _COMPUTED))
    elif name == "MEMOIZE":
        memo[len(memo)] = strings[-1]
    elif name in _PUTS and isinstance(argument, int):
        memo[argument] = strings[-1]
    elif name not in _SILENT:
        strings.append(_COMPUTED)
    if len(strings) > 64:
        del strings[:-2]

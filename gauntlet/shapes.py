"""Shapes that attacks come in, built at run time: an obfuscated file, a bundle of a megabyte, a library for Windows.

Whoever writes an incident gives plain inert JavaScript; what comes back does the same and looks as the record says. All is
deterministic: the same text and seed give the same bytes. No code of an attack is copied; the forms are those of public tools.
"""

import base64
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<template>`(?:\\.|[^`\\])*`)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<regex>(?<=[(,=:\[!&|?])\s*/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])*/[a-z]*)
    |(?P<word>[A-Za-z_$][\w$]*)
    |(?P<space>\s+)
    |(?P<mark>=>|\?\.|\.\.\.|[^\w\s])
    |(?P<number>\d[\w.]*)""",
    re.VERBOSE | re.DOTALL,
)
_DECLARED = (
    re.compile(r"\b(?:(?:const|let|var|function|class)\s|catch\s*\()\s*([A-Za-z_$][\w$]*)"),
    re.compile(r"\b([A-Za-z_$][\w$]*)\s*=>"),
    re.compile(r"\b(?:const|let|var)\s+\[([^\]]*)\]"),
    re.compile(r"\bfunction\b[^(]*\(([^)]*)\)"),
    re.compile(r"\(([^()]*)\)\s*=>"),
)
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_COMMON = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SWAPPED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_KEPT = {"constructor", "async", "await", "of"}

Token = tuple[str, str]
Content = str | bytes | Callable[[], str]
"""Of a file, or what makes it."""


def tokens(source: str) -> list[Token]:
    """JavaScript in pieces, comments left out: kind and text. Good for code of ours, not for all code."""
    return [
        (one.lastgroup or "", one.group()) for one in _TOKEN.finditer(source) if one.lastgroup != "comment"
    ]


def squeezed(source: str) -> str:
    """The same on one line, without blanks that are not needed; statements must end in semicolons."""
    out = ""
    for kind, text in tokens(source):
        if kind == "space":
            out += " " if out and not out.endswith(" ") else ""
            continue
        if out.endswith(" ") and not _joins(out[-2:-1], text[0]):
            out = out[:-1]
        out += text
    return out.strip()


def _joins(before: str, after: str) -> bool:
    """Whether a blank between the two keeps them apart."""
    return (_is_word(before) and _is_word(after)) or (before == after and before in "+-/")


def _is_word(one: str) -> bool:
    return one.isalnum() or one in {"_", "$"}


def obfuscated(
    source: str, *, seed: int = 1, encoded: bool = False, prefix: str = "", more: Iterable[str] = ()
) -> str:
    """The form of the usual obfuscator: one line, an array of all strings that is rotated first, names like `_0x3f2a1b`.

    `source` has no shorthand properties, no default parameters that name others, and templates stay as they are.
    `encoded` packs the strings in base64 with the letters swapped, as that tool does; `prefix` is put before names (`a0`);
    `more` are further strings for the array, of code that never runs.
    """
    pick = random.Random(seed)
    make = _namer(pick, prefix)
    read, table = make(), make()
    strings: list[str] = []
    places: dict[str, int] = {}
    base = pick.randrange(0x80, 0x200)

    def place(text: str) -> str:
        if text not in places:
            places[text] = len(strings)
            strings.append(text)
        return f"{read}({hex(places[text] + base)})"

    keys = [number * pick.randrange(9_000, 99_999) for number in range(1, 8)]
    turner = [(place(f"{key}{''.join(pick.choices(_LETTERS, k=6))}"), key) for key in keys]
    body = _hidden(source, place, make)
    for one in more:
        place(one)
    kept = [_swapped(one) if encoded else one for one in strings]
    turns = pick.randrange(3, len(kept))
    turned = kept[-turns:] + kept[:-turns]
    return _head(read, table, turner, make) + body + _tail(read, table, turned, base, make, encoded=encoded)


def _namer(pick: random.Random, prefix: str) -> Callable[[], str]:
    used: set[str] = set()

    def make() -> str:
        while (name := f"{prefix}_0x{pick.randrange(0x100000, 0xFFFFFF):x}") in used:
            pass
        used.add(name)
        return name

    return make


def minified(source: str) -> str:
    """One line with its own names in one or two letters, as a minifier leaves them; strings and properties stay."""
    letters = (one + two for one in ("", "_", "$") for two in "etrnoiascludfphmgvyb")
    return _hidden(source, None, lambda: next(letters))


def _hidden(source: str, place: Callable[[str], str] | None, make: Callable[[], str]) -> str:
    """The code with its own names replaced, and its strings and properties too where there is a place for them."""
    own = {
        word
        for declared in _DECLARED
        for found in declared.finditer(source)
        for word in _WORD.findall(found[1])
    }
    names = {word: make() for word in sorted(own - _KEPT)}
    pieces = tokens(squeezed(source))
    out: list[str] = []
    for index, (kind, text) in enumerate(pieces):
        before = pieces[index - 1][1] if index else ""
        after = pieces[index + 1][1] if index + 1 < len(pieces) else ""
        key = after == ":" and before in {"{", ","}
        if kind == "word" and (before in {".", "?."} or key):
            if place is None:
                out.append(text)
                continue
            if not key:
                out[-1] = "?." if before == "?." else ""
            out.append(f"'{text}'" if key else f"[{place(text)}]")
        elif kind == "text" and not key and place is not None:
            out.append(place(_plain(text)))
        elif kind == "template":
            out.append(re.sub(r"\$\{([\w$]+)\}", lambda m: "${" + names.get(m[1], m[1]) + "}", text))
        elif kind == "word":
            out.append(names.get(text, text))
        else:
            out.append(hex(int(text)) if text.isdecimal() and place is not None else text)
    return "".join(out)


def _plain(literal: str) -> str:
    return literal[1:-1].replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\")


def _swapped(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=").translate(str.maketrans(_COMMON, _SWAPPED))


def _head(read: str, table: str, turner: list[tuple[str, int]], make: Callable[[], str]) -> str:
    """What turns the array until the numbers in it are where they belong."""
    own, goal, all_, seen, found = make(), make(), make(), make(), make()
    signs = [1 if number % 3 else -1 for number in range(len(turner))]
    sum_ = "+".join(
        f"{'' if sign > 0 else '-'}parseInt({check.replace(read, own, 1)})/{hex(number)}"
        for number, (sign, (check, _)) in enumerate(zip(signs, turner, strict=True), 1)
    )
    wanted = sum(
        sign * key // number for number, (sign, (_, key)) in enumerate(zip(signs, turner, strict=True), 1)
    )
    return (
        f"(function({all_},{goal}){{const {own}={read},{seen}={all_}();while(!![]){{try{{const {found}={sum_};"
        f"if({found}==={goal})break;else {seen}['push']({seen}['shift']());"
        f"}}catch(_){{{seen}['push']({seen}['shift']());}}}}}}({table},{'-' if wanted < 0 else ''}{hex(abs(wanted))}));"
    )


def _tail(
    read: str, table: str, strings: list[str], base: int, make: Callable[[], str], *, encoded: bool
) -> str:
    one, key, all_, text = make(), make(), make(), make()
    quoted = ",".join(
        "'" + s.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'" for s in strings
    )
    decode = ""
    if encoded:
        letters, number, bits, piece = make(), make(), make(), make()
        decode = (
            f"{text}=(function({letters}){{const {key}='{_SWAPPED}';let {bits}='',{all_}='';"
            f"for(let {number}=0x0;{number}<{letters}['length'];{number}++){{"
            f"{bits}+={key}['indexOf']({letters}['charAt']({number}))['toString'](0x2)['padStart'](0x6,'0');}}"
            f"for(let {piece}=0x0;{piece}+0x8<={bits}['length'];{piece}+=0x8){{"
            f"{all_}+='%'+('00'+parseInt({bits}['slice']({piece},{piece}+0x8),0x2)['toString'](0x10))['slice'](-0x2);}}"
            f"return decodeURIComponent({all_});}}({text}));"
        )
    return (
        f";function {table}(){{const {key}=[{quoted}];{table}=function(){{return {key};}};return {table}();}}"
        f"function {read}({one},{key}){{{one}={one}-{hex(base)};const {all_}={table}();let {text}={all_}[{one}];"
        f"{decode}return {text};}}"
    )


_FILL = """
function @a(e,t){const r=e.length;let n=0;for(let o=0;o<r;o++){n=(n*31+e.charCodeAt(o)+#)%4294967296}return t?n.toString(t):n}
class @a{constructor(e={}){this.options=Object.assign({retries:#,timeout:#},e);this.parts=[]}add(e){this.parts.push(e);return this}}
const @a=(e,t=#)=>Array.isArray(e)?e.slice(0,t):Object.keys(e).sort().map(r=>[r,e[r]]);
function @a(e){if(e===null)return e;const t=Array.isArray(e)?[]:{};for(const r of Object.keys(e))t[r]=@a(e[r]);return t}
const @a={code:#,name:'@b',message:e=>`@b: ${e} is not valid`,retryable:e=>e>=#&&e<#};
async function @a(e,t){let r;for(let n=0;n<#;n++){try{return await e(t)}catch(e){r=e}}throw r}
function @a(e){return e.replace(/[A-Z]/g,e=>'-'+e.toLowerCase()).split('-').filter(e=>e.length>#).join('_')}
"""
_SYLLABLES = (
    "get",
    "set",
    "list",
    "item",
    "node",
    "path",
    "type",
    "map",
    "key",
    "val",
    "ref",
    "opt",
    "src",
    "tag",
    "ctx",
    "err",
)


def filling(size: int, *, seed: int = 1) -> Iterable[str]:
    """Ordinary minified modules of a bundle, about `size` characters in all: the body of each, without effects."""
    pick = random.Random(seed)
    done = 0
    while done < size:
        body = ""
        names: list[str] = []
        for number in range(pick.randrange(4, 12)):
            name = "".join(pick.choices(_SYLLABLES, k=2)).title() + str(pick.randrange(100) * 12 + number)
            text = pick.choice(_FILL.strip().splitlines()).replace("@a", name).replace("@b", name.lower())
            body += re.sub("#", lambda _: str(pick.randrange(2, 900)), text)
            body += "" if body.endswith((";", "}")) else ";"
            names.append(name)
        body += ";" + ";".join(f"t.{name}={name}" for name in names)
        done += len(body)
        yield body


def bundle(source: str, *, size: int = 400_000, seed: int = 1, line: int = 0) -> str:
    """A minified bundle of `size` characters as a bundler writes it: modules by number, and `source` as the last, which runs.

    `source` is plain JavaScript that may call `require`; 0 for `line` makes one line of all, else a module a line.
    """
    pick = random.Random(seed)
    end = "\n" if line else ""
    modules = "".join(
        f"{number}:(e,t,r)=>{{{body}}},{end}"
        for number, body in zip(pick.sample(range(10, 99999), 40_000), filling(size, seed=seed), strict=False)
    )
    return (
        f"(()=>{{var __modules={{{modules}7:(__e,__t,__r)=>{{{minified(source)}}}}};var __cache={{}};"
        "function __load(e){var t=__cache[e];if(t!==undefined)return t.exports;"
        "var r=__cache[e]={exports:{}};__modules[e](r,r.exports,__load);return r.exports}__load(7)})();"
    )


def heavy(source: str, *, size: int = 150_000, seed: int = 1, prefix: str = "a0") -> str:
    """The obfuscated form with strings packed, of `source` after `size` characters of ordinary code; about twice as long."""
    blocks = "".join(f"(()=>{{const t={{}};{body}}})();" for body in filling(size, seed=seed))
    return obfuscated(blocks + "\n" + source, seed=seed, encoded=True, prefix=prefix)


class Made(Mapping[str, str | bytes]):
    """Files of which some are made when they are first asked for: a large bundle costs nothing until it is replayed."""

    def __init__(self, files: Mapping[str, Content]) -> None:
        self._files = dict(files)

    def __getitem__(self, name: str) -> str | bytes:
        found = self._files[name]
        if not isinstance(found, str | bytes):
            found = self._files[name] = found()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def charcodes(text: str) -> str:
    """An expression for a text by the numbers of its letters."""
    return f"String.fromCharCode({','.join(str(ord(one)) for one in text)})"


def windows_library(size: int = 4096) -> bytes:
    """A file that looks like a library for Windows of 64 bits: its headers, and markers where there would be code."""
    stub = b"MZ\x90" + bytes(57) + b"\x40\0\0\0"
    header = b"PE\0\0" + b"\x64\x86" + b"\x01\0" + bytes(12) + b"\xf0\0" + b"\x22\x20"
    optional = b"\x0b\x02" + bytes(238)
    return (stub + header + optional + b".text\0\0\0" + b"marker\0" * (size // 7))[:size]

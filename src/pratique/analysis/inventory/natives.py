"""One file of compiled code: its tables, and the names and addresses in the part of it that may hold text."""

import math
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping

from pratique.analysis.inventory import elf, mach_o, notable, pe, wasm
from pratique.analysis.inventory.inventory import Native, Power
from pratique.analysis.inventory.parts import Parts
from pratique.analysis.kinds import Format
from pratique.core.tree import File

MOST_TEXT_BYTES = 2 * 1024 * 1024
"""Bytes of one file that are searched for text, of the sections that hold data, else of its two ends."""
MOST_BYTES = 8 * 1024 * 1024
"""Bytes that are searched over all files of an artifact, the smallest files first."""
_SAMPLE_BYTES = 32 * 1024
_FEWEST_BYTES = 4 * 1024
"""A smaller section says nothing by its entropy."""
_MOST_NAMES = 60
_OVERLAY_BYTES = 512 * 1024

_READERS: Mapping[Format, Callable[[bytes], Parts]] = {
    Format.ELF: elf.read,
    Format.PE: pe.read,
    Format.MACH_O: mach_o.read,
    Format.WASM: wasm.read,
}
_SUFFIXES: Mapping[Format, str] = {
    Format.ELF: r"\.(?:so|node|bin|bare|elf|o|ko|ext|exe|out|run|bundle|appimage|prx|axf|debug|musl|linux|x64|x86_64|glibc)",
    Format.PE: r"\.(?:exe|dll|pyd|node|sys|scr|com|ocx|cpl|efi|winmd|mui|so|ext|bare|tlb|exe_|bin)",
    Format.MACH_O: r"\.(?:dylib|so|node|bundle|o|bin|osx|bare|macos|darwin|dsym|ext)",
    Format.WASM: r"\.wasm",
    Format.JAVA: r"\.class",
    Format.ARCHIVE: r"\.(?:a|lib|deb|rlib|ar)",
}
_VERSIONED = re.compile(r"[\w.+-]*+")
_NUMBER = re.compile(r"\.(?:(?!\d)[\w-])*+\d")
_PACKERS: tuple[tuple[bytes, str], ...] = (
    (b"UPX!", "UPX"),
    (b"MEI\x0c\x0b\x0a\x0b\x0e", "PyInstaller"),
    (b"pyi-runtime-tmpdir", "PyInstaller"),
    (b"NUITKA_ONEFILE", "Nuitka"),
    (b"__nuitka", "Nuitka"),
    (b"PYTHONSCRIPT", "py2exe"),
    (b"cx_Freeze", "cx_Freeze"),
    (b"Obsidium", "Obsidium"),
    (b"__pyarmor__", "PyArmor"),
    (b"pyarmor_runtime", "PyArmor"),
    (b"pkg/prelude/bootstrap", "pkg"),
    (b"AU3!EA06", "AutoIt"),
    (b"Inno Setup Setup Data", "Inno Setup"),
)
_PACKED_SECTIONS: Mapping[str, str] = {
    "UPX0": "UPX",
    "UPX1": "UPX",
    ".MPRESS1": "MPRESS",
    ".MPRESS2": "MPRESS",
    ".themida": "Themida",
    ".winlice": "WinLicense",
    ".vmp0": "VMProtect",
    ".vmp1": "VMProtect",
    ".aspack": "ASPack",
    ".enigma1": "Enigma",
    ".petite": "Petite",
    "pec1": "PECompact",
    ".nsp0": "NsPack",
}
_STOLEN = re.compile(
    r"(?:python3\d*|vcruntime\d+(?:_\d)?|version|winmm|dbghelp|userenv|cryptbase|wtsapi32|msimg32|profapi)\.dll\Z"
)


def read(file: File, form: Format, *, most_bytes: int, side_loaded: bool) -> Native:
    """Look at one file; at most `most_bytes` of it are searched for text."""
    data = file.data
    reader = _READERS.get(form)
    parts = reader(data) if reader is not None else Parts()
    managed = form is Format.PE and pe.is_managed(data[:_OVERLAY_BYTES])
    pieces, whole = _pieces(data, parts, most_bytes, managed=managed)
    names: dict[tuple[Power, str], None] = dict.fromkeys(notable.imported(parts.imports))
    for piece in pieces:
        names.update(dict.fromkeys(notable.held(piece)))
    addresses = notable.addresses(b"\0".join(pieces))
    return Native(
        path=file.path,
        format=form.value,
        architecture=parts.architecture,
        size_bytes=len(data),
        agrees=agrees(file.path, form),
        imports=len(parts.imports),
        names=tuple(names)[:_MOST_NAMES],
        addresses=addresses.told,
        telling=addresses.telling,
        packer=_packer(data, parts, pieces),
        entropy=0.0 if form is Format.WASM else _entropy(data, parts),
        side_loaded=side_loaded,
        whole=whole,
    )


def agrees(path: str, form: Format) -> bool:
    """Whether a name is one that a format has on some system; a name without a suffix agrees with all."""
    suffixes = _SUFFIXES.get(form)
    name = posixpath.basename(path).lower()
    told = [posixpath.splitext(spelt)[1] for spelt in (name, _unnumbered(name))]
    return suffixes is None or any(not suffix or re.fullmatch(suffixes, suffix) for suffix in told)


def _unnumbered(name: str) -> str:
    """Cut the versions behind a suffix off: `libx.so.1.2`, `tool-1.2`. The end is read backwards, so a long name costs no more."""
    versioned = _VERSIONED.match(name[::-1])
    number = _NUMBER.search(name, len(name) - versioned.end() if versioned else len(name))
    return name if number is None else name[: number.start()]


def steals_a_name(path: str) -> bool:
    """Whether a library has the name of one that Windows programs look for beside themselves first."""
    return _STOLEN.fullmatch(posixpath.basename(path).lower()) is not None


def _pieces(data: bytes, parts: Parts, most_bytes: int, *, managed: bool) -> tuple[list[bytes], bool]:
    """Where text may lie, at most `most_bytes` together, and whether that is all of it."""
    ranges = list(parts.texts)
    if managed or not ranges or sum(end - start for start, end in ranges) < len(data) // 50:
        ranges = [(0, len(data))]
    elif parts.end and len(data) - parts.end > 64:
        ranges.append((parts.end, min(len(data), parts.end + _OVERLAY_BYTES)))
    pieces: list[bytes] = []
    left, whole = most_bytes, True
    for start, end in ranges:
        if end - start > left:
            whole = False
            half = left // 2
            pieces += [data[start : start + half], data[end - half : end]] if half else []
            break
        pieces.append(data[start:end])
        left -= end - start
    return pieces, whole


def _packer(data: bytes, parts: Parts, pieces: list[bytes]) -> str:
    by_section = next((_PACKED_SECTIONS[name] for name in parts.sections if name in _PACKED_SECTIONS), "")
    if by_section:
        return by_section
    looked_at = (*pieces, data[:4096], data[-8192:])
    return next((name for mark, name in _PACKERS if any(mark in piece for piece in looked_at)), "")


def _entropy(data: bytes, parts: Parts) -> float:
    samples = [
        data[start : min(end, start + _SAMPLE_BYTES)]
        for start, end in parts.code
        if end - start >= _FEWEST_BYTES
    ]
    return round(max((bits(sample) for sample in samples[:4]), default=0.0), 2)


def bits(sample: bytes) -> float:
    """Entropy of bytes in bits for a byte: 0 to 8."""
    total = len(sample)
    return (
        -sum(count / total * math.log2(count / total) for count in Counter(sample).values()) if total else 0.0
    )

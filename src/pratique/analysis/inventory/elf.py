"""ELF: machine, names it asks others for, sections (System V ABI, chapter 4)."""

import struct

from pratique.analysis.inventory.parts import MOST_IMPORTS, Bytes, Parts

_MACHINES = {
    3: "x86",
    8: "mips",
    20: "ppc",
    21: "ppc64",
    22: "s390x",
    40: "arm",
    62: "x86-64",
    183: "arm64",
    243: "riscv",
    258: "loongarch",
}
_MOST_SECTIONS = 200
_MOST_SYMBOLS = 50_000
_NO_BITS, _STRINGS, _DYNAMIC_SYMBOLS = 8, 3, 11
_EXECUTABLE, _ALLOCATED = 4, 2


def read(data: bytes) -> Parts:
    """Read the headers. Whatever cannot be read is left out."""
    if len(data) < 20:
        return Parts()
    reader = Bytes(data, little=data[5] != 2)
    wide = data[4] == 2
    architecture = _MACHINES.get(reader.number("H", 18), "other")
    try:
        return _sections(reader, architecture, wide=wide)
    except ValueError:
        return Parts(architecture=architecture)


def _sections(reader: Bytes, architecture: str, *, wide: bool) -> Parts:
    at = reader.number("Q" if wide else "I", 40 if wide else 32)
    entry_bytes, count, names_at = reader.numbers("HHH", 58 if wide else 46)
    if not at or entry_bytes < (64 if wide else 40):
        return Parts(architecture=architecture)
    headers = [
        _header(reader, at + entry_bytes * index, wide=wide) for index in range(min(count, _MOST_SECTIONS))
    ]
    strings = headers[names_at][3] if names_at < len(headers) else -1
    texts, code, sections = [], [], []
    imports: tuple[str, ...] = ()
    for name_at, kind, flags, start, size, link in headers:
        found = None if kind == _NO_BITS else reader.inside(start, size)
        if found is None:
            continue
        sections.append(_name(reader, strings, name_at))
        if flags & _EXECUTABLE:
            code.append(found)
        elif flags & _ALLOCATED and kind not in (_STRINGS, _DYNAMIC_SYMBOLS):
            texts.append(found)
        if kind == _DYNAMIC_SYMBOLS and link < len(headers):
            imports = _undefined(reader, found, headers[link][3], wide=wide)
    return Parts(
        architecture=architecture,
        imports=imports,
        texts=tuple(texts),
        code=tuple(code),
        sections=tuple(sections),
        end=max([at + entry_bytes * count, *(end for _, end in (*texts, *code))]),
    )


def _header(reader: Bytes, at: int, *, wide: bool) -> tuple[int, int, int, int, int, int]:
    """Name, kind, flags, start, size and link of a section."""
    if wide:
        name, kind, flags, _, start, size, link = reader.numbers("IIQQQQI", at)
    else:
        name, kind, flags, _, start, size, link = reader.numbers("IIIIIII", at)
    return name, kind, flags, start, size, link


def _undefined(reader: Bytes, symbols: tuple[int, int], strings: int, *, wide: bool) -> tuple[str, ...]:
    """Names of the dynamic symbols that lie in no section: those that others must bring."""
    form = struct.Struct(reader.order + ("IBBHQQ" if wide else "IIIBBH"))
    start, end = symbols
    found: dict[str, None] = {}
    for index in range(min((end - start) // form.size, _MOST_SYMBOLS)):
        entry = form.unpack_from(reader.data, start + index * form.size)
        if entry[3 if wide else 5] == 0 and entry[0]:
            name = _name(reader, strings, entry[0])
            if name:
                found[name] = None
            if len(found) >= MOST_IMPORTS:
                break
    return tuple(found)


def _name(reader: Bytes, strings: int, at: int) -> str:
    try:
        return reader.name(strings + at)
    except ValueError:
        return ""

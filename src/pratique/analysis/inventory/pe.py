"""PE: machine, imported names, sections (Microsoft PE format specification)."""

from pratique.analysis.inventory.parts import MOST_IMPORTS, Bytes, Parts

_MACHINES = {0x14C: "x86", 0x8664: "x86-64", 0x1C0: "arm", 0x1C4: "arm", 0xAA64: "arm64"}
_MOST_SECTIONS = 96
_MOST_LIBRARIES = 100
_MOST_FUNCTIONS = 2_000
_RUNS = 0x20000000
_WIDE = 0x20B

_Section = tuple[str, int, int, int, int, int]
"""Name, virtual address, virtual size, start in the file, size in the file, flags."""


def read(data: bytes) -> Parts:
    """Read the headers. Whatever cannot be read is left out; .NET programs import next to nothing."""
    reader = Bytes(data)
    try:
        at = reader.number("I", 0x3C)
        if data[at : at + 4] != b"PE\0\0":
            return Parts()
        machine, count, _, _, _, optional_bytes, _ = reader.numbers("HHIIIHH", at + 4)
        wide = reader.number("H", at + 24) == _WIDE
        sections = list(_sections(reader, at + 24 + optional_bytes, min(count, _MOST_SECTIONS)))
    except ValueError:
        return Parts()
    texts: list[tuple[int, int]] = []
    code: list[tuple[int, int]] = []
    for _, _, _, start, size, flags in sections:
        found = reader.inside(start, size)
        if found is not None:
            (code if flags & _RUNS else texts).append(found)
    return Parts(
        architecture=_MACHINES.get(machine, "other"),
        imports=_imports(reader, at, sections, wide=wide),
        texts=tuple(texts),
        code=tuple(code),
        sections=tuple(name for name, *_ in sections),
        end=max((end for _, end in (*texts, *code)), default=0),
    )


def is_managed(data: bytes) -> bool:
    """Whether a PE is a .NET assembly, whose names lie as text in its code section."""
    return b"BSJB" in data and b"mscoree.dll" in data


def _sections(reader: Bytes, at: int, count: int) -> list[_Section]:
    found: list[_Section] = []
    for index in range(count):
        here = at + 40 * index
        size, address, raw_size, raw_at = reader.numbers("IIII", here + 8)
        flags = reader.number("I", here + 36)
        name = reader.data[here : here + 8].rstrip(b"\0").decode("latin-1")
        found.append((name, address, size, raw_at, raw_size, flags))
    return found


def _imports(reader: Bytes, at: int, sections: list[_Section], *, wide: bool) -> tuple[str, ...]:
    """Names of the import directory, each once; cut where the tables lie."""
    found: dict[str, None] = {}
    try:
        table = _offset(sections, reader.number("I", at + 24 + (120 if wide else 104)))
        for index in range(_MOST_LIBRARIES):
            names, _, _, library, addresses = reader.numbers("IIIII", table + 20 * index)
            if not library:
                break
            found[reader.name(_offset(sections, library)).lower()] = None
            _functions(reader, sections, _offset(sections, names or addresses), found, wide=wide)
            if len(found) >= MOST_IMPORTS:
                break
    except ValueError:
        pass
    return tuple(found)


def _functions(
    reader: Bytes, sections: list[_Section], at: int, found: dict[str, None], *, wide: bool
) -> None:
    size, by_number = (8, 1 << 63) if wide else (4, 1 << 31)
    for _ in range(_MOST_FUNCTIONS):
        value = reader.number("Q" if wide else "I", at)
        if not value or len(found) >= MOST_IMPORTS:
            return
        if not value & by_number:
            found[reader.name(_offset(sections, value) + 2)] = None
        at += size


def _offset(sections: list[_Section], address: int) -> int:
    for _, start, size, raw_at, raw_size, _ in sections:
        if start <= address < start + max(size, raw_size):
            return address - start + raw_at
    raise ValueError("in no section")

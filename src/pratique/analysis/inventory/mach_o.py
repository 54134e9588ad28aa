"""Mach-O: machine, undefined symbols, sections (mach-o/loader.h and fat.h)."""

from pratique.analysis.inventory.parts import MOST_IMPORTS, Bytes, Parts

_MACHINES = {7: "x86", 0x01000007: "x86-64", 12: "arm", 0x0100000C: "arm64"}
_MOST_COMMANDS = 2_000
_MOST_SLICES = 8
_SYMTAB, _DYNAMIC_SYMTAB, _SEGMENT, _SEGMENT_64 = 0x2, 0xB, 0x1, 0x19
_MOST_SYMBOLS = 20_000


def read(data: bytes) -> Parts:
    """Read the headers, of a fat file those of its first slice that can be read; all machines are named."""
    if data[:4] in (b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"):
        return _fat(data)
    try:
        return _thin(data, 0)
    except ValueError:
        return Parts()


def _fat(data: bytes) -> Parts:
    reader = Bytes(data, little=False)
    wide = data[3] == 0xBF
    machines: list[str] = []
    first: Parts | None = None
    try:
        for index in range(min(reader.number("I", 4), _MOST_SLICES)):
            at = 8 + index * (32 if wide else 20)
            machine = reader.number("I", at)
            start = reader.number("Q" if wide else "I", at + 8)
            machines.append(_MACHINES.get(machine, "other"))
            first = first or _thin(data, start)
    except ValueError:
        pass
    parts = first or Parts()
    return Parts(
        architecture=" ".join(machines) or parts.architecture,
        imports=parts.imports,
        texts=parts.texts,
        code=parts.code,
        sections=parts.sections,
    )


def _thin(data: bytes, start: int) -> Parts:
    magic = data[start : start + 4]
    little = magic in (b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
    wide = magic in (b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf")
    reader = Bytes(data, little=little)
    machine, _, _, count = reader.numbers("IIII", start + 4)
    at = start + (32 if wide else 28)
    table: tuple[int, ...] = ()
    undefined = (0, _MOST_SYMBOLS)
    texts, code, sections = [], [], []
    for _ in range(min(count, _MOST_COMMANDS)):
        command, size = reader.numbers("II", at)
        if size < 8:
            break
        if command == _SYMTAB:
            table = reader.numbers("III", at + 8)
        elif command == _DYNAMIC_SYMTAB:
            undefined = reader.number("I", at + 24), reader.number("I", at + 28)
        elif command in (_SEGMENT, _SEGMENT_64):
            name = data[at + 8 : at + 24].rstrip(b"\0").decode("latin-1")
            offset, length = reader.numbers("QQ" if wide else "II", at + (40 if wide else 32))
            sections.append(name)
            found = reader.inside(start + offset, length)
            if found is not None and name not in ("__LINKEDIT", "__PAGEZERO"):
                # Literals lie in __TEXT beside the code.
                texts.append(found)
                if name == "__TEXT":
                    code.append(found)
        at += size
    return Parts(
        architecture=_MACHINES.get(machine, "other"),
        imports=_undefined(reader, start, table, undefined, wide=wide) if table else (),
        texts=tuple(texts),
        code=tuple(code),
        sections=tuple(sections),
    )


def _undefined(
    reader: Bytes, start: int, table: tuple[int, ...], undefined: tuple[int, int], *, wide: bool
) -> tuple[str, ...]:
    symbols, count, strings = table
    first, most = undefined
    size = 16 if wide else 12
    found: dict[str, None] = {}
    try:
        for index in range(first, min(count, first + min(most, _MOST_SYMBOLS))):
            name, kind = reader.numbers("IB", start + symbols + size * index)
            # Undefined and external, and no debugging entry.
            if kind & 0xEE == 0 and kind & 1:
                found[reader.name(start + strings + name).removeprefix("_")] = None
                if len(found) >= MOST_IMPORTS:
                    break
    except ValueError:
        pass
    return tuple(found)

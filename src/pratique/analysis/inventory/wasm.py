"""WebAssembly: imports, exports and data, by its sections (WebAssembly core specification, binary format)."""

from pratique.analysis.inventory.parts import MOST_IMPORTS, MOST_NAME, Parts

_MOST_SECTIONS = 1_000
_CUSTOM, _IMPORT, _EXPORT, _CODE, _DATA = 0, 2, 7, 10, 11


def read(data: bytes) -> Parts:
    """Read the sections. Imports are `module.name`, exports stand in `sections` as `export:name`."""
    imports: list[str] = []
    exports: list[str] = []
    texts, code = [], []
    at = 8
    try:
        for _ in range(_MOST_SECTIONS):
            if at >= len(data):
                break
            kind = data[at]
            size, start = _number(data, at + 1)
            end = min(start + size, len(data))
            if kind == _IMPORT:
                imports = _imports(data, start, end)
            elif kind == _EXPORT:
                exports = _exports(data, start, end)
            elif kind == _DATA:
                texts.append((start, end))
            elif kind == _CODE:
                code.append((start, end))
            at = start + size
    except ValueError:
        pass
    return Parts(
        architecture="wasm",
        imports=tuple(imports),
        texts=tuple(texts),
        code=tuple(code),
        sections=tuple(f"export:{name}" for name in exports),
    )


def _imports(data: bytes, at: int, end: int) -> list[str]:
    count, at = _number(data, at)
    found: list[str] = []
    while len(found) < min(count, MOST_IMPORTS) and at < end:
        module, at = _name(data, at, end)
        name, at = _name(data, at, end)
        found.append(f"{module}.{name}")
        at = _after_type(data, at, end)
    return found


def _after_type(data: bytes, at: int, end: int) -> int:
    """Skip what an import is: a function, table, memory, global or tag."""
    if at >= end:
        raise ValueError("after the end")
    kind = data[at]
    at += 1
    if kind == 0:
        return _number(data, at)[1]
    if kind == 3:
        return at + 2
    if kind == 4:
        return _number(data, at + 1)[1]
    if kind in (1, 2):
        at += kind == 1
        flags, at = _number(data, at)
        _, at = _number(data, at)
        return _number(data, at)[1] if flags & 1 else at
    raise ValueError("no import has this kind")


def _exports(data: bytes, at: int, end: int) -> list[str]:
    count, at = _number(data, at)
    found: list[str] = []
    while len(found) < min(count, MOST_IMPORTS) and at < end:
        name, at = _name(data, at, end)
        found.append(name)
        _, at = _number(data, at + 1)
    return found


def _name(data: bytes, at: int, end: int) -> tuple[str, int]:
    size, at = _number(data, at)
    if at + size > end:
        raise ValueError("after the end")
    return data[at : at + min(size, MOST_NAME)].decode("utf-8", "replace"), at + size


def _number(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number of at most 32 bits, and where it ends."""
    value = 0
    for index in range(5):
        if at + index >= len(data):
            raise ValueError("after the end")
        byte = data[at + index]
        value |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            return value, at + index + 1
    raise ValueError("longer than 32 bits")

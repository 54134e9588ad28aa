"""Compiled files made at run time: headers and tables alone, with no instruction in them."""

import struct
from collections.abc import Sequence


def elf(imports: Sequence[str] = (), data: bytes = b"", code: bytes = b"\0" * 64) -> bytes:
    """A 64-bit little-endian ELF for x86-64 with a table of undefined symbols, `.rodata` and `.text`."""
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in imports)
    symbols = bytes(24)
    at = 1
    for name in imports:
        symbols += struct.pack("<IBBHQQ", at, 0x12, 0, 0, 0, 0)
        at += len(name) + 1
    names = b"\0.dynstr\0.dynsym\0.rodata\0.text\0.shstrtab\0"
    bodies = [b"", strings, symbols, data, code, names]
    header = (
        b"\x7fELF\x02\x01\x01"
        + bytes(9)
        + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 0, 0, 0, 64, 56, 0, 64, 6, 5)
    )
    offsets, body = [], b""
    for piece in bodies:
        offsets.append(len(header) + len(body))
        body += piece
    table_at = len(header) + len(body)
    header = header[:40] + struct.pack("<Q", table_at) + header[48:]
    shapes = [(0, 0, 0, 0), (1, 3, 2, 0), (9, 11, 2, 1), (17, 1, 2, 0), (25, 1, 6, 0), (31, 3, 0, 0)]
    table = b"".join(
        struct.pack("<IIQQQQIIQQ", name, kind, flags, 0, offsets[i], len(bodies[i]), link, 0, 1, 0)
        for i, (name, kind, flags, link) in enumerate(shapes)
    )
    return header + body + table


def pe(
    imports: Sequence[str] = (),
    data: bytes = b"",
    code: bytes = b"\0" * 64,
    *,
    section: str = ".text",
    library: str = "KERNEL32.dll",
) -> bytes:
    """A 64-bit PE with one library in its import table, `.rdata` and a section of code."""
    base = 0x1000
    functions = b"".join(b"\0\0" + name.encode() + b"\0" for name in imports)
    thunks_at = 40
    names_at = thunks_at + 8 * (len(imports) + 1)
    library_at = names_at + len(functions)
    thunks, at = b"", base + names_at
    for name in imports:
        thunks += struct.pack("<Q", at)
        at += len(name) + 3
    table = struct.pack("<IIIII", base + thunks_at, 0, 0, base + library_at, base + thunks_at) + bytes(20)
    rdata = table + thunks + bytes(8) + functions + library.encode() + b"\0" + data
    optional = (
        struct.pack("<H", 0x20B)
        + bytes(110)
        + struct.pack("<II", 0, 0)
        + struct.pack("<II", base, 40)
        + bytes(112)
    )
    coff = struct.pack("<HHIIIHH", 0x8664, 2, 0, 0, 0, len(optional), 0x22)
    start = 0x40 + 4 + len(coff) + len(optional) + 80
    sections = _section(".rdata", base, rdata, start, 0x40000040)
    sections += _section(section, base + 0x100000, code, start + len(rdata), 0x60000020)
    dos = b"MZ" + bytes(58) + struct.pack("<I", 0x40)
    return dos + b"PE\0\0" + coff + optional + sections + rdata + code


def _section(name: str, address: int, body: bytes, at: int, flags: int) -> bytes:
    return name.encode().ljust(8, b"\0") + struct.pack(
        "<IIIIIIHHI", len(body), address, len(body), at, 0, 0, 0, 0, flags
    )


def mach_o(imports: Sequence[str] = (), data: bytes = b"") -> bytes:
    """A 64-bit Mach-O for arm64 with undefined symbols and one segment."""
    strings = b"\0" + b"".join(b"_" + name.encode() + b"\0" for name in imports)
    symbols, at = b"", 1
    for name in imports:
        symbols += struct.pack("<IBBHQ", at, 1, 0, 0, 0)
        at += len(name) + 2
    size = 32 + 72 + 24
    segment = struct.pack("<II16sQQQQIIII", 0x19, 72, b"__TEXT", 0, 0, size, len(data), 5, 5, 0, 0)
    table_at = size + len(data)
    symtab = struct.pack("<IIIIII", 2, 24, table_at, len(imports), table_at + len(symbols), len(strings))
    header = b"\xcf\xfa\xed\xfe" + struct.pack("<IIIIIII", 0x0100000C, 0, 2, 2, 96, 0, 0)
    return header + segment + symtab + data + symbols + strings


def wasm(imports: Sequence[tuple[str, str]] = (), exports: Sequence[str] = (), data: bytes = b"") -> bytes:
    """A WebAssembly module with sections of imports, exports and data."""
    imported = _number(len(imports)) + b"".join(
        _text(module) + _text(name) + b"\0\0" for module, name in imports
    )
    exported = _number(len(exports)) + b"".join(_text(name) + b"\0\0" for name in exports)
    module = b"\0asm\x01\0\0\0"
    for kind, body in ((2, imported), (7, exported), (11, data)):
        module += bytes([kind]) + _number(len(body)) + body
    return module


def _text(text: str) -> bytes:
    return _number(len(text)) + text.encode()


def _number(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])

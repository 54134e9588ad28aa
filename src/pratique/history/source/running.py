"""Decides which shipped files can run, by name, mode and first bytes. The source comparison considers only files that can run."""

from pratique.core.tree import File

_CODE = frozenset(
    {
        *("js", "cjs", "mjs", "jsx", "ts", "tsx", "cts", "mts", "node", "wasm"),
        *("py", "pyw", "pyc", "pyo", "pyd", "pyx", "pth", "so", "dll", "dylib", "exe"),
        *("rb", "rake", "gemspec", "gyp", "gypi", "jar"),
        *("sh", "bash", "zsh", "fish", "ps1", "psm1", "bat", "cmd", "vbs", "pl", "php", "lua"),
    }
)
_NAMES = frozenset({"package.json", "makefile", "rakefile", "gemfile", "cmakelists.txt", "setup.cfg"})
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
_NATIVE = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\0asm")


def runs(file: File) -> bool:
    """Return True if an interpreter, loader, installer or build tool can run the file."""
    name = file.path.rpartition("/")[2].lower()
    if name.endswith(_DECLARATIONS):
        return False
    suffix = name.rpartition(".")[2] if "." in name else ""
    if suffix in _CODE or name in _NAMES:
        return True
    return file.executable or file.data.startswith((b"#!", *_NATIVE))

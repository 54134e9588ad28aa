"""Finds files in `site-packages` that no artifact contains: startup files, and modules that no distribution owns."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pratique.errors import ParseError
from pratique.installed.files import Files, joined
from pratique.installed.inventory import Loose
from pratique.installed.startup import CUSTOMISERS, MOST_BYTES, running_lines, shim_of

_CODE = (".py", ".pyw", ".pyc", ".so", ".pyd", ".dll", ".dylib")


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """Searches `site-packages` for files that no artifact contains. Paths are relative to `site`."""

    files: Files
    site: str
    sizes: Mapping[str, int | None]
    owned: Collection[str]
    """Files that a distribution owns."""
    answered: Collection[str]
    """Files of distributions that can be compared with an artifact."""
    editable: Collection[str]
    """Files of editable installs."""
    strays: Mapping[str, str]
    """Top-level names that no distribution owns, each with one of its code files."""

    def find(self) -> Iterator[Loose]:
        """Yield the files that no artifact contains."""
        looked: set[str] = set()
        for path in sorted(self.sizes):
            if "/" not in path and path.endswith(".pth") and path not in self.answered:
                for loose in self._startup(path):
                    looked.update(loose.looks)
                    yield loose
        taken = {module_of(path) for path in self.owned} - {""}
        for path in sorted(self.strays.values()):
            if joined(self.site, path) in looked or path.endswith(".pth"):
                continue
            if module_of(path) in CUSTOMISERS:
                yield self._loose(
                    path, "Python imports the module at every start, and no artifact contains it", runs=True
                )
            elif module_of(path) in taken:
                yield self._loose(path, "a module that may be loaded in place of an installed one", runs=True)
            else:
                yield self._loose(path, "no installed package owns the module", runs=False)
        for path in sorted(self.owned):
            if path not in self.answered and module_of(path) in CUSTOMISERS:
                yield self._loose(
                    path, "Python imports the module at every start, and no artifact contains it", runs=True
                )

    def _startup(self, path: str) -> Iterator[Loose]:
        try:
            lines = running_lines(self.files.read(joined(self.site, path), MOST_BYTES))
        except ParseError:
            yield self._loose(
                path, "Python reads the file at every start, but it could not be read", runs=True
            )
            return
        editable = path in self.editable
        shims = [shim_of(line, editable=editable) for _, line in lines]
        if any(shim is None for shim in shims):
            yield self._loose(
                path, "Python runs lines of the file at every start, and no artifact contains it", runs=True
            )
        elif looks := [place for shim in shims if shim for place in self._module(shim)]:
            why = "Python runs the file at every start, and no artifact contains it"
            plain = all(place.endswith(".py") and self.sizes[place] is not None for place in looks)
            yield self._loose(path, why, runs=True, looks=tuple(looks) if plain else ())
        elif path not in self.owned:
            yield self._loose(path, "no installed package owns the module", runs=False)

    def _module(self, name: str) -> list[str]:
        start = f"{name}/"
        return [
            path
            for path in self.sizes
            if path.startswith(start) or ("/" not in path and module_of(path) == name)
        ]

    def _loose(self, path: str, why: str, *, runs: bool, looks: tuple[str, ...] = ()) -> Loose:
        return Loose(joined(self.site, path), why, runs, tuple(joined(self.site, look) for look in looks))


def module_of(path: str) -> str:
    """Return the top-level module of a path below site-packages; "" if there is none."""
    name, inside, _ = path.partition("/")
    if inside:
        return "" if "." in name or name == "__pycache__" else name
    return name.partition(".")[0] if name.endswith(_CODE) else ""


def is_code(path: str) -> bool:
    """Return True if an import may load a file with this name."""
    return path.endswith((*_CODE, ".pth"))

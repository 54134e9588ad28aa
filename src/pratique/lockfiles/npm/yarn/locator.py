"""Parses the locators of yarn 2 and later, which are the sources of entries in yarn.lock, such as `left-pad@npm:1.3.0`.

Based on lockfiles written with yarn 2.4 to 4.18. A locator is a name, `@` and a reference. The parameters of a locator
follow after `::`, in the syntax of a URL query. A patch locator contains the locator of the patched package in
percent-encoding. The locator of a nested patch is percent-encoded once more for each level.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join
from urllib.parse import unquote

from pratique.core.lock import SourceKind
from pratique.lockfiles.npm.address import Address, read_address
from pratique.lockfiles.npm.entry import MOST_INTEGRITY_CHARS, is_version
from pratique.lockfiles.npm.spec import split_spec

MOST_PATCHES = 8
"""Maximum depth of nested patches that is analysed."""

MOST_FILES = 100
"""Maximum number of patches of one locator."""

_OWN = {
    "workspace:": SourceKind.WORKSPACE,
    "link:": SourceKind.LINK,
    "portal:": SourceKind.LINK,
    "file:": SourceKind.PATH,
    "exec:": SourceKind.PATH,
}
_PATCH = "patch:"
_NPM = "npm:"
_GIT = ("git+", "git:", "git@", "ssh:", "github:")
_CONDITIONS = ("os", "cpu", "libc")


@dataclass(frozen=True, slots=True)
class Locator:
    """The name and source of a lockfile entry, without parameters."""

    name: str
    reference: str
    parameters: str = ""

    @classmethod
    def read(cls, text: str) -> "Locator":
        """Parse a `resolution`. Raises ValueError if the resolution has no name or no reference."""
        name, rest = split_spec(text)
        reference, _, parameters = rest.partition("::")
        if not reference:
            raise ValueError(f"the resolution has no reference: {text[:120]!r}")
        return cls(name, reference, parameters)

    @property
    def source(self) -> str | None:
        """Return the locator of the patched package, as text; None if the locator is not a patch."""
        if not self.reference.startswith(_PATCH):
            return None
        return unquote(self.reference.removeprefix(_PATCH).partition("#")[0])

    def patches(self) -> Iterator[str]:
        """Yield the patches of `source` that are project files, by path relative to the lockfile's folder.

        Patches that are part of yarn are omitted.
        """
        if self.source is None:
            return
        for told in unquote(self.reference.partition("#")[2]).split("&", MOST_FILES):
            path = told.rpartition("!")[2]
            if path.startswith("~/"):
                yield path.removeprefix("~/")
            elif path and not path.startswith(("builtin<", "~builtin<")):
                yield join(self._asker(), path)

    @property
    def version(self) -> str | None:
        """Return the exact version of a registry release."""
        told = self.reference.removeprefix(_NPM)
        return told if self.reference.startswith(_NPM) and is_version(told) else None

    def address(self, version: str | None) -> Address:
        """Return the kind of source, and the URL if there is one; `version` comes from the lockfile entry.

        Raises ValueError for a registry source without an exact version.
        """
        for protocol, kind in _OWN.items():
            if self.reference.startswith(protocol):
                path, found, selector = self.reference.removeprefix(protocol).partition("#")
                # yarn takes what is behind `#`, and writes the same twice.
                doubt = "the two paths in the resolution differ" if found and path != selector else None
                return Address(source=kind, url=join(self._asker(), path), doubt=doubt)
        if self.reference.startswith(_NPM):
            if self.version is None:
                raise ValueError("the entry has no exact version")
            return read_address(self._archive(), name=self.name, version=self.version)
        url, _, fragment = self.reference.partition("#")
        # Behind `#`, a folder of the repository may stand before the commit.
        is_commit = any(part.startswith("commit=") for part in fragment.split("&", 20))
        if url.startswith(_GIT) or url.endswith(".git") or is_commit:
            return Address(source=SourceKind.GIT, url=self.reference)
        address = read_address(self.reference, name=self.name, version=version)
        if address.source is SourceKind.REGISTRY and not is_version(version or ""):
            raise ValueError("the entry has no exact version")
        return address

    def _asker(self) -> str:
        """Return the project folder that a path is relative to; "" for the root."""
        for parameter in self.parameters.split("&", 20):
            key, _, value = parameter.partition("=")
            if key == "locator":
                folder = unquote(value).rpartition("@workspace:")[2]
                return folder if folder != "." and "@workspace:" in unquote(value) else ""
        return ""

    def _archive(self) -> str | None:
        """Return the archive's URL, which yarn writes only if the URL does not follow the registry's layout."""
        for parameter in self.parameters.split("&", 20):
            key, _, value = parameter.partition("=")
            if key == "__archiveUrl":
                return unquote(value)
        return None


def patches_of(text: str) -> tuple[str, ...]:
    """Return the patches of a locator in the order in which yarn applies them, including those of nested locators.

    Raises ValueError if there are too many patches.
    """
    found: tuple[str, ...] = ()
    for _ in range(MOST_PATCHES):
        locator = Locator.read(text)
        if locator.source is None:
            return found
        found = (*locator.patches(), *found)
        text = locator.source
    raise ValueError("too many patches are nested")


def unpatched(text: str) -> str:
    """Return the locator of the original, unpatched package. Raises ValueError if there are too many patches."""
    for _ in range(MOST_PATCHES):
        source = Locator.read(text).source
        if source is None:
            return text
        text = source
    raise ValueError("too many patches are nested")


def read_conditions(text: str) -> tuple[str, ...]:
    """Return the platforms in `conditions` in npm's form.

    For example, `(!os=win32 | !os=aix) & cpu=x64` becomes `os=!win32,!aix` and `cpu=x64`. Raises ValueError for a syntax that yarn
    does not write.
    """
    if len(text) > MOST_INTEGRITY_CHARS:
        raise ValueError("the platform conditions are too long")
    return tuple(_group(group) for group in text.split(" & "))


def _group(text: str) -> str:
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    names, values = set(), []
    for token in inner.split(" | "):
        name, found, value = token.removeprefix("!").partition("=")
        if not found or name not in _CONDITIONS or not is_version(value):
            raise ValueError(f"the platform conditions cannot be parsed: {text[:80]!r}")
        names.add(name)
        values.append(f"!{value}" if token.startswith("!") else value)
    if len(names) != 1:
        raise ValueError(f"the platform conditions cannot be parsed: {text[:80]!r}")
    return f"{names.pop()}={','.join(values)}"

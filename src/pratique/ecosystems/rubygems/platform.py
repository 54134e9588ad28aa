"""Parses platforms of gems (`Gem::Platform`), and decides which platforms match a machine and which one matches best.

Sources: `rubygems/platform.rb` of RubyGems 3.6.7 and `bundler/gem_helpers.rb` of Bundler 2.6.7.
"""

import re
from dataclasses import dataclass

from pratique.ecosystems.interface import Platform
from pratique.ecosystems.rubygems.address import RUBY

_LENGTH_LIMIT = 255
_RUBY_SCORE = 1_000_000
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_I386 = re.compile(r"i[0-9]86")
_SYSTEMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"aix([0-9]+)?"), "aix"),
    (re.compile(r"cygwin"), "cygwin"),
    (re.compile(r"darwin([0-9]+)?"), "darwin"),
    (re.compile(r"\Amacruby\Z"), "macruby"),
    (re.compile(r"freebsd([0-9]+)?"), "freebsd"),
    (re.compile(r"\A(?:java|jruby)\Z"), "java"),
    (re.compile(r"\Ajava([0-9.]*)"), "java"),
    (re.compile(r"\Adalvik([0-9]+)?\Z"), "dalvik"),
    (re.compile(r"\Adotnet([0-9.]*)"), "dotnet"),
    (re.compile(r"linux-?(\w+)?", re.ASCII), "linux"),
    (re.compile(r"mingw32"), "mingw32"),
    (re.compile(r"mingw-?(\w+)?", re.ASCII), "mingw"),
    (re.compile(r"mswin32(?:_([0-9]+))?"), "mswin32"),
    (re.compile(r"mswin64(?:_([0-9]+))?"), "mswin64"),
    (re.compile(r"netbsdelf"), "netbsdelf"),
    (re.compile(r"openbsd([0-9]+\.[0-9]+)?"), "openbsd"),
    (re.compile(r"solaris([0-9]+\.[0-9]+)?"), "solaris"),
    (re.compile(r"wasi"), "wasi"),
)
_OS = {"linux": "linux", "darwin": "darwin", "win32": "mingw"}
_CPU = {
    ("linux", "x64"): "x86_64",
    ("linux", "arm64"): "aarch64",
    ("darwin", "x64"): "x86_64",
    ("darwin", "arm64"): "arm64",
    ("win32", "x64"): "x64",
    ("win32", "arm64"): "aarch64",
}


@dataclass(frozen=True, slots=True)
class GemPlatform:
    """A gem platform in three parts; None means any value, or that the value is unknown."""

    cpu: str | None
    os: str
    version: str | None

    def fits(self, machine: "GemPlatform") -> bool:
        """Return True if a gem of this platform is accepted on the machine (`Gem::Platform#===`)."""
        universal = "universal" in {self.cpu, machine.cpu}
        if universal and self.os.startswith("mingw") and machine.os.startswith("mingw"):
            return True
        if self.os != machine.os or not self._fits_cpu(machine.cpu):
            return False
        if self.os != "linux":
            return self.version is None or machine.version is None or self.version == machine.version
        own = self.version or ""
        libc = {f"{musl}{own}" for musl in ("musl", "musleabi", "musleabihf")}
        return self.version == machine.version or _libc(self) == _libc(machine) or machine.version in libc

    def score(self, machine: "GemPlatform") -> int:
        """Return the distance of a matching platform from the machine.

        The platform with the smallest distance is the best match (`PlatformMatch.specificity_score`).
        """
        if self == machine:
            return -1
        cpu = 0 if self.cpu == machine.cpu else 1 if self.cpu in {None, "universal"} else 2
        version = 0 if self.version == machine.version else 1 if self.version is None else 2
        return int(self.os != machine.os) + 10 * cpu + 100 * version

    def _fits_cpu(self, cpu: str | None) -> bool:
        if {None, "universal"} & {self.cpu, cpu} or self.cpu == cpu:
            return True
        return self.cpu == "arm" and cpu is not None and cpu.startswith("armv")


def parse_platform(text: str) -> GemPlatform | None:
    """Parse a platform such as `x86_64-linux-musl`; None for `ruby`, which is not specific to a machine.

    An unknown operating system gives the os `unknown`, as in `Gem::Platform.new`, and matches no known machine.
    """
    if text in {"", RUBY} or len(text) > _LENGTH_LIMIT:
        return None if len(text) <= _LENGTH_LIMIT else GemPlatform(None, "unknown", None)
    parts = text.rstrip("-").split("-")
    if len(parts) > 2 and not re.search(r"[0-9]+(?:\.[0-9]+)?\Z", parts[-1]):
        libc = parts.pop()
        parts[-1] = f"{parts[-1]}-{libc}"
    cpu: str | None = parts.pop(0)
    if cpu is not None and _I386.search(cpu):
        cpu = "x86"
    if len(parts) == 2 and _NUMBER.match(parts[1]):
        return GemPlatform(cpu, parts[0], parts[1])
    if not parts:
        parts, cpu = [cpu or ""], None
    return _of_system(cpu, parts[0])


def machine_of(platform: Platform) -> GemPlatform | None:
    """Return the gem platform of a machine, as of a Ruby built for the machine; None for an unspecified machine.

    The version of macOS is unspecified, because gems for any version may be used. Windows means UCRT, the standard since Ruby 3.1.
    """
    if platform.os is None:
        return None
    version = "musl" if platform.libc == "musl" else "ucrt" if platform.os == "win32" else None
    return GemPlatform(_CPU.get((platform.os, platform.cpu or "")), _OS[platform.os], version)


def matches_platform(markers: tuple[str, ...], platform: Platform) -> bool:
    """Return True if a gem with these markers, such as `platform=x86_64-linux`, is installed on the platform.

    A platform without a specified machine matches every gem. The platform `ruby` and unknown kinds of markers always match, because
    every gem that may be installed must be checked.
    """
    machine = machine_of(platform)
    if machine is None:
        return True
    for marker in markers:
        name, _, written = marker.partition("=")
        wanted = parse_platform(written.strip()) if name.strip() == "platform" else None
        if wanted is not None and not wanted.fits(machine):
            return False
    return True


def closeness(written: str, machine: GemPlatform) -> int | None:
    """Return the rank of a gem's platform for a machine (smallest is best); None if the platform does not match.

    The platform `ruby` has the highest rank, so every other match is better.
    """
    platform = parse_platform(written)
    if platform is None:
        return _RUBY_SCORE
    return platform.score(machine) if platform.fits(machine) else None


def _of_system(cpu: str | None, system: str) -> GemPlatform:
    for pattern, os in _SYSTEMS:
        if (match := pattern.search(system)) is not None:
            version = match[1] if pattern.groups else None
            if os == "mswin32" and cpu is None:
                cpu = "x86"
            return GemPlatform(cpu, os, version or None)
    return GemPlatform(cpu, "unknown", None)


def _libc(platform: GemPlatform) -> str | None:
    """Return the version of a Linux platform without the parts `gnu` and `eabi` (`normalized_linux_version`)."""
    if platform.version is None:
        return None
    return re.sub(r"eabi(?:hf)?\Z", "", platform.version.removeprefix("gnu")) or None

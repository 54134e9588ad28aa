"""Reads the words of a client: which packages it installs, from which place, in which project."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pratique.cli.hook.clients import Client, Use

MOST_PACKAGES = 100
_SHOWN = 60
_PATH = re.compile(r"(?:\.{1,2}(?:[/\\]|\Z)|[/~\\]|[A-Za-z]:[\\/]|(?:file|link|portal|workspace):)")
_ARCHIVE = re.compile(r"\.(?:tgz|tar\.gz|tar\.bz2|tar|whl|zip|gem)\Z", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"[a-z+]{2,12}://|git[@+]|(?:github|gitlab|bitbucket|gist|jsr|git|ssh):|[\w.-]+/[\w.-]+(?:#.*)?\Z",
    re.IGNORECASE,
)
_NPM = re.compile(r"(?:[^@]*@)?npm:(.+)\Z")
_NPM_NAME = re.compile(r"(@[^/@\s]+/[^/@\s]+|[^/@\s]+)(?:@(.*))?\Z")
_PYPI_NAME = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)\Z", re.DOTALL)
_BESIDE = frozenset({"--with", "--with-editable", "--preinstall"})
"""Options that name packages beside that of the program."""
_GEM_NAME = re.compile(r"([^:\s]+)(?::(.+))?\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a command line; `known` is False if a variable or a command decides about its text."""

    text: str
    known: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """A package that a command line names."""

    ecosystem: str
    name: str
    version: str = ""
    """The version, tag or range as written, or ""."""
    folder: str = ""
    """The folder in which the client runs, relative to that of the agent, or ""."""
    runs: bool = False
    """Whether a program with this name in the project is run instead, and nothing is installed."""

    @property
    def target(self) -> str:
        """Return the package as a target of `pratique inspect`."""
        if self.ecosystem == "pypi":
            return f"pypi:{self.name}{self.version}"
        return f"{self.ecosystem}:{self.name}{'@' if self.version else ''}{self.version}"


@dataclass(frozen=True, slots=True)
class Install:
    """What a command line installs."""

    packages: tuple[Package, ...] = ()
    projects: tuple[str, ...] = ()
    """Folders whose locked packages are installed."""
    doubts: tuple[str, ...] = ()
    """What could not be read, one sentence each."""

    def __add__(self, other: "Install") -> "Install":
        """Return the installations of two command lines."""
        return Install(
            tuple(dict.fromkeys((*self.packages, *other.packages))),
            tuple(dict.fromkeys((*self.projects, *other.projects))),
            tuple(dict.fromkeys((*self.doubts, *other.doubts))),
        )

    @property
    def nothing(self) -> bool:
        """Return True if nothing is installed, and all was read."""
        return not (self.packages or self.projects or self.doubts)


NOTHING = Install()


@dataclass(slots=True)
class _Sorted:
    """The words of a client, sorted by what they are."""

    plain: list[Said]
    named: list[Said]
    """Packages that options name."""
    lists: list[Said]
    folder: str | None = None
    version: str = ""
    holds: bool = False
    """Whether an option names the package of the program, so that the first word is no package."""
    options: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


_UNNAMED = Install(doubts=("newer releases than the locked ones are installed, which are not named",))


def read_client(client: Client, words: Sequence[Said], folder: str = "") -> Install:
    """Return what a client installs, given the words after its name."""
    use, rest = _command(client, words)
    if use is None or (use not in {Use.RUN, Use.WITH} and any(one.text == "--help" for one in words)):
        return NOTHING
    found = _sorted(client, use, rest)
    if use is Use.RUN and found.options and client.local.issuperset(found.options):
        return NOTHING
    here = folder if found.folder is None else _joined(folder, found.folder)
    doubts = Install(doubts=found.doubts)
    if use is Use.PROJECT or (use is Use.NEWEST and not found.plain):
        return doubts + (Install(projects=(here,)) if use is Use.PROJECT else _UNNAMED)
    named = _packages(use, found)
    if use is Use.CREATE and not named:
        return NOTHING
    total = doubts + Install(
        projects=tuple(_joined(here, _project(one.text)) for one in found.lists if one.known)
    )
    if any(not one.known for one in found.lists):
        total += Install(doubts=("a file name in a variable is not read",))
    if not named and not found.lists:
        return total + (Install(projects=(here,)) if use is not Use.RUN else NOTHING)
    prefers_local = use is Use.RUN and bool(client.local) and not found.named
    for word in named[:MOST_PACKAGES]:
        read = _package(client, word, found.version, here)
        total += replace(read, packages=tuple(replace(one, runs=prefers_local) for one in read.packages))
    return (
        total
        if len(named) <= MOST_PACKAGES
        else total + Install(doubts=("more than 100 packages are named",))
    )


def started(client: Client, words: Sequence[Said]) -> tuple[Said | None, Sequence[Said]]:
    """Return the command line and the program, with its words, that a client starts: `npx -c LINE`, `uv run WORD...`."""
    place = _next_plain(client, words, 0)
    while place is not None and words[place].text == "--":
        place = _next_plain(client, words, place + 1)
    use, rest = _command(client, words)
    runs = use in {Use.RUN, Use.WITH}
    line = None
    for at, one in enumerate(words if runs else ()):
        option, _, value = one.text.partition("=")
        if option in client.calls:
            line = Said(value, one.known) if value else next(iter(words[at + 1 : at + 2]), None)
    if not runs:
        if place is None or not client.starts or words[place].text not in client.starts:
            return line, ()
        rest = list(words[place + 1 :])
    begin = _next_plain(client, rest, 0)
    if begin is not None and rest[begin].text == "--":
        begin += 1
    return line, () if begin is None else rest[begin:]


def _packages(use: Use, found: _Sorted) -> list[Said]:
    if use in {Use.ADD, Use.NEWEST}:
        return [*found.plain, *found.named]
    if use is Use.CREATE:
        return [Said(_creator(one.text), one.known) for one in found.plain[:1]]
    return found.named if use is Use.WITH or found.holds else [*found.named, *found.plain[:1]]


def _creator(word: str) -> str:
    """Return the package of `npm create WORD`: `x` is create-x, `@s` is @s/create, `@s/x` is @s/create-x."""
    if _ELSEWHERE.match(word) and not word.startswith("@"):
        return word
    scope, slash, name = word.partition("/") if word.startswith("@") else ("", "", word)
    if scope and not slash:
        own, at, version = scope[1:].partition("@")
        return f"@{own}/create{at}{version}"
    return f"{scope}{slash}create-{name}"


def _command(client: Client, words: Sequence[Said]) -> tuple[Use | None, list[Said]]:
    """Return what the command of a client does, and the words without the command."""
    rest, skipped = list(words), 0
    if client.ecosystem == "gem" and rest and re.fullmatch(r"_[\w.]+_", rest[0].text):
        del rest[0]  # `bundle _2.5_ install` starts this version of the client.
    while skipped < len(rest):
        place = _next_plain(client, rest, skipped)
        if place is None:
            break
        text = rest[place].text.lower()
        if not rest[place].known:
            return (Use.ADD if client.commands else client.alone), rest
        if client.name == "yarn" and text == "workspace" and place + 1 < len(rest):
            del rest[place : place + 2]
            continue
        if text == "--":
            del rest[place]
            continue
        return _named(client, rest, place)
    about = {"-v", "--version", "-h", "--help", "-V"}
    return (None if any(one.text in about for one in rest) else client.alone), rest


def _named(client: Client, rest: list[Said], place: int) -> tuple[Use | None, list[Said]]:
    text = rest[place].text.lower()
    second = _next_plain(client, rest, place + 1)
    if second is not None:
        pair = (text, rest[second].text.lower())
        if pair in client.commands:
            return client.commands[pair], [*rest[:place], *rest[place + 1 : second], *rest[second + 1 :]]
    use = client.commands.get((text,))
    if use is None and client.prefixes and len(text) > 1:
        use = next(
            (use for words, use in client.commands.items() if len(words) == 1 and words[0].startswith(text)),
            None,
        )
        use = None if len(text) == 2 and client.name == "npm" and text not in {"ad", "ex"} else use
    if use is not None:
        return use, [*rest[:place], *rest[place + 1 :]]
    if client.alone in {Use.RUN, Use.ADD}:
        return client.alone, rest
    return None, rest


def _next_plain(client: Client, words: Sequence[Said], start: int) -> int | None:
    """Return the place of the next word that is neither an option nor the value of an option."""
    takes = (
        client.values | client.registries | client.folders | client.packages | client.lists | client.versions
    )
    place = start
    while place < len(words):
        text = words[place].text
        if text in takes:
            place += 2
        elif text.startswith("-") and text != "--":
            place += 1
        else:
            return place
    return None


def _sorted(client: Client, use: Use, words: Sequence[Said]) -> _Sorted:
    found = _Sorted([], [], [])
    words = list(words)
    while words:
        word = words.pop(0)
        option, equals, value = word.text.partition("=")
        if word.text == "--":
            found.plain += words
            break
        if not word.text.startswith("-") or word.text == "-":
            found.plain.append(word)
            if use in {Use.RUN, Use.WITH, Use.CREATE}:
                break  # What follows is for the program.
            continue
        option, given = _value(client, option, Said(value, word.known) if equals else None, words)
        _option(client, found, option, given)
        if option in client.folders | client.versions and given is not None and not given.known:
            found.doubts = (*found.doubts, "a value in a variable is not read")
    return found


def _value(client: Client, option: str, given: Said | None, words: list[Said]) -> tuple[str, Said | None]:
    """Return an option and its value, which may follow as a word (`-r FILE`) or be joined (`-rFILE`)."""
    takes = (
        client.values | client.registries | client.folders | client.packages | client.lists | client.versions
    )
    if given is not None:
        return option, given
    if option in takes:
        return option, words.pop(0) if words else None
    short = option[:2]
    if option[:1] == "-" and option[:2] != "--" and len(option) > 2:
        if short in takes:
            return short, Said(option[2:])
        if f"-{option[-1]}" in takes and option[1:].isalpha():  # `-Ur FILE`
            return f"-{option[-1]}", words.pop(0) if words else None
    return option, None


def _option(client: Client, found: _Sorted, option: str, given: Said | None) -> None:
    found.options = (*found.options, option)
    shortened = len(option) > 4 and option not in {"--global", "--user", "--config"}
    if (
        option in client.registries
        or option.endswith(":registry")
        or (shortened and any(one.startswith(option) for one in client.registries))
    ):
        found.doubts = (
            *found.doubts,
            f"the option {option} chooses another source of packages than the configuration",
        )
    elif given is None:
        return
    elif option in client.packages:
        found.named += [Said(part, given.known) for part in given.text.split(",") if part]
        found.holds = found.holds or option not in _BESIDE
    elif option in client.lists:
        found.lists.append(given)
    elif option in client.folders:
        found.folder = given.text
    elif option in client.versions:
        found.version = given.text


def _project(text: str) -> str:
    """Return the folder of a list of packages: that of a file, or the folder itself."""
    text = text.partition("[")[0]
    head, _, tail = text.replace("\\", "/").rpartition("/")
    return head or "." if "." in tail.strip(".") else text


def _joined(folder: str, inner: str) -> str:
    if inner.startswith(("/", "~")) or re.match(r"[A-Za-z]:[\\/]", inner):
        return inner
    parts = [part for part in (folder, inner) if part not in {"", "."}]
    return "/".join(part.rstrip("/") for part in parts)


def _package(client: Client, word: Said, version: str, folder: str) -> Install:
    text = word.text.strip()
    if not word.known:
        return Install(doubts=("a package name in a variable or a command is not read",))
    if not text or not text.isprintable() or len(text) > 300:
        return Install(doubts=("a package name is empty, too long or not printable",))
    return next(_readings(client, text, version, folder))


def _readings(client: Client, text: str, version: str, folder: str) -> Iterator[Install]:
    ecosystem = client.ecosystem
    if ecosystem == "npm" and (match := _NPM.match(text)):
        text = match[1]
    elif " @ " in text or (not text.startswith("@") and _ELSEWHERE.match(text) and not _PATH.match(text)):
        yield Install(doubts=(f"{_short(text)} is not from a registry and is not checked",))
    if _PATH.match(text) or _ARCHIVE.search(text):
        if _ARCHIVE.search(text):
            yield Install(
                doubts=(f"the file {_short(text)} is not checked; `pratique inspect FILE` checks it",)
            )
        bare = text.partition("[")[0]
        bare = re.sub(r"\A(?:file|link|portal|workspace):", "", bare)
        yield Install(projects=(_joined(folder, bare),))
    found = _name(ecosystem, text)
    if found is None or set(text) & set("*?{}$`"):
        yield Install(doubts=(f"{_short(text)} is not a package name",))
        return
    wanted = _pypi_version(found[2]) if ecosystem == "pypi" else (found[2] or version)
    yield Install(packages=(Package(ecosystem, found[1], wanted, folder),))


def _name(ecosystem: str, text: str) -> re.Match[str] | None:
    if ecosystem == "npm":
        return _NPM_NAME.match(text)
    return _GEM_NAME.match(text) if ecosystem == "gem" else _PYPI_NAME.match(text)


def _pypi_version(text: str) -> str:
    """Return the version specifiers without markers; `@1.0` of uvx and `@^1` of poetry are a version or nothing."""
    text = "".join(text.partition(";")[0].split())
    if text.startswith("@"):
        return f"=={text[1:]}" if re.fullmatch(r"@\d[\w.!+]*", text) else ""
    return text if text[:1] in set("<>=!~") else ""


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."

"""Reads the words of a client: which packages it installs, from which place, in which project."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pratique.cli.hook.clients import Client, Use
from pratique.cli.hook.options import Option, Said, read_option

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


_UNNAMED = Install(
    doubts=("the command installs the newest releases, whatever is locked, and does not name them",)
)


def read_client(client: Client, words: Sequence[Said], folder: str = "") -> Install:
    """Return what a client installs, given the words after its name."""
    use, rest = _command(client, words)
    if use is None:
        return _unclear(client, words)
    found = _sorted(client, use, rest)
    if _only_looks(client, use, found):
        return NOTHING
    here = folder if found.folder is None else _joined(folder, found.folder)
    doubts = Install(doubts=found.doubts)
    if use is Use.PROJECT:
        return doubts + Install(projects=(here,))
    if use is Use.CLIENT or (use is Use.NEWEST and not found.plain):
        return doubts + _UNNAMED
    return doubts + _of_words(client, use, found, here)


def _only_looks(client: Client, use: Use, found: _Sorted) -> bool:
    """Return True if the command shows its help, runs only what is installed, or has no word to create with."""
    if use is Use.RUN:
        return bool(found.options) and client.local.issuperset(found.options)
    return (use is not Use.WITH and "--help" in found.options) or (use is Use.CREATE and not found.plain)


def _of_words(client: Client, use: Use, found: _Sorted, here: str) -> Install:
    """Return the packages that the words name, and the projects of lists of packages."""
    named = _packages(use, found)
    total = Install(projects=tuple(_joined(here, _project(one.text)) for one in found.lists if one.known))
    if any(not one.known for one in found.lists):
        total += Install(doubts=("the hook cannot read a file name that is in a variable",))
    if not named and not found.lists:
        return total + (Install(projects=(here,)) if use is not Use.RUN else NOTHING)
    prefers_local = use is Use.RUN and bool(client.local) and not found.named
    for word in named[:MOST_PACKAGES]:
        read = _package(client, word, found.version, here)
        total += replace(read, packages=tuple(replace(one, runs=prefers_local) for one in read.packages))
    if len(named) > MOST_PACKAGES:
        total += Install(doubts=("the line names more than 100 packages",))
    return total


def started(client: Client, words: Sequence[Said]) -> tuple[Said | None, Sequence[Said]]:
    """Return the command line and the program, with its words, that a client starts: `npx -c LINE`, `uv run WORD...`."""
    use, rest = _command(client, words)
    if use in {Use.RUN, Use.WITH}:
        line, place = None, 0
        while place < len(rest) and rest[place].text.startswith("-") and rest[place].text != "--":
            option = read_option(client, use, rest, place)
            line = option.value if option.name in client.calls else line
            place += 1 + option.used
        if client.throughout:
            line = _called(client, rest) or line
        return line, rest[place + (rest[place : place + 1] == [Said("--")]) :]
    place_or_none = _next_plain(client, words, 0)
    while place_or_none is not None and words[place_or_none].text == "--":
        place_or_none = _next_plain(client, words, place_or_none + 1)
    if place_or_none is None:
        return None, ()
    command, after = words[place_or_none].text, words[place_or_none + 1 :]
    if command in client.hands and len(after) > 1:
        return None, [Said(client.hands[command]), *after[1:]]
    if command not in client.starts:
        return None, words[place_or_none:] if client.programs and use is None else ()
    begin = _next_plain(client, after, 0)
    if begin is not None and after[begin].text == "--":
        begin += 1
    return None, () if begin is None else after[begin:]


def _called(client: Client, words: Sequence[Said]) -> Said | None:
    place = 0
    while place < len(words) and words[place].text != "--":
        option = (
            read_option(client, Use.RUN, words, place) if words[place].text.startswith("-") else Option("")
        )
        if option.name in client.calls:
            return option.value
        place += 1 + option.used
    return None


def _unclear(client: Client, words: Sequence[Said]) -> Install:
    """Return a doubt if an unknown option before the command may hide a command that installs."""
    place, doubt, seen = 0, NOTHING, 0
    commands = {word for command in client.commands for word in command}
    while place < len(words) and seen < 3:
        text = words[place].text
        if text.startswith("-") and text not in {"-", "--"}:
            option = read_option(client, None, words, place)
            place += option.used
            doubt = doubt if option.known else _unknown(client, option)
        else:
            seen += 1
            if not doubt.nothing and text.lower() in commands:
                return doubt
        place += 1
    return NOTHING


def _unknown(client: Client, option: Option) -> Install:
    doubt = f"the hook does not know whether the option {_short(option.name)} of {client.name} takes a value, so it may misread the line"
    return Install(doubts=(doubt,))


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
        if text == "--":
            del rest[place]
            continue
        return _named(client, rest, place)
    about = {"-v", "--version", "-h", "--help", "-V"}
    return (None if any(one.text in about for one in rest) else client.alone), rest


def _named(client: Client, rest: list[Said], place: int) -> tuple[Use | None, list[Said]]:
    text = rest[place].text.lower()
    if any((text, one.text) in client.commands for one in rest[place + 1 :] if one.text.startswith("--")):
        return Use.NEWEST, [*rest[:place], *rest[place + 1 :]]
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


def _next_plain(client: Client, words: Sequence[Said], start: int, use: Use | None = None) -> int | None:
    """Return the place of the next word that is neither an option nor the value of an option."""
    place = start
    while place < len(words):
        text = words[place].text
        if not text.startswith("-") or text in {"-", "--"}:
            return place
        place += 1 + read_option(client, use, words, place).used
    return None


def _sorted(client: Client, use: Use, words: Sequence[Said]) -> _Sorted:
    found = _Sorted([], [], [])
    place, inside = 0, False
    while place < len(words):
        word = words[place]
        place += 1
        if word.text == "--":
            if not inside and client.name != "gem":  # gem hands the rest to the build of native code.
                found.plain += words[place:]
            break
        if not word.text.startswith("-") or word.text == "-":
            found.plain.append(word)
            if use in {Use.RUN, Use.WITH, Use.CREATE}:
                if not client.throughout:
                    break  # What follows is for the program.
                inside = True
            continue
        option = read_option(client, use, words, place - 1)
        place += option.used
        if not (inside and not option.known):
            _option(client, found, option)
    return found


def _option(client: Client, found: _Sorted, option: Option) -> None:
    found.options = (*found.options, option.name)
    name, given = option.name, option.value
    if name in client.registries or name.endswith(":registry"):
        doubt = f"the option {_short(name)} may choose another source of packages than the configuration"
        found.doubts = (*found.doubts, doubt)
    elif not option.known:
        found.doubts = (*found.doubts, *_unknown(client, option).doubts)
    elif given is None:
        return
    elif name in client.packages:
        found.named += [Said(part, given.known) for part in given.text.split(",") if part]
        found.holds = found.holds or name not in _BESIDE
    elif name in client.lists:
        found.lists.append(given)
    elif name in client.folders:
        found.folder = given.text
    elif name in client.versions:
        found.version = given.text
    if given is not None and not given.known and name in client.folders | client.versions:
        found.doubts = (*found.doubts, "the hook cannot read the value of an option that is in a variable")


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
        return Install(
            doubts=("the hook cannot read a package name that is in a variable or comes from a command",)
        )
    if not text or not text.isprintable() or len(text) > 300:
        return Install(doubts=("a package name is empty, too long or not printable",))
    return next(_readings(client, text, version, folder))


def _readings(client: Client, text: str, version: str, folder: str) -> Iterator[Install]:
    ecosystem = client.ecosystem
    if ecosystem == "npm" and (match := _NPM.match(text)):
        text = match[1]
    elif " @ " in text or (not text.startswith("@") and _ELSEWHERE.match(text) and not _PATH.match(text)):
        yield Install(doubts=(f"{_short(text)} does not come from a registry, so the hook cannot check it",))
    if _PATH.match(text) or _ARCHIVE.search(text):
        if _ARCHIVE.search(text):
            yield Install(
                doubts=(f"the hook does not check the file {_short(text)}; `pratique inspect FILE` does",)
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

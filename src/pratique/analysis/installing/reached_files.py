"""What the facts of the files that an install script reaches say of it."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pratique.analysis.asked_packages import package_of
from pratique.analysis.executed import executed_files
from pratique.analysis.facts import (
    NODE_LANGUAGES,
    Capability,
    Command,
    FileFacts,
    Import,
    Language,
    Taint,
    Use,
)
from pratique.analysis.hosts import host_of
from pratique.analysis.installing.commands import Surroundings, of_command, shown, written
from pratique.analysis.installing.modules import of_module
from pratique.analysis.installing.places import elsewhere, is_inside, of_project
from pratique.analysis.installing.programs import LAST
from pratique.analysis.installing.statement import Statement
from pratique.analysis.installing.unseen_calls import LEAVES, unseen_calls
from pratique.analysis.starting import LOADS, file_commands
from pratique.core.install_script import Effect
from pratique.core.location import Location

_SCRIPTS = frozenset(
    {Language.SHELL, Language.GYP, Language.JSON, Language.BATCH, Language.POWERSHELL, Language.VBS}
)
"""Languages whose uses of processes are all told by their commands."""
_CODE = NODE_LANGUAGES | {Language.PYTHON, Language.RUBY, Language.PTH}
_SENT = {
    Taint.SECRETS: "credentials",
    Taint.WHOLE_ENVIRONMENT: "all environment variables",
    Taint.IDENTITY: "details of the machine",
}
_TWO_PATHS = re.compile(r"(?:rename|copy|cp|link|symlink|move|mv|ln|install)", re.IGNORECASE)
"""Calls with two paths, of which facts tell one."""
_TOLD_WHOLE = re.compile(r"(?:copyFile|rename|unlink)(?:Sync)?")
"""Calls of Node that write only what facts tell: the copy of a file, and both paths of a file that is moved."""
_BESIDE, _MODULES = "__dirname/", "node_modules/"
_RIGHTS = re.compile(r"[fl]?ch(?:mod|own)", re.IGNORECASE)
"""Calls that change who may use a file, and nothing in it."""
_MOVES = re.compile(rb"\bchdir\b(?!\s{0,9}\(\s{0,9}__dirname\s{0,9}\))|\bcwd\s{0,9}[:=,}]")
"""Words by which a program of JavaScript, Python or Ruby runs in another folder, or starts others there."""
_PRINTERS = frozenset(("echo", "printf"))
_HASHES = re.compile(rb"createHash|hashlib\.|Digest::|Get-FileHash|sha(?:256|512)sum|timingSafeEqual")
_LOUD = re.compile(
    rb"\b(?:eval|mainModule|dlopen|createRequire|__proto__|_load|_compile|getBuiltinModule|_linkedBinding"
    rb"|registerHooks|importScripts)\b|\b(?:Function|binding)\s{0,9}\(|\bReflect\.|\bnew\s{1,9}Proxy\b"
    rb"|\b(?:require|Module|module)\s{0,9}\.\s{0,9}_?extensions\b|\b_extensions\b"
    rb"|(?<!\bthis)(?<!\.prototype)\.constructor\b|\.prototype\.constructor\b(?!\s{0,9}=[^=])"
    rb"|(?<!\.prototype)\.constructor\b(?!\s{0,9}\.\s{0,9}(?!constructor|call|apply|bind|prototype)[A-Za-z])"
    rb"|[\"'`]constructor[\"'`]|\b(?:global|globalThis|process|require|module)\s{0,9}\["
)
"""Words of JavaScript by which code can do what no call of it shows."""
_BOUND = re.compile(
    rb"(?:\b([A-Za-z_$][\w$]{0,60})\s{0,9}=\s{0,9}require\s{0,9}\(\s{0,9}|\bimport\s{1,9}(?:\*\s{0,9}as\s{1,9})?"
    rb"([A-Za-z_$][\w$]{0,60})\s{1,9}from\s{0,9})[\"'`](?:node:)?(?:fs|fs/promises|child_process|fs-extra|graceful-fs)[\"'`]"
    rb"(?!\s{0,9}\)\s{0,9}\.)"
)
"""A variable that holds a module which writes files or starts programs."""
_ACTS = rb"(?:write|append|unlink|rm|rename|copy|cp|symlink|link|open|truncate|chmod|chown|exec|spawn|fork)"
_OPENS = re.compile(rb"\bopen(?:Sync)?\s{0,9}[(:]")
_TO_READ = re.compile(
    rb"open(?:Sync)?\s{0,9}\((?:[^()\n]|\([^()\n]{0,200}\)){0,300}?,\s{0,9}[\"'`]rs?[\"'`]\s{0,9}[,)]"
    rb"|open(?:Sync)?\s{0,9}\((?:[^(),\n]|\([^()\n]{0,200}\)){0,300}+\)"
)
"""A file that is opened to be read."""
_FILES = frozenset(("fs", "fs/promises", "fs-extra", "graceful-fs"))
_HANDED = re.compile(
    rb"\b(?:forEach|map|filter|some|every|then|finally|reduce)\s{0,9}\(\s{0,9}"
    rb"(?:[\w$]{1,60}\s{0,9}\.\s{0,9}|require\s{0,9}\([^()\n]{0,40}\)\s{0,9}\.\s{0,9})?"
    + _ACTS
    + rb"\w{0,30}\s{0,9}[,)]"
)
"""A function that acts and that is given to be called."""
_DECLARED = re.compile(rb"\b(?:var|let)\s[\w$,\s]{1,400};")
"""Variables that are declared without a value."""
_MOST_BOUND = 20
_PRINTS = re.compile(
    rb"console\.(?:log|warn|error|info)|process\.std(?:out|err)\.write|\bprint\s{0,3}\(|\b(?:puts|warn|echo)\b"
)
_LONGEST_LINE = 2_000
_HIDING: Mapping[Capability, tuple[Effect, str]] = {
    Capability.SECRETS: (Effect.CREDENTIALS, "reads credentials from"),
    Capability.PERSISTENCE: (Effect.STARTUP, "refers to files that run later, such as"),
    Capability.DECRYPT: (Effect.UNKNOWN, "it decrypts data with"),
    Capability.NATIVE: (Effect.OTHER_CODE, "runs compiled code"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that a script reaches, with its facts."""

    path: str
    facts: FileFacts
    data: bytes = b""
    moved: bool = False
    """Whether the script may run in another folder than that of its package."""
    asked: bool = False
    """Whether other code asks for it, so that its functions run only if they are called."""

    def at(self, line: int | None = None) -> Location:
        """Return a place in the file."""
        return Location(self.path, line)

    @property
    def folder(self) -> str:
        """Return the folder of the file."""
        return posixpath.dirname(self.path)


def of_files(around: Surroundings, files: Iterable[Reading]) -> Iterator[Statement]:
    """Yield what files say that an install script reaches."""
    files = list(files)
    if any(_moves(file) for file in files):
        files = [replace(file, moved=True) for file in files]
        around = replace(around, moved=True)
    found = [statement for file in files for statement in _seen(file, _of_file(around, file))]
    yield from found
    if any(one.effect is Effect.DOWNLOADS for one in found):
        return  # what it does with what it downloads changes nothing
    for file in files:
        for use in file.facts.uses:
            if use.capability is Capability.DECODE:
                yield Statement(Effect.UNKNOWN, f"it decodes data ({shown(use.api)})", file.at(use.line))


def _seen(file: Reading, found: Iterable[Statement]) -> Iterator[Statement]:
    """Yield statements, those of functions that nothing was seen to call as not seen to run."""
    if not file.asked or file.facts.language not in NODE_LANGUAGES:
        yield from found
        return
    facts: list[Use | Import] = [*file.facts.uses, *file.facts.imports]
    idle = {fact.line for fact in facts if not fact.at_load} - {fact.line for fact in facts if fact.at_load}
    yield from (replace(one, seen=one.place.line not in idle) for one in found)


def _moves(file: Reading) -> bool:
    """Return True for code that goes to a folder outside the package, or to one that is not known."""
    if file.facts.language not in _SCRIPTS:
        leaves = file.facts.language in {Language.PYTHON, Language.RUBY} and LEAVES.search(file.data)
        return bool(leaves) or _MOVES.search(file.data) is not None
    left = (command for command in file.facts.commands if command.program in {"cd", "pushd", "chdir"})
    return any(
        not is_inside("", word)
        for command in left
        for word in command.arguments or ("~",)
        if word not in {"", "--"}  # the folder of the script itself is shown as nothing
    )


def prints(files: Iterable[Reading]) -> Location | None:
    """Return the first place where a file prints; None if none does."""
    for file in files:
        found = _PRINTS.search(file.data)
        if found is not None:
            return file.at(file.data.count(b"\n", 0, found.start()) + 1)
    return None


def _of_file(around: Surroundings, file: Reading) -> Iterator[Statement]:
    yield from _unclear(file)
    yield from _network(file)
    yield from _processes(around, file)
    yield from _writes(around, file)
    yield from _data_as_code(around, file)
    for use in file.facts.uses:
        if use.capability in _HIDING and not _is_printed(file, use):
            effect, words = _HIDING[use.capability]
            name = shown(use.api) if use.capability is not Capability.NATIVE else ""
            yield Statement(effect, words, file.at(use.line), name=name)
    for item in file.facts.imports:
        yield from _import(around, file, item)


def _is_printed(file: Reading, use: Use) -> bool:
    """Return True if a script of a shell names a place only in text that it prints."""
    facts = file.facts
    if facts.language is not Language.SHELL:
        return False
    if any(one.capability is Capability.FILE_WRITE and one.line == use.line for one in facts.uses):
        return False
    if any(one.piped_from is not None for one in facts.commands) or b"$(" in file.data or b"`" in file.data:
        return False
    printed = sum(
        word.count(use.api) for one in facts.commands if one.program in _PRINTERS for word in one.arguments
    )
    return 0 < printed == file.data.count(use.api.encode("utf-8", "replace"))


def _unclear(file: Reading) -> Iterator[Statement]:
    facts = file.facts
    if facts.problem is not None:
        why = f"{shown(file.path)} was not read whole ({shown(facts.problem)})"
        yield Statement(Effect.UNKNOWN, why, file.at())
    if facts.language not in _CODE:
        return
    look = facts.texture
    odd = look.hex_names or look.encoded_characters or look.confusable_names > 2 or look.escapes > 20
    if odd or facts.hidden or facts.payloads or facts.longest_line > _LONGEST_LINE:
        yield Statement(Effect.UNKNOWN, f"{shown(file.path)} is minified or obfuscated", file.at())
    if facts.language in NODE_LANGUAGES:
        yield from _not_followed(file)
    for one in unseen_calls(facts.language, file.data):
        if one.words:
            yield Statement(one.effect, one.words, file.at(one.line))
        else:
            yield written(one.effect, "write", ("", ""), file.at(one.line))
    loud = _LOUD.search(file.data) if facts.language in NODE_LANGUAGES else None
    if loud is not None:
        word = loud.group().decode("ascii", "replace").strip()
        line = file.data.count(b"\n", 0, loud.start()) + 1
        yield Statement(Effect.UNKNOWN, f"it uses {word}, which can hide what runs", file.at(line))


def _not_followed(file: Reading) -> Iterator[Statement]:
    """Yield the places where a module that writes files or starts programs is used otherwise than by calls of its members."""
    names = dict.fromkeys(name for found in _BOUND.findall(file.data) for name in found if name)
    data = _DECLARED.sub(lambda found: b"\n" * found.group().count(b"\n"), file.data) if names else b""
    for name in list(names)[:_MOST_BOUND]:
        word = rb"(?<![\w$.\"'`/-])" + re.escape(name)
        handed = re.compile(
            word + rb"\s{0,9}(?:\[(?!\s{0,9}[\"'])|[,)\]}])"
            rb"|(?<!promisify\()(?<!\(0, )" + word + rb"\s{0,9}\.\s{0,9}" + _ACTS + rb"\w{0,30}\s{0,9}[,)\]}]"
        ).search(data)
        if handed is not None:
            line = data.count(b"\n", 0, handed.start()) + 1
            words = f"it uses {shown(name.decode('ascii', 'replace'))} in a way that is not followed"
            yield Statement(Effect.UNKNOWN, words, file.at(line))
    handed = _HANDED.search(file.data)
    if handed is not None:
        line = file.data.count(b"\n", 0, handed.start()) + 1
        yield Statement(Effect.UNKNOWN, "it hands on a function that writes or starts", file.at(line))
    if not any((item.module or "").removeprefix("node:") in _FILES for item in file.facts.imports):
        return
    for opened in _OPENS.finditer(file.data):
        if _TO_READ.match(file.data, opened.start()) is None:
            place = file.at(file.data.count(b"\n", 0, opened.start()) + 1)
            yield written(Effect.WRITES, "write", ("", ""), place)
            return


def _network(file: Reading) -> Iterator[Statement]:
    facts = file.facts
    for flow in facts.flows:
        sent = [words for taint, words in _SENT.items() if taint in flow.taints]
        if flow.sink is Capability.NETWORK and sent:
            yield Statement(Effect.CREDENTIALS, f"sends {sent[0]} over the network", file.at(flow.line))
    uses = [use for use in facts.uses if use.capability is Capability.NETWORK]
    if not uses or facts.language in _SCRIPTS:
        return
    saved = any(use.capability is Capability.FILE_WRITE for use in facts.uses)
    does = "downloads files" if saved else "sends network requests"
    place = file.at(next((use.line for use in uses if use.at_load), uses[0].line))
    hosts, named = _hosts(facts, uses)
    for host in hosts:
        yield Statement(Effect.DOWNLOADS, f"{does} {'from' if saved else 'to'}", place, name=host)
    if named:
        yield Statement(Effect.DOWNLOADS, f"{does} (its code names {named})", place)
    elif not hosts:
        yield Statement(
            Effect.DOWNLOADS,
            does,
            place,
            open="from where it downloads" if saved else "where it sends requests",
        )
    if saved and _HASHES.search(file.data):
        yield Statement(Effect.DOWNLOADS, "computes a hash", place)


def _hosts(facts: FileFacts, uses: Iterable[Use]) -> tuple[list[str], str]:
    """Return the hosts that calls name; else the only host that the file names."""
    named = (
        host_of(use.argument.rpartition(" ")[2]) for use in uses if use.argument and "//" in use.argument
    )
    hosts = sorted({shown(host) for host in named if host and "." in host})
    written = {host for address in facts.addresses if (host := host_of(address.value)) and "." in host}
    only = [shown(host) for host in written if not host.startswith(("example.", "www.example."))]
    return hosts, only[0] if len(only) == 1 and not hosts else ""


def _processes(around: Surroundings, file: Reading) -> Iterator[Statement]:
    facts = file.facts
    lines = {command.line for command in facts.commands}
    tried: dict[Command, list[list[Statement]]] = {}
    for where, command in file_commands(file.folder, facts.commands):
        told = list(
            of_command(around, where, _from_folder(command, file.folder, where), file.at(command.line))
        )
        tried.setdefault(command, []).append(told)
    for ways in tried.values():
        # It runs in one of several folders, and a file that one of them has is read for itself.
        yield from min(ways, key=len)
    if facts.language in _SCRIPTS:
        return
    for use in facts.uses:
        if use.capability is not Capability.PROCESS or use.line in lines:
            continue
        if use.api in LOADS and use.argument and is_inside(file.folder, use.argument):
            continue
        place = file.at(use.line)
        yield Statement(Effect.STARTS, "", place, open="which program it starts")


def _from_folder(command: Command, folder: str, where: str) -> Command:
    """Return a program call whose paths from the folder of its file begin in the folder where it runs."""
    if not any(word.startswith(_BESIDE) for word in command.arguments):
        return command
    words = tuple(
        _BESIDE + posixpath.relpath(posixpath.join(folder, word.removeprefix(_BESIDE)) or ".", where or ".")
        if word.startswith(_BESIDE)
        else word
        for word in command.arguments
    )
    return replace(command, arguments=words)


def _writes(around: Surroundings, file: Reading) -> Iterator[Statement]:
    told = {(use.api, use.line, use.depth) for use in file.facts.written}
    uses = (use for use in file.facts.uses if use.capability is Capability.FILE_WRITE)
    others = (
        use for use in uses if (use.api, use.line, use.depth) not in told and not _is_command(file, use)
    )
    found = [_written(around, file, use) for use in (*file.facts.written, *others)]
    known = {one.place for one in found if one.words}
    for one in found:
        yield replace(one, open="where else it changes files") if one.open and one.place in known else one


def _written(around: Surroundings, file: Reading, use: Use) -> Statement:
    """Return what a call does that writes a file, with where it lies."""
    place = file.at(use.line or None)
    call = use.api.rpartition(".")[2]
    rights = file.facts.language in NODE_LANGUAGES and _RIGHTS.match(call) is not None
    whole = file.facts.language in NODE_LANGUAGES and _TOLD_WHOLE.fullmatch(call) is not None
    folder = file.folder if (use.argument or "").startswith("__dirname") else ""
    if (
        use.argument is not None
        and is_inside(folder, use.argument, moved=file.moved)
        and (whole or _TWO_PATHS.search(call) is None)
    ):
        if rights:
            return Statement(Effect.COPIES, "makes its files executable", place, last=True)
        return written(Effect.COPIES, call, ("of its package", ""), place)
    inside = of_project(folder, use.argument or "", around.manifest.name)
    if inside is not None:
        package = package_of(inside[len(_MODULES) :]) if inside.startswith(_MODULES) else None
        where = ("of the package", package) if package else ("of the project:", inside or "its folder")
        return written(Effect.CHANGES, call, where, place)
    if not whole and _TWO_PATHS.search(call) is not None:
        return written(Effect.WRITES, call, ("", ""), place)
    where = elsewhere(folder, use.argument, around.manifest.name, moved=file.moved)
    return written(Effect.WRITES, call, where, place)


def _is_command(file: Reading, use: Use) -> bool:
    """Return True for the use that stands for a program call, which is told by its command."""
    return any(
        command.line == use.line and command.program.endswith(use.api) for command in file.facts.commands
    )


def _is_call_of(use: Use, module: str) -> bool:
    """Return True for a call by which a module asks the network."""
    return use.capability is Capability.NETWORK and f"{use.api}.".startswith(f"{module}.")


def _data_as_code(around: Surroundings, file: Reading) -> Iterator[Statement]:
    uses = [use for use in file.facts.uses if use.capability is Capability.CODE]
    if not uses:
        return
    own = set(executed_files(around.tree, file.path, file.facts))
    plain = all(set(flow.taints) <= {Taint.FILE} for flow in file.facts.flows if flow.sink is Capability.CODE)
    if own and plain and len({use.line for use in uses}) <= len(own):
        return  # a file of the package, which is read for itself
    yield Statement(Effect.UNKNOWN, f"it runs data as code ({shown(uses[0].api)})", file.at(uses[0].line))


def _import(around: Surroundings, file: Reading, item: Import) -> Iterator[Statement]:
    facts = file.facts
    if facts.language is Language.GYP and (item.module is None or item.module.endswith((".gyp", ".gypi"))):
        return
    if item.module is None:
        words = "it loads a module whose name is computed"
        yield Statement(Effect.UNKNOWN, words, file.at(item.line))
        return
    own = around.manifest.name
    if own and facts.language in NODE_LANGUAGES and package_of(item.module) == own:
        return
    found = of_module(around.tree, file.folder, item.module, facts)
    if found is not None:
        effect, words, name = found
        if effect is Effect.DOWNLOADS and any(_is_call_of(use, item.module) for use in facts.uses):
            return  # the calls have statements of their own
        yield Statement(effect, words, file.at(item.line), name=name, last=words == LAST)

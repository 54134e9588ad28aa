"""PowerShell scripts: statements put together where they are constants, and data followed through variables and files."""

import re
from dataclasses import replace

from pratique.analysis.engine.places import addresses_in, places_in
from pratique.analysis.facts import Capability, FileFacts, Language, Taint, problem_only
from pratique.analysis.languages.shell import programs
from pratique.analysis.languages.shell.commands import steps
from pratique.analysis.languages.shell.following import Following
from pratique.analysis.languages.shell.powershell_folding import decoded_literals, folded
from pratique.analysis.languages.shell.powershell_words import (
    ASSIGNED,
    EVALUATED,
    FILLED,
    QUIET,
    SAVED,
    SENT,
    SIGNS,
    SOURCES,
    STARTED,
    VARIABLE,
    statements,
)

_MOST_TEXT = 1_000_000
_MOST_DEPTH = 3
_FREE = 1_000
_PRIVATE = frozenset(
    {Taint.ENVIRONMENT, Taint.FILE, Taint.SECRETS, Taint.IDENTITY, Taint.PROCESS, Taint.CLIPBOARD}
)
_RUNNABLE = frozenset({Taint.NETWORK, Taint.DECODED, Taint.DECRYPTED, Taint.COMPUTED, Taint.LITERAL})
_CLIENT = re.compile(r"TCPClient\s*+\(\s*+[\"']([\w.-]{1,200})[\"']\s*+,\s*+(\d{1,5})\s*+\)", re.IGNORECASE)
_PROGRAM = re.compile(r"&?\s*+[\"']?([\w.:\\/-]{1,200}?)(?:\.exe)?[\"']?(?:\s|\Z)")


def extract(source: bytes) -> FileFacts:
    """Read a `.ps1` or `.psm1` file. What it does, it does when it is loaded."""
    wide = source.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in source and not wide:
        return problem_only(Language.POWERSHELL, "not text")
    text = source.decode("utf-16" if wide else "utf-8-sig", "replace").replace("\r\n", "\n")
    reading = Following(language=Language.POWERSHELL)
    cut = follow(reading, text)
    for script, line, encoded in reading.scripts[:20]:
        inner = Following(Language.POWERSHELL, reading.depth + encoded, at=line, budget=reading.budget)
        follow(inner, script, line)
        reading.absorb(inner)
    facts = reading.done()
    return replace(facts, problem="cut: too long, or too many statements") if cut else facts


def follow(reading: Following, text: str, line: int | None = None) -> bool:
    """Add what a script does to a reading, on its own lines or all on the one given; tell whether it was cut."""
    script = _Script(reading)
    count = 0
    for count, (number, statement) in enumerate(statements(text[:_MOST_TEXT]), start=1):
        if count > 5_000:
            break
        script.statement(statement, number if line is None else line)
    return len(text) > _MOST_TEXT or count > 5_000


class _Script:
    def __init__(self, reading: Following) -> None:
        self._reading = reading
        self._taints: dict[str, frozenset[Taint]] = {}
        self._values: dict[str, str] = {}
        self._files: dict[str, frozenset[Taint]] = {}

    def statement(self, source: str, line: int) -> None:
        """Look at one statement."""
        reading = self._reading
        shown = folded(source, self._values)
        if len(shown) > len(source) and not reading.affords(len(shown) - len(source) - _FREE):
            shown = source
        reading.text(shown, line, encoded=shown != source)
        names = [name.lower() for name in VARIABLE.findall(shown)][:100]
        taints = frozenset[Taint]().union(*(self._taints.get(name, frozenset()) for name in names))
        taints |= {taint for taint, pattern in SOURCES if pattern.search(shown)}
        if places_in(shown).secrets:
            taints |= {Taint.SECRETS}
        if shown != source and len(shown) > 20 and folded(source, {}) != source:
            taints |= {Taint.COMPUTED}
        for capability, api, pattern in SIGNS:
            if pattern.search(shown):
                reading.add(capability, api, line, shown.strip())
        if QUIET.search(shown):
            reading.add(Capability.PROCESS, "hidden-start", line, shown.strip())
        for host, port in _CLIENT.findall(shown)[:10]:
            reading.note_addresses(f"{host}:{port}", line)
        taints |= self._literals(shown, line)
        self._sinks(shown, line, taints)
        self._program(shown, line)
        self._assign(shown, taints)

    def _literals(self, shown: str, line: int) -> frozenset[Taint]:
        """Encoded literals in the statement: what they hold is told, and read when it is a script."""
        found = frozenset[Taint]()
        for data, kind in decoded_literals(shown):
            found |= {Taint.DECODED}
            self._reading.payload(kind, line, len(data))
            if self._reading.depth < _MOST_DEPTH and self._reading.affords(len(data)):
                inner = Following(
                    self._reading.language, self._reading.depth + 1, at=line, budget=self._reading.budget
                )
                follow(inner, data.decode("utf-8", "replace"), line)
                self._reading.absorb(inner)
        return found

    def _sinks(self, shown: str, line: int, taints: frozenset[Taint]) -> None:
        reading = self._reading
        target = next(iter(addresses_in(shown)), shown.strip())
        if EVALUATED.search(shown):
            reading.flow(Capability.CODE, "powershell.Invoke-Expression", line, taints & _RUNNABLE, target)
        if SENT.search(shown):
            reading.flow(Capability.NETWORK, "powershell.send", line, taints & _PRIVATE, target)
        for match in SAVED.finditer(shown):
            path = next(group for group in match.groups() if group is not None).strip("\"' ()").lower()
            if len(path) > 1 and len(self._files) < 200:
                self._files[path] = (taints & _RUNNABLE) or self._files.get(path, frozenset())
        if STARTED.search(shown):
            lower = shown.lower()
            ran = frozenset[Taint]().union(*(known for path, known in self._files.items() if path in lower))
            reading.flow(Capability.PROCESS, "powershell.Start-Process", line, ran, shown.strip())
        for owner, filled in FILLED.findall(shown):
            self._taints[filled.lower()] = self._taints.get(owner.lower(), frozenset()) | taints

    def _program(self, shown: str, line: int) -> None:
        """A program that is started as on a command line."""
        match = _PROGRAM.match(shown.strip())
        if match is None or shown.lstrip().startswith(("$", "[", "function", "param")):
            return
        name = programs.program_name(match.group(1))
        known = (
            name in programs.INTERPRETERS
            or name in programs.CAPABILITIES
            or name in {"cmd", "powershell", "pwsh"}
        )
        if name.lower() in {
            "iex",
            "invoke-expression",
            "iwr",
            "irm",
            "invoke-webrequest",
            "invoke-restmethod",
        }:
            return
        if (
            known
            or match.group(1).startswith((".\\", "./"))
            or name in {"npm", "pip", "git", "npx", "reg", "schtasks"}
        ):
            found = steps(shown.strip().lstrip("& ").replace("\\", "/"))
            for step in found.found[:50]:
                self._reading.step(replace(step, command=replace(step.command, line=line)))

    def _assign(self, shown: str, taints: frozenset[Taint]) -> None:
        match = ASSIGNED.match(shown)
        if match is None:
            return
        name, sign, value = match.group(1).lower(), match.group(2), match.group(3).strip()
        self._taints[name] = taints | (self._taints.get(name, frozenset()) if sign == "+=" else frozenset())
        constant = re.fullmatch(r"'([^'\n]*)'|\"([^\"\n$`]*)\"", value)
        if constant is not None and sign == "=" and len(self._values) < 2_000:
            self._values[name] = constant.group(1) or constant.group(2) or ""
        else:
            self._values.pop(name, None)

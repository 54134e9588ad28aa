"""Scripts of Windows Script Host in VBScript: literals put together, then what is fetched, saved, run and evaluated."""

import re
from collections.abc import Iterator

from pratique.analysis.facts import Capability, FileFacts, Language, Taint, problem_only
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.shell.batch import cut
from pratique.analysis.languages.shell.carrying import read_carried
from pratique.analysis.languages.shell.commands import simple_steps
from pratique.analysis.languages.shell.following import Following

_MOST_TEXT = 1_000_000
_MOST_LINES = 20_000
_MOST_LINE = 50_000
_MOST_JOINED = 100_000
_CHARACTER = re.compile(r"\bChrW?\s*+\(\s*+(&H[0-9A-F]{1,6}|\d{1,7})\s*+\)", re.IGNORECASE)
_REVERSED = re.compile(r'\bStrReverse\s*+\(\s*+"([^"\n]*)"\s*+\)', re.IGNORECASE)
_REPLACED = re.compile(
    r'\bReplace\s*+\(\s*+"([^"\n]*)"\s*+,\s*+"([^"\n]+)"\s*+,\s*+"([^"\n]*)"\s*+\)', re.IGNORECASE
)
_ROW = re.compile(r'"[^"\n]*"(?:\s*+[&+]\s*+"[^"\n]*")+')
_LITERAL = re.compile(r'"((?:[^"\n]|"")*)"')
_NAME = re.compile(r"\b[A-Za-z_]\w{0,100}\b")
_ASSIGNED = re.compile(r"^[ \t]*+(?:Set\s++|Const\s++)?([A-Za-z_]\w{0,100})\s*+=\s*+(.*)$", re.IGNORECASE)
_REMARK = re.compile(r"^[ \t]*+(?:'|rem\b)", re.IGNORECASE)
_RUN = re.compile(r"\.(?:Run|Exec|ShellExecute)\b\s*+\(?|\bShell\s*+\(", re.IGNORECASE)
_CLASS = re.compile(r"(?:WScript|MSXML2|Microsoft|ADODB|Scripting|Shell|WinHttp)\.[\w.]{1,60}", re.IGNORECASE)
_EVALUATED = re.compile(r"\b(?:Execute|ExecuteGlobal|Eval)\b\s*+[(\w\"]", re.IGNORECASE)
_SAVED = re.compile(
    r"\.(?:SaveToFile|CreateTextFile|OpenTextFile|CopyFile)\b\s*+\(?\s*+([^,\n)]{1,300})", re.IGNORECASE
)
_SENT = re.compile(r"\.(?:Send|send)\b\s*+\(?\s*+(\S[^\n]{0,300})?")

_SIGNS: tuple[tuple[Capability, str, re.Pattern[str]], ...] = tuple(
    (capability, api, re.compile(pattern, re.IGNORECASE))
    for capability, api, pattern in (
        (
            Capability.NETWORK,
            "vbs.XMLHTTP",
            r"\b(?:MSXML2|Microsoft)\.(?:Server)?XMLHTTP\b|\bWinHttp\.WinHttpRequest\b",
        ),
        (Capability.PROCESS, "WScript.Shell.Run", r"\.(?:Run|Exec|ShellExecute)\b\s*+[(\w\"]"),
        (Capability.CODE, "vbs.Execute", r"\b(?:ExecuteGlobal|Execute|Eval)\b\s*+[(\w\"]"),
        (
            Capability.FILE_WRITE,
            "vbs.SaveToFile",
            r"\.(?:SaveToFile|CreateTextFile|CopyFile|DeleteFile|MoveFile)\b",
        ),
        (Capability.PERSISTENCE, "WScript.Shell.RegWrite", r"\.RegWrite\b"),
        (
            Capability.ENVIRONMENT,
            "WScript.Shell.Environment",
            r"\.ExpandEnvironmentStrings\b|\.Environment\s*+\(",
        ),
        (Capability.IDENTITY, "WScript.Network", r"\bWScript\.Network\b|\bwinmgmts:"),
        (Capability.DECODE, "vbs.base64", r"\bbin\.base64\b|\bnodeTypedValue\b"),
    )
)


def extract(source: bytes) -> FileFacts:
    """Read a `.vbs` file. What it does, it does when it is started."""
    wide = source.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in source and not wide:
        return problem_only(Language.VBS, "not text")
    if source.startswith(b"#@~^"):
        return problem_only(Language.VBS, "encoded by the Script Encoder of Windows")
    text = source.decode("utf-16" if wide else "utf-8-sig", "replace").replace("\r\n", "\n")
    reading = Following(language=Language.VBS)
    script = _Script(reading)
    for number, line in _lines(text[:_MOST_TEXT].replace(" _\n", " ")):
        script.line(line, number)
    read_carried(reading)
    facts = reading.done()
    if len(text) > _MOST_TEXT:
        return FileFacts(
            language=Language.VBS,
            uses=facts.uses,
            flows=facts.flows,
            addresses=facts.addresses,
            problem="cut",
        )
    return facts


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n")[:_MOST_LINES], start=1):
        if line.strip() and not _REMARK.match(line):
            yield number, line[:_MOST_LINE]


class _Script:
    """What is known of the variables and files of a script, line by line."""

    def __init__(self, reading: Following) -> None:
        self._reading = reading
        self._taints: dict[str, frozenset[Taint]] = {}
        self._values: dict[str, str] = {}
        self._saved = frozenset[Taint]()
        self._fetches = False

    def line(self, line: str, number: int) -> None:
        """Look at one line."""
        reading = self._reading
        shown = folded(line)
        reading.text(shown, number, encoded=shown != line)
        literals = [match.group(1) for match in _LITERAL.finditer(shown)][:50]
        names = {name.lower() for name in _NAME.findall(_LITERAL.sub('""', shown)[:5_000])}
        taints = frozenset[Taint]().union(*(self._taints.get(name, frozenset()) for name in names))
        found = {capability for capability, _, pattern in _SIGNS if pattern.search(shown)}
        for capability, api, pattern in _SIGNS:
            if pattern.search(shown):
                reading.add(capability, api, number, shown.strip())
        if Capability.NETWORK in found:
            self._fetches = True
        if Capability.DECODE in found:
            taints |= {Taint.DECODED}
        if Capability.IDENTITY in found:
            taints |= {Taint.IDENTITY}
        if self._fetches and re.search(r"\.response(?:Body|Text|Stream)\b", shown, re.IGNORECASE):
            taints |= {Taint.NETWORK}
            self._saved |= {Taint.NETWORK}
        if shown != line:
            taints |= {Taint.COMPUTED}
            self._payloads(literals, number)
        told = [text for text in literals if not _CLASS.fullmatch(text)]
        self._sinks(shown, number, taints, [*told, *self._known(names)])
        self._assign(shown, taints, literals)

    def _known(self, names: set[str]) -> list[str]:
        return [self._values[name] for name in sorted(names) if name in self._values]

    def _payloads(self, literals: list[str], number: int) -> None:
        for text in literals:
            kind = payload_kind(text)
            if kind is not None:
                self._reading.payload(kind, number, len(text))

    def _sinks(self, shown: str, number: int, taints: frozenset[Taint], texts: list[str]) -> None:
        reading = self._reading
        target = next((text for text in texts if text), None)
        if _EVALUATED.search(shown):
            reading.flow(Capability.CODE, "vbs.Execute", number, taints, target)
        if _SAVED.search(shown):
            self._saved |= taints
        if _SENT.search(shown) and self._fetches:
            reading.flow(
                Capability.NETWORK, "vbs.XMLHTTP", number, taints & {Taint.IDENTITY, Taint.FILE}, target
            )
        if not _RUN.search(shown):
            return
        reading.flow(Capability.PROCESS, "WScript.Shell.Run", number, self._saved | taints, target)
        if re.search(r",\s*+0\b", shown):
            reading.add(Capability.PROCESS, "hidden-start", number, shown.strip())
        for text in texts:
            reading.steps(simple_steps(cut(text.replace('""', '"'), number)))

    def _assign(self, shown: str, taints: frozenset[Taint], literals: list[str]) -> None:
        match = _ASSIGNED.match(shown)
        if match is None:
            return
        name = match.group(1).lower()
        self._taints[name] = taints
        value = match.group(2).strip()
        if len(literals) == 1 and value == f'"{literals[0]}"':
            self._values[name] = literals[0]
        else:
            self._values.pop(name, None)


def folded(line: str) -> str:
    """A line with its characters, reversals, replacements and rows of literals put together."""
    shown = _CHARACTER.sub(_character, line)
    shown = _REVERSED.sub(lambda match: f'"{match.group(1)[::-1]}"', shown)
    shown = _ROW.sub(_joined, shown)
    shown = _REPLACED.sub(
        lambda match: f'"{match.group(1).replace(match.group(2), match.group(3))[:_MOST_JOINED]}"', shown
    )
    return _ROW.sub(_joined, shown)


def _character(match: re.Match[str]) -> str:
    digits = match.group(1)
    number = int(digits.lower().replace("&h", "0x"), 0) if "&" in digits else int(digits)
    if number in {10, 13, 34} or number > 0x10FFFF or 0xD800 <= number < 0xE000:
        return '" "'
    return f'"{chr(number)}"'


def _joined(match: re.Match[str]) -> str:
    return '"' + "".join(part.group(1) for part in _LITERAL.finditer(match.group())) + '"'

"""Following data through the steps of a script: what each prints, saves, runs and sends."""

import re
from dataclasses import dataclass, field, replace

from pratique.analysis.engine.places import addresses_in
from pratique.analysis.facts import (
    Capability,
    Command,
    Language,
    PayloadKind,
    Taint,
)
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.shell import constants, effects, powershell, programs
from pratique.analysis.languages.shell.commands import Steps, steps
from pratique.analysis.languages.shell.gathering import Gathering
from pratique.analysis.languages.shell.inputs import Step

_MOST_COMMANDS = 6_000
"""Scripts such as xdg-open have several hundred, those that autoconf writes thousands."""
_MOST_DEPTH = 3
_MOST_SCRIPTS = 50
_LONG = 200
_PRIVATE = frozenset(
    {Taint.ENVIRONMENT, Taint.FILE, Taint.SECRETS, Taint.IDENTITY, Taint.PROCESS, Taint.CLIPBOARD}
)
_EVALUATES = frozenset(("eval", "source", ".", "iex", "Invoke-Expression"))
_FILE_RUNNERS = frozenset((*programs.INTERPRETERS, *programs.OTHER_INTERPRETERS, "source", "."))
"""Programs that run the file that they are given, whatever its name."""
_DEVICE = re.compile(r"/dev/(?:tcp|udp)/([\w.:${}-]{1,100})/([\w${}]{1,40})")
_SILENT = ("/dev/null", "nul")
_NOTHING: frozenset[Taint] = frozenset()


@dataclass(slots=True)
class Following(Gathering):
    """What is known of data at each step: of what the step before printed, of variables and of files."""

    carried: frozenset[Taint] = _NOTHING
    """What the output of the step before has been through."""
    shown: bytes | None = None
    """That output, where it is known."""
    inner: list[tuple[frozenset[Taint], bytes | None]] = field(default_factory=list)
    """The same of each substitution in the step that follows."""
    variables: dict[str, frozenset[Taint]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Variables whose value is known."""
    files: dict[str, frozenset[Taint]] = field(default_factory=dict)

    def steps(self, steps: Steps) -> None:
        """Look at all steps."""
        self.cut = self.cut or steps.cut
        for step in steps.found:
            self.step(step)

    def step(self, step: Step) -> None:
        """Look at one step; those inside an argument come before the step that holds them."""
        if step.assigns is not None:
            self._assign(step)
            return
        command = step.command
        name = programs.program_name(command.program)
        fed = (self.carried if step.piped else _NOTHING) | self._arguments(step)
        if not step.piped:
            self.starts = command.line
        words = [constants.expanded(word, self.names) for word in step.words]
        self._use(step, name)
        known = self._code(step, name, words)
        self._sink(step, name, fed)
        output = self._output(name, command.arguments, fed)
        given = (
            self.shown if step.piped else step.document.encode("utf-8", "replace") if step.document else None
        )
        printed = constants.printed(name, words[1:], given)
        if printed is not None and Taint.DECODED in output:
            self._decoded(printed, command.line)
        if known is not None:
            self._inside(known, command, name)
        self._redirects(step, output)
        self._pass_on(step, output, printed)

    def _assign(self, step: Step) -> None:
        assert step.assigns is not None
        name, word = step.assigns
        taints = [taints for taints, _ in self.inner]
        self.variables[name] = self._known(word.variables) | (
            _NOTHING.union(*taints) if word.inner else _NOTHING
        )
        value = constants.expanded(word, self.names)
        if value is None and word.inner and not word.text and self.inner and self.inner[-1][1] is not None:
            value = self.inner[-1][1].decode("utf-8", "replace")
        if value is not None and len(self.names) < _MOST_COMMANDS:
            self.names[name] = value[:100_000]
        else:
            self.names.pop(name, None)
        self.inner.clear()

    def _pass_on(self, step: Step, output: frozenset[Taint], printed: bytes | None) -> None:
        if not step.given:
            self.inner.clear()
        elif step.piped and self.inner:
            self.inner[-1] = (output, printed)
        else:
            self.inner.append((output, printed))
        self.carried, self.shown = output, printed

    def _known(self, names: tuple[str, ...]) -> frozenset[Taint]:
        return _NOTHING.union(*(self.variables.get(name, _NOTHING) for name in names))

    def _arguments(self, step: Step) -> frozenset[Taint]:
        found = _NOTHING
        for word in step.words:
            found |= self._known(word.variables) | effects.expands(word.variables, word.text)
            if word.inner:
                found = found.union(*(taints for taints, _ in self.inner))
            if len(word.text) >= _LONG and " " not in word.text[:_LONG]:
                found |= {Taint.LITERAL}
        for path in effects.read_files(programs.program_name(step.command.program), step.command.arguments):
            found |= effects.file_taints(path) | self.files.get(_plain(path), _NOTHING)
        return found

    def _use(self, step: Step, name: str) -> None:
        command = step.command
        if name.startswith("$"):
            return
        shown = " ".join((command.program, *command.arguments))[:200]
        capability = effects.capability_of(name, command.arguments)
        if capability is Capability.ENVIRONMENT and step.piped:
            capability = None
        if capability is not None and (capability is not Capability.DECRYPT or name == "openssl"):
            self.add(capability, name, command.line, shown)
        if name not in programs.QUIET and capability is None:
            self.add(Capability.PROCESS, name, command.line, shown)
        if capability is Capability.NETWORK:
            for word in command.arguments[:50]:
                self.note_addresses(word, command.line)
        silent = any(redirect.target.text.lower() in _SILENT for redirect in step.redirects)
        silent = silent or self.language is Language.BATCH
        if step.detached or effects.starts_quietly(command, background=step.background, silent=silent):
            self.add(Capability.PROCESS, "hidden-start", command.line, shown)
        if name.lower() in {"powershell", "pwsh"}:
            self._powershell(command)
        if len(self.commands) < _MOST_COMMANDS:
            self.commands[replace(command, line=self.told_at(command.line))] = None
        else:
            self.cut = True

    def _powershell(self, command: Command) -> None:
        """Keep the script on a command line: its reader takes it when the steps are done."""
        script = powershell.script_of(command.arguments)
        if script is None or command.runs is not None:
            return
        encoded = powershell.is_encoded(command.arguments)
        if encoded:
            self.payload(PayloadKind.SCRIPT, command.line, len(script))
        taints: set[Taint] = {Taint.DECODED} if encoded else set()
        have = {capability for capability, _ in powershell.signs(script)}
        if {Capability.NETWORK, Capability.CODE} <= have:
            taints.add(Taint.NETWORK)
        if {Capability.DECODE, Capability.CODE} <= have:
            taints.add(Taint.DECODED)
        target = next(iter(addresses_in(script)), script)
        self.flow(Capability.CODE, "powershell", command.line, frozenset(taints), target)
        if len(self.scripts) < _MOST_SCRIPTS:
            self.scripts.append((script, self.told_at(command.line), encoded))

    def _code(self, step: Step, name: str, words: list[str | None]) -> bytes | None:
        """The code that the step runs, where it is data that is known by now."""
        if name.startswith("$"):
            text = " ".join(word or "" for word in words) if words and words[0] else ""
            return text.encode("utf-8", "replace") or None
        reads = step.piped and step.command.runs is None and step.command.inline is None
        if name in programs.INTERPRETERS and reads:
            return self.shown
        if name in {*_EVALUATES, *programs.INTERPRETERS} and _substitutes(step):
            return next((shown for _, shown in reversed(self.inner) if shown is not None), None)
        if name == "eval" and any(word.variables for word in step.words):
            return " ".join(word or "" for word in words[1:]).encode("utf-8", "replace")
        if (
            name in programs.INTERPRETERS
            and step.command.inline
            and any(word.variables for word in step.words)
        ):
            last = words[-1] if words else None
            return last.encode("utf-8", "replace") if last else None
        return None

    def _inside(self, code: bytes, command: Command, name: str) -> None:
        """Read code that was put together: of a shell here, of other languages as that of a command."""
        if self.depth >= _MOST_DEPTH or not code.strip() or not self.affords(len(code)):
            return
        text = code.decode("utf-8", "replace")
        language = programs.INTERPRETERS.get(name, Language.SHELL)
        if language is not Language.SHELL:
            self.commands[replace(command, line=self.told_at(command.line), inline=(language, text))] = None
            return
        child = Following(
            self.language,
            self.depth + 1,
            at=self.told_at(command.line),
            names=dict(self.names),
            files=self.files,
        )
        child.steps(steps(text))
        for line in text.split("\n")[:2_000]:
            child.text(line, command.line, encoded=True)
        self.absorb(child)

    def _decoded(self, data: bytes, line: int) -> None:
        """Note what a decoded constant is, and what it names."""
        if not self.affords(len(data)):
            return
        kind = payload_kind(data)
        if kind is not None:
            self.payload(kind, line, len(data))
        if len(data) < 100_000:
            self.text(data.decode("utf-8", "replace"), line, encoded=True)

    def _sink(self, step: Step, name: str, fed: frozenset[Taint]) -> None:
        command, line = step.command, step.command.line
        shown = " ".join((command.program, *command.arguments))[:200]
        ran = self._ran(step, name)
        if ran:
            self.flow(Capability.PROCESS, name, line, ran, shown)
        if name.startswith("$"):
            self.flow(Capability.PROCESS, name, line, fed - {Taint.LITERAL, Taint.IDENTITY}, shown)
        if programs.CAPABILITIES.get(name) is Capability.NETWORK:
            self.flow(Capability.NETWORK, name, line, fed & _PRIVATE, effects.target(command.arguments))
            if name in {"nc", "ncat", "netcat", "socat"} and _hands_over(command.arguments):
                self.flow(
                    Capability.PROCESS,
                    name,
                    line,
                    frozenset({Taint.NETWORK}),
                    effects.target(command.arguments),
                )
        address = effects.remote(name, command.arguments)
        if address is not None:
            self.flow(Capability.CODE, name.lower(), line, frozenset({Taint.NETWORK}), address)
        interprets = name in programs.INTERPRETERS or name in programs.OTHER_INTERPRETERS
        reads_input = step.piped and command.runs is None and command.inline is None
        if (
            interprets and (reads_input or command.inline is not None or _substitutes(step))
        ) or name in _EVALUATES:
            self.flow(
                Capability.CODE, name, line, fed - {Taint.LITERAL, Taint.IDENTITY, Taint.PROCESS}, shown
            )

    def _ran(self, step: Step, name: str) -> frozenset[Taint]:
        """What the file holds that the step runs: the program itself, what an interpreter is given by name or reads as its input."""
        command = step.command
        found = self.files.get(_plain(command.runs or command.program), _NOTHING)
        if name in _FILE_RUNNERS and command.inline is None and not found:
            given = next((word for word in command.arguments if not word.startswith(("-", "+"))), "")
            # Scripts of many parts source whichever file a variable names.
            if name in programs.INTERPRETERS or "$" not in given:
                found = self.files.get(_plain(given), _NOTHING)
            for redirect in step.redirects:
                if redirect.operator == "<":
                    found |= self.files.get(_plain(redirect.target.text), _NOTHING)
        return found

    def _output(self, name: str, arguments: tuple[str, ...], fed: frozenset[Taint]) -> frozenset[Taint]:
        decoder = programs.decodes(name, arguments)
        if decoder is Capability.DECODE:
            return fed | {Taint.DECODED}
        if decoder is Capability.DECRYPT:
            return fed | {Taint.DECRYPTED}
        if name in programs.DOWNLOADERS:
            return frozenset({Taint.NETWORK})
        told = effects.printed(name, arguments)
        if told or name not in programs.PASSING:
            return told
        return fed.union(*(self.files.get(_plain(word), _NOTHING) for word in arguments))

    def _redirects(self, step: Step, output: frozenset[Taint]) -> None:
        command = step.command
        name = programs.program_name(command.program)
        for redirect in step.redirects:
            path = redirect.target.text
            if redirect.operator.startswith(">") and not path.lower().startswith(("/dev/", "&", "nul")):
                self.add(Capability.FILE_WRITE, "redirect", command.line, path)
                if output and path:
                    self.files[_plain(path)] = output
            device = _DEVICE.search(path)
            if device is not None:
                self.add(Capability.NETWORK, "/dev/tcp", command.line, path)
                self.note_addresses(f"{device.group(1)}:{device.group(2)}", command.line)
                if name in programs.INTERPRETERS:
                    self.flow(Capability.PROCESS, name, command.line, frozenset({Taint.NETWORK}), path)
        self._copies(command, name, output)
        for path in effects.saved(command):
            self.files[_plain(path)] = frozenset({Taint.NETWORK})

    def _copies(self, command: Command, name: str, output: frozenset[Taint]) -> None:
        """Files that get what another had: `tee`, `cp`, `mv`."""
        plain = [_plain(word) for word in command.arguments if not word.startswith("-")]
        if name == "tee" and output:
            self.files.update(dict.fromkeys(plain, output))
        if name in {"cp", "mv", "copy", "move", "install"} and len(plain) == 2 and plain[0] in self.files:
            self.files[plain[1]] = self.files[plain[0]]


def _plain(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./")


def _substitutes(step: Step) -> bool:
    return any(word.inner for word in step.words[1:])


def _hands_over(arguments: tuple[str, ...]) -> bool:
    """Whether a connection is handed to a program: `nc -e`, `socat ... exec:`."""
    return any(
        word in {"-e", "-c", "--exec", "--sh-exec"} or word.lower().startswith(("exec:", "system:"))
        for word in arguments
    )

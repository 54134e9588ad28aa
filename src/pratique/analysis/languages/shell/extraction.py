"""Facts of shell text: what it starts, loads, decodes and writes, and what data reaches an interpreter."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from pratique.analysis.facts import (
    Address,
    Capability,
    Command,
    FileFacts,
    Flow,
    Language,
    Taint,
    Use,
    problem_only,
)
from pratique.analysis.languages.places import addresses_in, places_in
from pratique.analysis.languages.shell import powershell, programs
from pratique.analysis.languages.shell.commands import Step, Steps, steps, words_steps
from pratique.analysis.languages.shell.words import MOST_TEXT

_MOST_FACTS = 400
_MOST_COMMANDS = 2_000
"""Scripts such as xdg-open have several hundred."""
_LONG = 200
_PRIVATE = frozenset({Taint.ENVIRONMENT, Taint.FILE})
_TELLING = frozenset(("env", "printenv", "whoami", "hostname", "id"))
"""Programs that print who and where they run."""
_OUTPUT_FLAGS: dict[str, tuple[str, ...]] = {
    "curl": ("-o", "--output"),
    "wget": ("-O", "--output-document"),
    "aria2c": ("-o", "--out"),
    "iwr": ("-OutFile", "-o"),
    "Invoke-WebRequest": ("-OutFile",),
}


def extract(source: bytes) -> FileFacts:
    """Read a shell script. What it does, it does when it is loaded."""
    if b"\0" in source[:8192] or b"\0" in source:
        return problem_only(Language.SHELL, "not text")
    text = source.decode("utf-8", "replace").replace("\r\n", "\n")
    facts = read_command(text)
    if len(text) > MOST_TEXT:
        return replace(facts, problem=f"cut: only the first {MOST_TEXT} characters were read")
    return facts


def read_command(text: str) -> FileFacts:
    """Facts of a command line or script given as text."""
    reading = _Reading()
    reading.steps(steps(text))
    for number, line in enumerate(text.split("\n")[:20_000], start=1):
        if len(line) > 3 and not line.lstrip().startswith("#"):
            reading.text(line, number)
    return reading.done()


def read_words(words: tuple[str, ...]) -> FileFacts:
    """Facts of an argument list: a program and its arguments, which no shell reads."""
    reading = _Reading()
    reading.steps(words_steps(words))
    for word in words:
        reading.text(word, 1)
    return reading.done()


@dataclass(slots=True)
class _Reading:
    uses: dict[tuple[Capability, str, str | None], Use] = field(default_factory=dict)
    flows: dict[tuple[Capability, str, int], Flow] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    commands: dict[Command, None] = field(default_factory=dict)
    carried: frozenset[Taint] = frozenset()
    """What the output of the step before has been through."""
    inner: list[frozenset[Taint]] = field(default_factory=list)
    """The same of each substitution in the step that follows."""
    variables: dict[str, frozenset[Taint]] = field(default_factory=dict)
    files: dict[str, frozenset[Taint]] = field(default_factory=dict)
    starts: int = 0
    cut: bool = False

    def steps(self, steps: Steps) -> None:
        """Look at all steps."""
        self.cut = self.cut or steps.cut
        for step in steps.found:
            self.step(step)

    def step(self, step: Step) -> None:
        """Look at one step; those inside an argument come before the step that holds them."""
        line = step.command.line
        if step.assigns is not None:
            name, word = step.assigns
            self.variables[name] = self._known(word.variables) | (
                frozenset().union(*self.inner) if word.inner else frozenset()
            )
            self.inner.clear()
            return
        fed = (self.carried if step.piped else frozenset()) | self._arguments(step)
        if not step.piped:
            self.starts = line
        self._use(step)
        self._sink(step, fed)
        output = self._output(step, fed)
        self._redirects(step, output)
        if not step.given:
            self.inner.clear()
        elif step.piped and self.inner:
            self.inner[-1] = output
        else:
            self.inner.append(output)
        self.carried = output

    def _known(self, names: tuple[str, ...]) -> frozenset[Taint]:
        return frozenset().union(*(self.variables.get(name, frozenset()) for name in names))

    def _arguments(self, step: Step) -> frozenset[Taint]:
        found = frozenset[Taint]()
        for word in step.words:
            found |= self._known(word.variables)
            if word.inner:
                found = found.union(*self.inner)
            if len(word.text) >= _LONG and " " not in word.text[:_LONG]:
                found |= {Taint.LITERAL}
        return found

    def _use(self, step: Step) -> None:
        command = step.command
        name = programs.program_name(command.program)
        if name.startswith("$"):
            return
        shown = " ".join((command.program, *command.arguments))[:200]
        capability = programs.decodes(name, command.arguments) or programs.CAPABILITIES.get(name)
        if capability is Capability.ENVIRONMENT and step.piped:
            capability = None
        if (capability is not None and capability is not Capability.DECRYPT) or (
            name == "openssl" and capability
        ):
            self._add(capability, name, command.line, shown)
        if name not in programs.QUIET and capability is None:
            self._add(Capability.PROCESS, name, command.line, shown)
        if name.lower() in {"powershell", "pwsh"}:
            self._powershell(command)
        if len(self.commands) < _MOST_COMMANDS:
            self.commands[command] = None
        else:
            self.cut = True

    def _powershell(self, command: Command) -> None:
        script = powershell.script_of(command.arguments)
        if script is None:
            return
        signs = powershell.signs(script)
        for capability, api in signs:
            self._add(capability, api, command.line, script[:200])
        self.text(script, command.line)
        have = {capability for capability, _ in signs}
        taints: set[Taint] = {Taint.DECODED} if powershell.is_encoded(command.arguments) else set()
        if {Capability.NETWORK, Capability.CODE} <= have:
            taints.add(Taint.NETWORK)
        if {Capability.DECODE, Capability.CODE} <= have:
            taints.add(Taint.DECODED)
        if taints:
            self._flow(Capability.CODE, "powershell", command.line, frozenset(taints))

    def _sink(self, step: Step, fed: frozenset[Taint]) -> None:
        command = step.command
        name = programs.program_name(command.program)
        file = command.runs or command.program
        ran = self.files.get(_plain(file))
        if ran:
            self._flow(Capability.PROCESS, name, command.line, ran)
        if name.startswith("$"):
            self._flow(Capability.PROCESS, name, command.line, fed - {Taint.LITERAL})
        if programs.CAPABILITIES.get(name) is Capability.NETWORK:
            self._flow(Capability.NETWORK, name, command.line, fed & _PRIVATE)
        interprets = name in programs.INTERPRETERS or name in programs.OTHER_INTERPRETERS
        reads_input = step.piped and command.runs is None and command.inline is None
        if (interprets and (reads_input or command.inline is not None or _substitutes(step))) or name in {
            "eval",
            "source",
            ".",
            "iex",
        }:
            self._flow(Capability.CODE, name, command.line, fed - {Taint.LITERAL} or frozenset())

    def _output(self, step: Step, fed: frozenset[Taint]) -> frozenset[Taint]:
        command = step.command
        name = programs.program_name(command.program)
        decoder = programs.decodes(name, command.arguments)
        if decoder is Capability.DECODE:
            return fed | {Taint.DECODED}
        if decoder is Capability.DECRYPT:
            return fed | {Taint.DECRYPTED}
        if name in programs.DOWNLOADERS:
            return frozenset({Taint.NETWORK})
        if name in _TELLING and not (name == "env" and command.arguments):
            return frozenset({Taint.ENVIRONMENT})
        if name in programs.PASSING:
            known = (self.files.get(_plain(word), frozenset()) for word in command.arguments)
            if name == "cat" and any(places_in(word).secrets for word in command.arguments):
                fed |= {Taint.FILE}
            return fed.union(*known)
        return frozenset()

    def _redirects(self, step: Step, output: frozenset[Taint]) -> None:
        command = step.command
        for redirect in step.redirects:
            if redirect.operator.startswith(">") and not redirect.target.text.startswith(
                ("/dev/", "&", "nul")
            ):
                self._add(Capability.FILE_WRITE, "redirect", command.line, redirect.target.text)
                if output and redirect.target.text:
                    self.files[_plain(redirect.target.text)] = output
            if "/dev/tcp/" in redirect.target.text or "/dev/udp/" in redirect.target.text:
                self._add(Capability.NETWORK, "/dev/tcp", command.line, redirect.target.text)
        self._copies(command, output)
        for path in _saved(command):
            self.files[_plain(path)] = frozenset({Taint.NETWORK})

    def _copies(self, command: Command, output: frozenset[Taint]) -> None:
        """Files that get what another had: `tee`, `cp`, `mv`."""
        name = programs.program_name(command.program)
        plain = [_plain(word) for word in command.arguments if not word.startswith("-")]
        if name == "tee" and output:
            self.files.update(dict.fromkeys(plain, output))
        if name in {"cp", "mv"} and len(plain) == 2 and plain[0] in self.files:
            self.files[plain[1]] = self.files[plain[0]]

    def text(self, text: str, line: int) -> None:
        """Addresses and places that a line names."""
        for value in addresses_in(text):
            if len(self.addresses) < _MOST_FACTS:
                self.addresses.setdefault(value, Address(value, line))
        places = places_in(text)
        for name in places.secrets:
            self._add(Capability.SECRETS, name, line, text.strip())
        for name in places.persistence:
            self._add(Capability.PERSISTENCE, name, line, text.strip())

    def _add(self, capability: Capability, api: str, line: int, argument: str) -> None:
        key = (capability, api, argument[:200])
        if key in self.uses:
            return
        if len(self.uses) >= _MOST_FACTS:
            self.cut = True
            return
        self.uses[key] = Use(capability, api, line, at_load=True, argument=argument[:200])

    def _flow(self, sink: Capability, api: str, line: int, taints: frozenset[Taint]) -> None:
        if taints and len(self.flows) < _MOST_FACTS:
            origin = min(self.starts or line, line)
            self.flows.setdefault(
                (sink, api, line), Flow(sink, api, line, origin, tuple(sorted(taints)), at_load=True)
            )

    def done(self) -> FileFacts:
        """The facts, by line."""
        return FileFacts(
            language=Language.SHELL,
            uses=tuple(sorted(self.uses.values(), key=lambda use: (use.line, use.capability, use.api))),
            flows=tuple(sorted(self.flows.values(), key=lambda flow: (flow.line, flow.sink, flow.api))),
            addresses=tuple(sorted(self.addresses.values(), key=lambda item: (item.line, item.value))),
            commands=tuple(sorted(self.commands, key=lambda command: command.line)),
            problem="cut: too many commands" if self.cut else None,
        )


def _plain(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./")


def _substitutes(step: Step) -> bool:
    return any(word.inner for word in step.words[1:])


def _saved(command: Command) -> list[str]:
    """The files into which a download is written."""
    name, words = programs.program_name(command.program), command.arguments
    if name not in programs.DOWNLOADERS:
        return []
    flags = _OUTPUT_FLAGS.get(name, ())
    found = [value for flag, value in pairwise(words) if flag in flags and value != "-"]
    own = any(word == "--remote-name" or (word[:1] == "-" and word.endswith("O")) for word in words)
    if name == "wget" or own:
        found += [word.rpartition("/")[2] for word in words if "://" in word]
    return [path for path in found if path]

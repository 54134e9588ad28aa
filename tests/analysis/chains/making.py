"""Facts written as a few words each, and the chains that they make. Nothing here runs; sinks are at `*.invalid`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pratique.analysis.chains import find_chains
from pratique.analysis.chains.chain import Chain
from pratique.analysis.context import Context
from pratique.analysis.facts import (
    Address,
    Capability,
    Command,
    FileFacts,
    Flow,
    Hidden,
    HiddenKind,
    Import,
    Language,
    Payload,
    PayloadKind,
    Taint,
    Use,
)
from pratique.analysis.subject import Contents, NativeKind
from pratique.core.manifest import Manifest
from pratique.core.tree import Tree

Fact = Use | Flow | Address | Command | Payload | Hidden | Import

FAR = "https://far.invalid/x"
WEBHOOK = "https://discord.com/api/webhooks/0/inert"
PASTE = "https://pastebin.com/raw/inert"
BARE = "http://203.0.113.7/x"
CALLBACK = "https://inert.oastify.com"
LOOKUP = "https://api.ipify.org"
CHAIN = "https://mainnet.infura.io/v3/inert"
FREE = "https://inert.vercel.app/x"
WIDE = "https://www.google.com"


@dataclass(frozen=True)
class Case:
    """A template, facts that are one, and a twin that is none."""

    template: str
    facts: Sequence[Fact]
    quiet: Sequence[Fact]
    language: Language = Language.PYTHON
    context: Context = Context.IMPORT

    def __str__(self) -> str:
        return self.template


def use(
    capability: Capability, api: str, argument: str | None = None, *, scope: int = 1, at_load: bool = False
) -> Use:
    return Use(capability, api, 0, at_load, argument, scope=scope)


def load(fact: Use) -> Use:
    """The same, when the file is loaded."""
    return replace(fact, at_load=True, scope=0)


def elsewhere(fact: Use) -> Use:
    """The same in another function."""
    return replace(fact, scope=900)


def place(name: str) -> Use:
    return use(Capability.SECRETS, name)


def start_place(name: str) -> Use:
    return use(Capability.PERSISTENCE, name)


def send(url: str | None = FAR) -> Use:
    return use(Capability.NETWORK, "requests.post", url)


def fetch(url: str | None = FAR) -> Use:
    return use(Capability.NETWORK, "requests.get", url)


def start(command: str | None = None) -> Use:
    return use(Capability.PROCESS, "subprocess.Popen", command)


def code() -> Use:
    return use(Capability.CODE, "exec")


def read(path: str | None = None) -> Use:
    return use(Capability.FILE_READ, "open", path)


def write(path: str | None = None) -> Use:
    return use(Capability.FILE_WRITE, "open", path)


def env(name: str = "USER") -> Use:
    return use(Capability.ENVIRONMENT, "os.environ", name)


def who() -> Use:
    return use(Capability.IDENTITY, "socket.gethostname")


def connect(host: str = "far.invalid") -> Use:
    return use(Capability.NETWORK, "socket.socket.connect", host)


def sense(api: str) -> Use:
    return use(Capability.SECRETS, api)


def flow(
    sink: Capability, api: str, *taints: Taint, target: str | None = None, at_load: bool = False
) -> Flow:
    return Flow(sink, api, 0, 0, tuple(sorted(taints)), at_load, scope=0 if at_load else 1, target=target)


def sends(*taints: Taint, target: str | None = FAR) -> Flow:
    return flow(Capability.NETWORK, "requests.post", *taints, target=target)


def runs(*taints: Taint, at_load: bool = False) -> Flow:
    return flow(Capability.CODE, "exec", *taints, at_load=at_load)


def starts(*taints: Taint) -> Flow:
    return flow(Capability.PROCESS, "subprocess.Popen", *taints)


def command(line: str) -> Command:
    words = line.split(" ")
    return Command(words[0], tuple(words[1:]), 0)


def payload(kind: PayloadKind) -> Payload:
    return Payload(kind, 0, 100, at_load=False, scope=1)


def hidden() -> Hidden:
    return Hidden(HiddenKind.OFF_SCREEN, 0, 300, "x")


def address(value: str, *, encoded: bool = False) -> Address:
    return Address(value, 0, encoded)


def asks(module: str) -> Import:
    return Import(module, 0, at_load=False)


def file(facts: Sequence[Fact], language: Language = Language.PYTHON) -> FileFacts:
    """A file whose facts stand in the order given, one a line."""
    placed = [_at(fact, line) for line, fact in enumerate(facts, start=1)]
    return FileFacts(
        language=language,
        uses=tuple(fact for fact in placed if isinstance(fact, Use)),
        flows=tuple(fact for fact in placed if isinstance(fact, Flow)),
        addresses=tuple(fact for fact in placed if isinstance(fact, Address)),
        commands=tuple(fact for fact in placed if isinstance(fact, Command)),
        payloads=tuple(fact for fact in placed if isinstance(fact, Payload)),
        hidden=tuple(fact for fact in placed if isinstance(fact, Hidden)),
        imports=tuple(fact for fact in placed if isinstance(fact, Import)),
        lines=len(placed),
    )


def _at(fact: Fact, line: int) -> Fact:
    if isinstance(fact, Flow):
        return replace(fact, line=line, origin_line=line)
    return replace(fact, line=line)


def contents(files: dict[str, FileFacts], **contexts: Context) -> Contents:
    """An artifact; every file runs at import but those named (`name=Context.X` for `name.py`)."""
    when = {path: contexts.get(path.removesuffix(".py"), Context.IMPORT) for path in files}
    natives = {"bin/shipped.exe": NativeKind.BINARY, "bin/shipped.so": NativeKind.BINARY}
    return Contents(Tree(()), Manifest(path=None), files, when, natives)


def chains(
    facts: Sequence[Fact],
    language: Language = Language.PYTHON,
    *,
    context: Context = Context.IMPORT,
    own: frozenset[str] = frozenset(),
) -> tuple[Chain, ...]:
    """The chains of one file of these facts."""
    return find_chains(contents({"a.py": file(facts, language)}, a=context), own)


def told(case: Case, facts: Sequence[Fact]) -> list[Chain]:
    """The chains of the case's own template."""
    return [
        chain
        for chain in chains(facts, case.language, context=case.context)
        if chain.template == case.template
    ]

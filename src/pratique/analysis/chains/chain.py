"""What a chain is: a source, what is done to it, and the sink it ends in, in the context in which it runs."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.analysis.context import Context
from pratique.analysis.hosts import HostClass
from pratique.core.location import Location


class ChainFamily(StrEnum):
    """What somebody wants with a chain of its kind."""

    EXFILTRATION = "exfiltration"
    DROPPER = "dropper"
    REVERSE_SHELL = "reverse-shell"
    PERSISTENCE = "persistence"
    WORM = "worm"
    WALLET = "wallet"
    """Clipboard, browser wallets, addresses of payments."""
    GATED = "gated"
    """Runs only at a time, in an environment, on a host or in a package."""
    HIDDEN_LOADER = "hidden-loader"
    TAMPERING = "tampering"
    """Changes the configuration of CI, editors, agents, git, package managers or other packages."""
    DESTRUCTION = "destruction"
    """Deletes or overwrites what is not its own; protest among it."""
    SURVEILLANCE = "surveillance"
    """Keys, screen, camera, microphone, browser data."""
    MINING = "mining"


class Link(StrEnum):
    """How the parts of a chain are held together, strongest first."""

    FLOW = "flow"
    """Data is proven to go from one to the other."""
    SCOPE = "scope"
    """Both stand in one function, in this order, or run at load of one file in this order."""
    FILE = "file"
    """Both stand in one file."""

    @property
    def rank(self) -> int:
        """0 for flow up to 2 for file."""
        return list(Link).index(self)


_WHEN = {Context.INSTALL: "at install", Context.IMPORT: "when imported"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One behaviour found in an artifact. `places` begins with the sink; `words` tell it in one clause without a full stop."""

    template: str
    """Kebab-case id of the template, one of `pratique.analysis.chains.TEMPLATES`."""
    family: ChainFamily
    link: Link
    context: Context
    at_load: bool
    places: tuple[Location, ...]
    words: str
    host: str | None = None
    """The host that the sink reaches, where it is a constant."""
    host_class: HostClass | None = None
    depth: int = 0
    """The deepest literal that a part of it was found in."""

    @property
    def when(self) -> str:
        """Return when the chain runs, in words that read well before "it"."""
        return _WHEN.get(self.context, "when its file is loaded") if self.at_load else "when called"

    @property
    def sentence(self) -> str:
        """Return when the chain runs, what it does and its host, such as `at install it deletes files (os.remove)`."""
        words = self.words
        if self.host and self.host not in words:
            words = f"{words[:-1]}, {self.host})" if words.endswith(")") else f"{words} ({self.host})"
        return f"{self.when} it {words}"

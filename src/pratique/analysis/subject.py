"""All that a rule may look at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pratique.analysis.chains.chain import Chain
from pratique.analysis.clones.matches import Clones
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Use
from pratique.analysis.inventory import Inventory
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.release import ArtifactKind
from pratique.core.score import Score
from pratique.core.tree import Tree, TreeDelta


class NativeKind(StrEnum):
    """Compiled code that the analysis counts and does not read."""

    BINARY = "native"
    BYTECODE = "bytecode"


@dataclass(frozen=True, slots=True)
class Reading:
    """Files that were read as one (`pratique.analysis.gathering`): the first asks for the others.

    Its facts are those at load, all told as of the level of the module.
    """

    facts: FileFacts
    where: Callable[[int], tuple[str, int]]
    """The file and the line in it of a line of the whole."""


@dataclass(frozen=True)
class Contents:
    """One artifact, read: files, manifest, facts, and when each file runs."""

    tree: Tree
    manifest: Manifest
    facts: Mapping[str, FileFacts] = field(default_factory=dict)
    contexts: Mapping[str, Context] = field(default_factory=dict)
    natives: Mapping[str, NativeKind] = field(default_factory=dict)
    hooks: frozenset[str] = frozenset()
    """Files that hooks start."""
    inventory: Inventory = field(default_factory=Inventory)
    """What is shipped beside source."""
    clones: Clones = field(default_factory=Clones)
    """Files of known malware, and of popular packages, among these."""
    readings: tuple[Reading, ...] = ()
    """Files that were read together, for what they do at load between them."""

    def context(self, path: str) -> Context:
        """When the file at `path` runs."""
        return self.contexts.get(path, Context.CALLED)

    def uses(self) -> Iterator[tuple[str, Context, Use]]:
        """Every use of a capability with its file and context, earliest context first."""
        for path in self.in_order():
            for use in self.facts[path].uses:
                yield path, self.context(path), use

    def flows(self) -> Iterator[tuple[str, Context, Flow]]:
        """Every flow with its file and context, earliest context first."""
        for path in self.in_order():
            for flow in self.facts[path].flows:
                yield path, self.context(path), flow

    def in_order(self) -> list[str]:
        """Paths with facts, earliest context first, then by name."""
        return list(self._ordered)

    @cached_property
    def _ordered(self) -> tuple[str, ...]:
        return tuple(sorted(self.facts, key=lambda path: (self.context(path).rank, path)))


@dataclass(frozen=True, slots=True)
class Gain:
    """A capability that this release has and the baseline had not, at its first place in the source."""

    capability: Capability
    context: Context
    path: str
    use: Use


@dataclass(frozen=True, slots=True)
class CapabilityDelta:
    """What this release can do that the baseline could not, and the other way round."""

    gained: tuple[Gain, ...] = ()
    lost: tuple[Gain, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """An artifact under inspection, with its baseline when there is one."""

    ref: ReleaseRef | None
    ecosystem: Ecosystem
    kind: ArtifactKind
    filename: str
    contents: Contents
    previous: Contents | None = None
    previous_ref: ReleaseRef | None = None
    files: TreeDelta | None = None
    """Changes of files against the baseline; None without one."""
    capabilities: CapabilityDelta | None = None
    """Changes of capabilities against the baseline; None without one."""
    chains: tuple[Chain, ...] = ()
    chains_before: tuple[Chain, ...] = ()
    """Those of the baseline; empty without one."""
    score: Score | None = None
    """None where no model was given."""

    def is_new(self, path: str) -> bool:
        """Whether the bytes of the file at `path` are in no file of the baseline; True without a baseline."""
        if self.files is None:
            return True
        file = self.contents.tree.get(path)
        return file is not None and file.sha256 in self.files.new_digests

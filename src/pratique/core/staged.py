"""Staged releases: uploaded to npm's registry, but not published until a person approves them."""

from dataclasses import dataclass
from datetime import datetime

from pratique.core.comparison import Comparison
from pratique.core.finding import Unread
from pratique.core.names import Digest, ReleaseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRecord:
    """The registry's record of a staged release. None means that the record does not contain the value.

    Only `id` and `ref` are validated. Any other text is untrusted and unescaped.
    """

    id: str
    """The stage id: a UUID in lower case."""
    ref: ReleaseRef
    registry: str
    """The URL of the registry, without credentials."""
    tag: str | None = None
    """The dist-tag that the release gets when a person approves it."""
    staged_at: datetime | None = None
    actor: str | None = None
    actor_type: str | None = None
    """The kind of actor in the registry's words, such as `user` or `trusted automation`."""
    access: str | None = None
    status: str | None = None
    digests: tuple[Digest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedRelease:
    """A staged release, its baseline, and the changes since the baseline."""

    record: StageRecord
    baseline: ReleaseRef | None = None
    baseline_file: str = ""
    """The name of the local file that is the baseline, if the baseline is not a release."""
    baseline_why: str = ""
    """The reason for the choice of the baseline, or for the lack of a baseline."""
    baseline_publisher: str | None = None
    baseline_trusted_publisher: str | None = None
    """The CI service that published the baseline with a short-lived token; None if unknown or not a CI service."""
    baseline_provenance: bool | None = None
    delta: Comparison | None = None
    """The changes since the baseline; None if there was no comparison."""
    delta_why: str = ""
    """The reason why there was no comparison."""
    delta_unread: tuple[Unread, ...] = ()
    """Files of either release that the comparison could not read."""
    registry_option: str = ""
    """The option that npm needs to address the registry; "" for npm's default registry."""

    @property
    def compared_with(self) -> str:
        """Return the name of the baseline; empty if there is none."""
        return str(self.baseline) if self.baseline is not None else self.baseline_file

    @property
    def approve(self) -> str:
        """Return the command with which a person publishes the release."""
        return self._command("approve")

    @property
    def reject(self) -> str:
        """Return the command with which a person deletes the staged release."""
        return self._command("reject")

    def _command(self, verb: str) -> str:
        option = f" {self.registry_option}" if self.registry_option else ""
        return f"npm stage {verb} {self.record.id}{option}"

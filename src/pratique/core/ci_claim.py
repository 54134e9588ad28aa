"""The CI job of a client: repository, workflow, run and job, as the job states them or as an ID token proves them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_FIELD = 200
"""The maximum length of a field in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CiClaim:
    """A CI job. Unless `proven` is set, the client made all statements, and anyone could have made them."""

    system: str
    """The CI system, such as `github` or `gitlab`."""
    repository: str
    workflow: str = ""
    run: str = ""
    job: str = ""
    proven: bool = False
    """True if an ID token of the CI system (OIDC) proved all fields to the gate."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "CiClaim":
        """Return the job from its JSON document (`document`). Raises TypeError for other fields."""
        return cls(**document)

    @property
    def words(self) -> str:
        """Return the job for display: `repository acme/shop, workflow ci, run 123, job test (claimed)`."""
        named = (
            ("repository", self.repository),
            ("workflow", self.workflow),
            ("run", self.run),
            ("job", self.job),
        )
        text = ", ".join(f"{name} {value}" for name, value in named if value)
        return f"{text} ({'proven by OIDC' if self.proven else 'claimed'})"

    @property
    def document(self) -> dict[str, str | bool]:
        """Return the CI job as a JSON object."""
        return {
            "system": self.system,
            "repository": self.repository,
            "workflow": self.workflow,
            "run": self.run,
            "job": self.job,
            "proven": self.proven,
        }


def field_of(text: str) -> str:
    """Return a text as a field of a claim: printable and not longer than `MOST_FIELD`."""
    return "".join(one if one.isprintable() else "?" for one in text[:MOST_FIELD])

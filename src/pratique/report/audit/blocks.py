"""Groups audit findings into blocks for display, one for each release or vendored file."""

from collections.abc import Iterable
from dataclasses import dataclass

from pratique.core.advisory import Product
from pratique.core.audit import AuditFinding, FixAdvice
from pratique.core.names import Ecosystem, PackageRef

_ECOSYSTEMS = {ecosystem.value: ecosystem for ecosystem in Ecosystem}
RUNTIME = "generic"
"""The purl type of a runtime."""


@dataclass(frozen=True, slots=True)
class Block:
    """The findings about one release with one dependency path.

    A block contains at least one finding. The most severe finding comes first.
    """

    findings: tuple[AuditFinding, ...]

    @property
    def gravest(self) -> AuditFinding:
        """Return the most severe finding, which determines the name and dependency path of the block."""
        return self.findings[0]

    @property
    def name(self) -> str:
        """Return the display name of the release (see `name_of`)."""
        return name_of(self.gravest.match.product, self.gravest.match.version)

    @property
    def kind(self) -> str:
        """Return the ecosystem, or `runtime` for a runtime."""
        return kind_of(self.gravest.match.product)

    @property
    def fix(self) -> FixAdvice | None:
        """Return the fix advice that all findings of the block share, or None if there is no common advice."""
        advice = {finding.fix for finding in self.findings}
        return advice.pop() if len(advice) == 1 else None


@dataclass(frozen=True, slots=True)
class Told:
    """The findings of a report in three disjoint groups: certain, uncertain and ignored."""

    certain: tuple[AuditFinding, ...]
    """Findings that certainly affect the project."""
    uncertain: tuple[AuditFinding, ...]
    """Findings whose advisory does not specify the affected versions."""
    ignored: tuple[AuditFinding, ...]
    """Findings that an ignore rule of the project accepts."""


def told(findings: Iterable[AuditFinding]) -> Told:
    """Divide the findings into certain, uncertain and ignored findings.

    The order of the findings within each of the three groups is unchanged.
    """
    kept = tuple(findings)
    counted = [finding for finding in kept if finding.ignored is None]
    return Told(
        certain=tuple(finding for finding in counted if finding.match.certain),
        uncertain=tuple(finding for finding in counted if not finding.match.certain),
        ignored=tuple(finding for finding in kept if finding.ignored is not None),
    )


def blocks(findings: Iterable[AuditFinding]) -> tuple[Block, ...]:
    """Group the findings about the same release and dependency path. The order of the findings is unchanged."""
    groups: dict[tuple[object, ...], list[AuditFinding]] = {}
    for finding in findings:
        key = (
            finding.match.product,
            finding.match.version,
            finding.copy,
            finding.sources,
            finding.paths,
            finding.paths_total,
            finding.direct,
            finding.groups,
        )
        groups.setdefault(key, []).append(finding)
    return tuple(Block(tuple(group)) for group in groups.values())


def name_of(product: Product, version: str) -> str:
    """Return `name@version` in the notation of the ecosystem."""
    ecosystem = _ECOSYSTEMS.get(product.type)
    if ecosystem is None:
        return f"{product.name}@{version}"
    return str(PackageRef(ecosystem, product.name).at(version))


def kind_of(product: Product) -> str:
    """Return the ecosystem of a product, or `runtime` for a runtime."""
    return "runtime" if product.type == RUNTIME else product.type

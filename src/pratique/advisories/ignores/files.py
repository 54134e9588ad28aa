"""Lists the ignore files of other tools that Pratique finds in the root of a project."""

from collections.abc import Callable
from dataclasses import dataclass

from pratique.advisories.ignores.said import Ignores


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreFile:
    """A kind of ignore file: the tool, its file names, and the parser. The parser raises only ParseError."""

    tool: str
    filenames: tuple[str, ...]
    parse: Callable[[bytes, str], Ignores]


# Most projects have none of these files: a reader is imported with the first.


def _audit_ci(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import audit_ci  # noqa: PLC0415 - see above

    return audit_ci.parse(data, origin)


def _audit_resolve(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import audit_resolve  # noqa: PLC0415 - see above

    return audit_resolve.parse(data, origin)


def _bundler_audit(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import bundler_audit  # noqa: PLC0415 - see above

    return bundler_audit.parse(data, origin)


def _nsprc(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import nsprc  # noqa: PLC0415 - see above

    return nsprc.parse(data, origin)


def _osv_scanner(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import osv_scanner  # noqa: PLC0415 - see above

    return osv_scanner.parse(data, origin)


def _retireignore(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import retireignore  # noqa: PLC0415 - see above

    return retireignore.parse(data, origin)


def _retireignore_json(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import retireignore_json  # noqa: PLC0415 - see above

    return retireignore_json.parse(data, origin)


def _snyk(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import snyk  # noqa: PLC0415 - see above

    return snyk.parse(data, origin)


def _trivyignore(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import trivyignore  # noqa: PLC0415 - see above

    return trivyignore.parse(data, origin)


def _trivyignore_yaml(data: bytes, origin: str) -> Ignores:
    from pratique.advisories.ignores import trivyignore_yaml  # noqa: PLC0415 - see above

    return trivyignore_yaml.parse(data, origin)


FILES: tuple[IgnoreFile, ...] = (
    IgnoreFile(
        tool="audit-ci",
        filenames=("audit-ci.jsonc", "audit-ci.json", "audit-ci.json5"),
        parse=_audit_ci,
    ),
    IgnoreFile(tool="better-npm-audit, nsp", filenames=(".nsprc",), parse=_nsprc),
    IgnoreFile(
        tool="bundler-audit",
        filenames=(".bundler-audit.yml", ".bundler-audit.yaml"),
        parse=_bundler_audit,
    ),
    IgnoreFile(tool="npm-audit-resolver", filenames=("audit-resolve.json",), parse=_audit_resolve),
    IgnoreFile(tool="osv-scanner", filenames=("osv-scanner.toml",), parse=_osv_scanner),
    IgnoreFile(tool="Retire.js", filenames=(".retireignore",), parse=_retireignore),
    IgnoreFile(tool="Retire.js", filenames=(".retireignore.json",), parse=_retireignore_json),
    IgnoreFile(tool="Snyk", filenames=(".snyk",), parse=_snyk),
    IgnoreFile(tool="Trivy", filenames=(".trivyignore",), parse=_trivyignore),
    IgnoreFile(tool="Trivy", filenames=(".trivyignore.yaml", ".trivyignore.yml"), parse=_trivyignore_yaml),
)
"""All supported ignore files, sorted by tool."""

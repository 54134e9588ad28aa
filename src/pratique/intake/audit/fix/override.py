"""Advises on overrides that force dependents to use a fixed version.

A suggested override applies to as few dependents as the package manager's syntax permits. npm refuses to override a
direct dependency (`EOVERRIDE`), except if the override applies to only one parent package.
"""

from collections.abc import Sequence

from pratique.core.audit import FixAdvice, Remedy
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.own import TAKEN, bump
from pratique.intake.audit.fix.scopes import Scope, scopes_for, touched
from pratique.intake.audit.fix.situation import Situation, asked_words, listed
from pratique.intake.audit.fix.snippets import json_overrides, pdm_overrides, uv_overrides, yaml_overrides
from pratique.intake.audit.fix.tool import Kind

_MOST_SCOPES = 6
_MOST_LINES = 40


def override(at: Situation) -> FixAdvice | None:
    """Return the advice to override the version that other packages request; None if no override is possible."""
    asks = [ask for ask in (at.short or at.asks) if not ask.own]
    if at.tool.overrides is None or not asks:
        return None
    own = [ask for ask in at.short if ask.own]
    narrow = bool(at.others or own or (at.tool.kind is Kind.NPM and any(ask.own for ask in at.asks)))
    if narrow and not own and _is_long(at, asks):
        # One line for everybody is better to keep than a dozen, where it takes nobody down.
        narrow = at.tool.kind is Kind.NPM and any(ask.own for ask in at.asks)
        narrow = narrow or _no_lower(at, asks, narrow=False) != at.target
    version = _no_lower(at, asks, narrow=narrow)
    if version is None:
        others = listed(str(entry.version) for entry in touched(at, asks, narrow=narrow))
        return at.advice(
            Remedy.NONE,
            f"{at.target} fixes the problem, but {asked_words(asks)}; an override in {at.tool.name} would also downgrade"
            f" {others}",
        )
    scopes = scopes_for(at, asks, version, narrow=narrow)
    file, lines = _lines(at, scopes, version) if len(scopes) <= _MOST_LINES else ("", "")
    settle = at.line(at.tool.settle(at.name) if at.tool.settle else None)
    return at.advice(
        Remedy.OVERRIDE,
        f"{version} fixes the problem{at.step(version)}: {_why(at, asks)}{_also(at, own, version, file)}; {_how(at, scopes)}, then"
        " run the command",
        version=version,
        run=bump(at, own, version)[0] if own else settle,
        write=lines,
        file=file,
    )


def _also(at: Situation, own: Sequence[Ask], version: str, file: str) -> str:
    told = f"; {own[0].by} must also request {version}" if own else ""
    if file.endswith("pnpm-workspace.yaml") and not at.files.exists(file):
        told += "; pnpm before 10 reads `pnpm.overrides` of package.json"
    return told


def _how(at: Situation, scopes: Sequence[Scope]) -> str:
    if len(scopes) > _MOST_LINES:
        return f"write an override for each of the {len(scopes)} dependents"
    return "add the override to the existing ones" if at.overrides else "write the override"


def _is_long(at: Situation, asks: Sequence[Ask]) -> bool:
    return len(scopes_for(at, asks, at.target, narrow=True)) > _MOST_SCOPES


def _no_lower(at: Situation, asks: Sequence[Ask], *, narrow: bool) -> str | None:
    """Return the version for the override. An override must not downgrade other entries that it affects."""
    order = at.case.order
    others = touched(at, asks, narrow=narrow)
    if not others or order is None:
        return at.target
    highest = max(order.sort_key(entry.version or "") for entry in others)
    return next((version for version in at.choice.versions if not order.sort_key(version) < highest), None)


def _why(at: Situation, asks: Sequence[Ask]) -> str:
    if not at.short:
        return TAKEN
    if any(ask.range is not None for ask in asks):
        return asked_words([ask for ask in asks if ask.range is not None])
    update = at.tool.update
    attempt = at.line(update(at.name)) if update is not None else ""
    first = f", so try `{attempt}` first" if attempt else ""
    return (
        f"{at.holding.path} does not list the versions that {listed(ask.by for ask in asks)} requests{first}"
    )


def _lines(at: Situation, scopes: Sequence[Scope], version: str) -> tuple[str, str]:
    package_json = at.path("package.json")
    match at.tool.kind:
        case Kind.PYPROJECT:
            write = uv_overrides if at.tool.name == "uv" else pdm_overrides
            return at.path("pyproject.toml"), write(at.name, version)
        case Kind.PNPM if _in_workspace_file(at):
            return at.path("pnpm-workspace.yaml"), yaml_overrides(scopes)
        case Kind.PNPM:
            return package_json, json_overrides("pnpm.overrides", scopes, ">")
        case Kind.YARN:
            return package_json, json_overrides("resolutions", scopes, "/")
        case _:
            return package_json, json_overrides("overrides", scopes, None)


def _in_workspace_file(at: Situation) -> bool:
    """Return True if pnpm reads overrides from pnpm-workspace.yaml, as it does since version 10.

    pnpm 9 and 10 write the same lockfile version. If package.json already contains overrides, return False. If package.json
    contains no overrides, the pnpm version in `packageManager` decides.
    """
    root = at.files.package_json(at.folder)
    if any(one.section == "pnpm.overrides" for one in root.overrides):
        return False
    name, _, version = root.manager.partition("@")
    major = version.partition(".")[0]
    if name == "pnpm" and major.isdecimal() and len(major) < 5:
        return int(major) >= 10
    return at.holding.lock.format.partition(" v")[2].partition(".")[0] not in {"5", "6"}

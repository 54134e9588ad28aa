"""Finds the waivers in the policy that apply to an artifact."""

from collections.abc import Iterable, Sequence
from datetime import date

from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Waiver
from pratique.ecosystems import ECOSYSTEMS


def matching(waivers: Sequence[Waiver], ref: ReleaseRef | None) -> tuple[Waiver, ...]:
    """Return the waivers that match a release by package or npm scope (`@acme/*`), and by version range.

    `of_bytes` checks the digests of the waivers.
    """
    if ref is None:
        return ()
    return tuple(waiver for waiver in waivers if _fits(waiver, ref))


def of_bytes(waivers: Iterable[Waiver], digests: Sequence[Digest]) -> tuple[Waiver, ...]:
    """Return the waivers that apply to these bytes. `decide` checks the rule and the expiry of the waivers.

    A waiver's digest must match the bytes themselves, because the downloaded bytes may differ from the digest in a lockfile.
    """
    return tuple(waiver for waiver in waivers if waiver.digest is None or waiver.digest in digests)


def of_file(waivers: Iterable[Waiver], rule: str, path: str, today: date) -> tuple[Waiver, ...]:
    """Return the unexpired waivers of a rule for a file."""
    return tuple(w for w in waivers if w.rule == rule and w.package == path and w.expires >= today)


def named(waivers: Iterable[Waiver]) -> tuple[str, ...]:
    """Return each waiver as `rule package (origin)`, in alphabetical order."""
    return tuple(sorted(f"{w.rule} {w.package}" + (f" ({w.origin})" if w.origin else "") for w in waivers))


def _covers(package: str, name: str) -> bool:
    scope, star, rest = package.partition("/*")
    return name.startswith(f"{scope}/") if star and not rest else package == name


def _fits(waiver: Waiver, ref: ReleaseRef) -> bool:
    ecosystem = ref.package.ecosystem
    if waiver.ecosystem not in {None, ecosystem} or not _covers(waiver.package, ref.package.name):
        return False
    if waiver.versions is None:
        return True
    return ECOSYSTEMS[ecosystem].satisfies(ref.version, waiver.versions, prereleases=True)

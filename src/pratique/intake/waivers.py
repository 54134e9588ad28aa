"""Which waivers of the policy are about an artifact. Pure."""

from collections.abc import Iterable, Sequence

from pratique.core.names import ReleaseRef
from pratique.core.policy import Waiver
from pratique.ecosystems import ECOSYSTEMS
from pratique.intake.question import Question


def matching(waivers: Sequence[Waiver], ref: ReleaseRef | None, question: Question) -> tuple[Waiver, ...]:
    """Give the waivers whose package, range and digest fit; `decide` looks at their rule and their end."""
    if ref is None:
        return ()
    return tuple(waiver for waiver in waivers if _fits(waiver, ref, question))


def named(waivers: Iterable[Waiver]) -> tuple[str, ...]:
    """Each waiver as `rule package (origin)`, in order."""
    return tuple(sorted(f"{w.rule} {w.package}" + (f" ({w.origin})" if w.origin else "") for w in waivers))


def _fits(waiver: Waiver, ref: ReleaseRef, question: Question) -> bool:
    ecosystem = ref.package.ecosystem
    if waiver.ecosystem not in {None, ecosystem} or waiver.package != ref.package.name:
        return False
    if waiver.digest is not None:
        return any(waiver.digest in expected.digests for expected in question.file.expected)
    if waiver.versions is None:
        return True
    return ECOSYSTEMS[ecosystem].satisfies(ref.version, waiver.versions, prereleases=True)

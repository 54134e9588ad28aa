"""Advice about malware with what a listing and an inspection say."""

from collections.abc import Iterable
from dataclasses import replace

from pratique.core.assessment import JudgedPackage, merge_malware
from pratique.core.evidence import BadKind, Known, KnownBad, NotAsked
from pratique.core.finding import Inspection
from pratique.core.malware import BroughtIn, MalwareAdvice
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Policy
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.intake.known_bad.containment import is_advised, last_good, with_advice, with_parents
from tests.report import answers

LEFT = PackageRef(Ecosystem.NPM, "left")
REF = LEFT.at("1.4.0")
ADVICE = MalwareAdvice(name="left@1.4.0", package="left", version="1.4.0", reads=("~/.npmrc",))
BAD: Known[tuple[KnownBad, ...]] = Known((KnownBad(BadKind.ADVISORY, "MAL-1 says so", "osv", ADVICE),), "osv")


def listed(*versions: str, deprecated: Iterable[str] = (), yanked: Iterable[str] = ()) -> Listing:
    """A listing of releases with one file each."""
    releases = {}
    for version in versions:
        file = Artifact(
            filename=f"left-{version}.tgz",
            url=f"https://registry.example/left-{version}.tgz",
            kind=ArtifactKind.NPM_TARBALL,
            yanked="bad" if version in yanked else None,
        )
        releases[version] = Release(
            ref=LEFT.at(version),
            artifacts=(file,),
            deprecated="old" if version in deprecated else None,
        )
    return Listing(
        package=LEFT, registry="https://registry.example/", releases=releases, tags={}, maintainers=None
    )


def malicious(_package: PackageRef, versions: Iterable[str]) -> frozenset[str]:
    return frozenset(versions) & {"1.3.0", "1.4.0"}


def good(listing: Listing, policy: Policy | None = None) -> str:
    return last_good(REF, listing, policy=policy or Policy(), malicious=malicious)


def test_the_highest_lower_version_that_nothing_speaks_against() -> None:
    listing = listed("1.0.0", "1.2.0", "1.10.0", "1.3.0", "1.4.0-rc.1", "1.4.0", yanked=["1.2.0"])

    assert "1.0.0" == good(listing)


def test_what_is_deprecated_comes_last_and_what_is_denied_is_left_out() -> None:
    listing = listed("1.0.0", "1.1.0", "1.2.0", deprecated=["1.2.0"])

    assert "1.1.0" == good(listing)
    assert "1.2.0" == good(listed("1.2.0", deprecated=["1.2.0"]))
    assert "1.0.0" == good(listing, Policy(denied={LEFT.at("1.1.0").purl: "no"}))
    assert "" == good(listed("1.3.0", "1.4.0", "2.0.0"))


def test_advice_gains_the_version_and_what_the_code_reads() -> None:
    inspection = Inspection(artifact=Digest("sha256", "0" * 64), baseline=None, ruleset="r", reads=(".ssh",))
    found = with_advice(BAD, listed("1.1.0"), inspection, ref=REF, policy=Policy(), malicious=malicious)

    assert isinstance(found, Known)
    advice = found.value[0].advice
    assert advice is not None
    assert ("left@1.1.0", (".ssh", "~/.npmrc")) == (advice.pin, advice.reads)


def test_without_listing_and_inspection_advice_stays() -> None:
    assert BAD == with_advice(BAD, None, None, ref=REF, policy=Policy(), malicious=malicious)


def test_what_is_denied_alone_has_no_such_advice() -> None:
    denied: Known[tuple[KnownBad, ...]] = Known((KnownBad(BadKind.DENIED, "no", "policy"),), "policy")

    assert not is_advised(denied)
    assert not is_advised(NotAsked("nobody"))
    assert denied is with_advice(denied, listed("1.1.0"), None, ref=REF, policy=Policy(), malicious=malicious)


def judged(name: str, version: str, advice: MalwareAdvice, *paths: tuple[str, ...]) -> JudgedPackage:
    bad = (KnownBad(BadKind.ADVISORY, "MAL-1 says so", "osv", advice),)
    return replace(answers.judged(name, version, known_bad=bad), paths=paths)


def told(package: JudgedPackage) -> tuple[BroughtIn, ...]:
    advice = merge_malware(package.assessments)
    assert advice is not None
    return advice.brought_in


def test_who_brings_it_in_is_named_with_its_own_good_version() -> None:
    bare = MalwareAdvice(name="left@1.4.0", package="left", version="1.4.0")
    top = judged("top", "2.0.0", replace(bare, name="top@2.0.0", pin="top@1.0.0"), ("top@2.0.0",))
    below = judged("left", "1.4.0", bare, ("top@2.0.0", "left@1.4.0"), ("x@1.0.0", "left@1.4.0"))

    first, second = with_parents([top, below])

    assert () == told(first)
    assert (BroughtIn("top@2.0.0", "top@1.0.0"), BroughtIn("x@1.0.0")) == told(second)


def test_nobody_is_named_where_the_project_asks_or_a_good_version_is_known() -> None:
    direct = judged("left", "1.4.0", ADVICE, ("left@1.4.0",), ("top@2.0.0", "left@1.4.0"))
    known = judged("left", "1.4.0", replace(ADVICE, pin="left@1.0.0"), ("top@2.0.0", "left@1.4.0"))

    assert [(), ()] == [told(one) for one in with_parents([direct, known])]
    assert [answers.judged("a", "1.0.0")] == with_parents([answers.judged("a", "1.0.0")])

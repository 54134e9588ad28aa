"""Verifies where artifacts were built: fetches the signatures of registries and builders, and checks the artifacts."""

from dataclasses import dataclass, replace

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.provenance import BuiltCommit, Continuity, Outcome, Proof, Provenance
from pratique.core.release import Artifact, Listing, Release, TimeSource
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform
from pratique.errors import ParseError, Reference, RegistryError
from pratique.history.provenance.continuity import attested_before, compare, identity_of, is_attested
from pratique.history.provenance.document import MOST_BYTES
from pratique.history.provenance.judging import built_commits, judge_attestations, judge_signatures
from pratique.history.provenance.keys import KeyRing, read_keys
from pratique.history.provenance.reading import Attested, read_attestations
from pratique.history.provenance.subject import Held
from pratique.history.provenance.trust import TrustRoot
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstream, Upstreams

KEYS_PATH = "-/npm/v1/keys"
"""The path of an npm registry's signing keys."""
_JSON = "application/json"
_INTEGRITY = "application/vnd.pypi.integrity.v1+json, application/json"
"""The media type of PEP 740, and the type that other indexes return."""
_NO_KEYS = "the registry lists no signing keys, and none were given with --keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The signing keys and the trust root to verify with."""

    root: TrustRoot | None = None
    keys: KeyRing | None = None
    """The signing keys; None to fetch them from the registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    ring: KeyRing | None
    its_own: bool = False
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    listing: Listing
    release: Release
    upstream: Upstream
    keys: _Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceQuestions:
    """Requests signatures and attestations from the configured registries, and verifies them."""

    registry: RegistryClient
    upstreams: Upstreams
    platform: Platform
    trust: Trust
    everything: bool = False
    given: tuple[Attested, ...] | None = None
    """Attestations from the user. If the user specified attestations, the registry's attestations are not fetched."""

    async def of_release(self, ref: ReleaseRef, *, name: str) -> tuple[Provenance, ...]:
        """Return one result for each artifact that this platform installs.

        Raises RegistryError or ParseError if the listing is unavailable or lacks the release.
        """
        module = ECOSYSTEMS[ref.package.ecosystem]
        listing = await self.registry.listing(ref.package)
        release = module.resolve(listing, ref.version)
        if release is None:
            hint = "check that the registry lists this version"
            raise RegistryError(Reference.VERSION_NOT_FOUND, f"the registry does not list {ref}", hint=hint)
        chosen = module.artifacts_for(release, self.platform, everything=self.everything).chosen
        if not chosen:
            hint = "--platform selects another platform, --all-artifacts includes all files"
            raise RegistryError(
                Reference.NO_ARTIFACT, f"{release.ref} has no file for {self.platform.name}", hint=hint
            )
        upstream = self._upstream(listing)
        keys = await self._keys(upstream)
        asked = _Asked(listing=listing, release=release, upstream=upstream, keys=keys)
        return tuple([await self._artifact(asked, artifact, name) for artifact in chosen])

    async def built(
        self, listing: Listing, release: Release, artifact: Artifact
    ) -> tuple[tuple[BuiltCommit, ...], str]:
        """Return the commits in the attestations of an artifact, and the reason if the attestations could not be read."""
        asked = _Asked(
            listing=listing, release=release, upstream=self._upstream(listing), keys=_Keys(ring=None)
        )
        attested, why, known = await self._attested(asked, release, artifact)
        found = self._judge(attested, _held(release, artifact), asked.keys)
        return built_commits(found), "" if known or not is_attested(release) else why

    async def continuity(self, listing: Listing, release: Release) -> Evidence[Continuity]:
        """Compare the attested builder of a release with the builder of the previous attested release on the same release line.

        Only the first attested artifact is compared.
        """
        if not is_attested(release):
            return NotAsked("the registry lists no attestation")
        artifact = next((one for one in release.artifacts if one.provenance_url), None)
        artifact = artifact or next(iter(release.artifacts), None)
        if artifact is None:
            return NotAsked("the release has no files")
        asked = _Asked(
            listing=listing, release=release, upstream=self._upstream(listing), keys=_Keys(ring=None)
        )
        attested, why, known = await self._attested(asked, release, artifact)
        found = self._judge(attested, _held(release, artifact), asked.keys)
        name = str(release.ref)
        answer = await self._with_continuity(Provenance(name=name, ref=release.ref), asked, artifact, found)
        if answer.continuity is not None:
            return Known(answer.continuity, "attestations")
        if answer.previous is None:
            return NotAsked("no earlier release on the same release line has an attestation")
        if known and not answer.gaps:
            return NotAsked(
                f"the attestations of {name}, or of {answer.previous}, contain no identity to compare"
            )
        said = (why, *answer.gaps)
        return Unknown(next(filter(None, said)), Reference.REGISTRY_FAILED, "the registry")

    def _upstream(self, listing: Listing) -> Upstream:
        candidates = self.upstreams.all_of(listing.package)
        return next((each for each in candidates if each.url == listing.registry), candidates[0])

    async def _keys(self, upstream: Upstream) -> _Keys:
        if self.trust.keys is not None or upstream.ecosystem is not Ecosystem.NPM:
            return _Keys(ring=self.trust.keys)
        try:
            data = await self.registry.document(
                f"{upstream.url}{KEYS_PATH}", upstream, accept=_JSON, max_bytes=MOST_BYTES
            )
            return _Keys(ring=read_keys(data), its_own=True)
        except RegistryError as error:
            if error.reference is Reference.REGISTRY_NOT_FOUND:
                return _Keys(ring=None)
            return _Keys(ring=None, gap=f"the registry's signing keys: {error.message}")
        except ParseError as error:
            return _Keys(ring=None, gap=f"the registry's signing keys: {error.message}")

    async def _artifact(self, asked: _Asked, artifact: Artifact, name: str) -> Provenance:
        held = _held(asked.release, artifact)
        signed, gaps, not_asked = self._signatures(asked, held)
        attested, why, known = await self._attested(asked, asked.release, artifact)
        gaps += [why] if why and not known else []
        not_asked += [why] if why and known else []
        found = self._judge(attested, held, asked.keys)
        answer = Provenance(
            name=name,
            ref=asked.release.ref,
            filename=artifact.filename,
            digests=artifact.digests,
            proofs=(*signed, *found),
            gaps=tuple(gaps),
            not_asked=tuple(not_asked),
            built=built_commits(found),
        )
        return await self._with_continuity(answer, asked, artifact, found)

    def _signatures(self, asked: _Asked, held: Held) -> tuple[tuple[Proof, ...], list[str], list[str]]:
        if asked.release.ref.package.ecosystem is not Ecosystem.NPM:
            return (), [], ["registry signatures: only npm registries sign releases"]
        keys = asked.keys
        if keys.ring is None or not keys.ring.keys:
            signed = any(artifact.signatures for artifact in asked.release.artifacts)
            if keys.gap:
                return (), [keys.gap], []
            if signed:
                return (), [f"the release has a signature of its registry: {_NO_KEYS}"], []
            return (
                (),
                [],
                ["registry signatures: the registry lists no keys, and the release has no signatures"],
            )
        proofs = judge_signatures(
            asked.release, held, asked.listing, keys=keys.ring, keys_are_its_own=keys.its_own
        )
        return proofs, [], []

    async def _attested(
        self, asked: _Asked, release: Release, artifact: Artifact
    ) -> tuple[tuple[Attested, ...], str, bool]:
        if self.given is not None and release is asked.release:
            return self.given, "", True
        npm = release.ref.package.ecosystem is Ecosystem.NPM
        address = release.attestations if npm else artifact.provenance_url
        if address is None:
            if asked.listing.times is TimeSource.MIRROR or (npm and release.provenance is None):
                return (
                    (),
                    "the listing does not show whether there are attestations: a mirror may strip them",
                    False,
                )
            doubt = "" if npm else " (an index or a mirror may omit them)"
            return (), f"attestations: the registry lists none{doubt}", True
        try:
            data = await self.registry.document(
                address, asked.upstream, accept=_JSON if npm else _INTEGRITY, max_bytes=MOST_BYTES
            )
            return read_attestations(data), "", True
        except (RegistryError, ParseError) as error:
            return (), f"the attestations of {release.ref}: {error.message}", False

    def _judge(self, attested: tuple[Attested, ...], held: Held, keys: _Keys) -> tuple[Proof, ...]:
        why = keys.gap or _NO_KEYS
        return judge_attestations(attested, held, root=self.trust.root, keys=keys.ring, why_no_keys=why)

    async def _with_continuity(
        self, answer: Provenance, asked: _Asked, artifact: Artifact, found: tuple[Proof, ...]
    ) -> Provenance:
        module = ECOSYSTEMS[asked.release.ref.package.ecosystem]
        before = attested_before(asked.listing, asked.release.ref.version, module)
        if before is None:
            return answer
        answer = replace(answer, previous=before.ref)
        new = identity_of(found)
        other = module.counterpart(before, artifact)
        if new is None or other is None:
            return answer
        attested, why, _ = await self._attested(asked, before, other)
        old = identity_of(self._judge(attested, _held(before, other), asked.keys))
        if why or old is None:
            said = why or f"the attestations of {before.ref} contain no identity to compare with"
            return replace(answer, gaps=(*answer.gaps, said))
        both = {new[1], old[1]} == {Outcome.VERIFIED}
        return replace(answer, continuity=compare(before.ref, old[0], new[0], verified=both))


def _held(release: Release, artifact: Artifact) -> Held:
    return Held(
        ecosystem=release.ref.package.ecosystem,
        ref=release.ref,
        filename=artifact.filename,
        digests=artifact.digests,
    )

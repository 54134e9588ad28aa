"""Determines the artifacts to judge, from a release that the user specifies or from a lockfile entry."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from pratique.core.evidence import PINNED_NEEDS_NONE, Evidence, Known, KnownBad, NotAsked, Unknown
from pratique.core.install_options import NO_OPTIONS
from pratique.core.lock import LockedPackage, SourceKind
from pratique.core.names import Digest, PackageRef, ReleaseRef
from pratique.core.reading import Trouble
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform
from pratique.ecosystems.newest import is_version, near_versions
from pratique.errors import ParseError, Reference, RegistryError
from pratique.intake.entries.indexes import indexes_of, releases_of
from pratique.intake.entries.selection import Choosing, no_file
from pratique.intake.history.evidence import surroundings_of
from pratique.intake.history.lookups import NOTHING_MORE, Lookups
from pratique.intake.known_bad.records import Records
from pratique.intake.question import Expected, File, Party, Question
from pratique.lockfiles.git_address import read_commit
from pratique.net.client.address import origin, parse, shown
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstream, Upstreams

_MOST_TAGS = 8
_NOT_THERE = frozenset({Reference.REGISTRY_NOT_FOUND, Reference.VERSION_NOT_FOUND, Reference.NO_ARTIFACT})


@dataclass(frozen=True, slots=True)
class Wish:
    """The baseline that the user wants: a release, a file, none, or by default the release that the ecosystem's rules select."""

    ref: ReleaseRef | None = None
    file: File | None = None
    none: bool = False


def _all_fit(_package: PackageRef) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Builds a `Question` for each artifact to judge. Registries are queried for listings, but no artifact is downloaded."""

    registry: RegistryClient
    upstreams: Upstreams
    platform: Platform
    everything: bool = False
    """Whether to include all artifacts of a release, not only those that an installer on this platform would choose."""
    records: Callable[[], Records] | None = None
    """Returns the local records of malicious releases. Releases in the local records are never used as baselines."""
    unfit: Callable[[PackageRef], Collection[str]] = _all_fit
    """Returns versions that are excluded as baselines for other reasons, such as a hold by a gate.

    Raises StoreError if the store cannot be read.
    """
    lookups: Lookups = NOTHING_MORE
    """The optional lookups for history signals."""

    async def of_release(
        self, ref: ReleaseRef, *, standing: Standing, wish: Wish | None = None
    ) -> list[Question]:
        """Return the `Question`s about a release that the user specified.

        Raises RegistryError if the registry does not list the release, unless the release is known to be malicious. Also raises
        RegistryError if a requested baseline is missing.
        """
        try:
            return await self._of_release(ref, standing=standing, wish=wish)
        except RegistryError as error:
            return [await self.gone(ref, error, standing=standing)]

    async def _of_release(self, ref: ReleaseRef, *, standing: Standing, wish: Wish | None) -> list[Question]:
        module = ECOSYSTEMS[ref.package.ecosystem]
        listing = await self.registry.listing(ref.package)
        release = module.resolve(listing, ref.version)
        if release is None:
            raise no_such(listing, ref)
        selection = module.artifacts_for(release, self.platform, everything=self.everything)
        if not selection.chosen:
            why = selection.left_out[0].why if selection.left_out else "the release has no files"
            raise no_file(release, self.platform, why)
        questions = [
            self._listed(release, artifact, listing, standing=standing, locked=())
            for artifact in selection.chosen
        ]
        if standing is Standing.NEW:
            questions = await self._with_surroundings(questions, listing, release)
        return [await self.with_baseline(question, listing, wish or Wish()) for question in questions]

    async def of_locked(
        self,
        entry: LockedPackage,
        *,
        standing: Standing,
        asked: Sequence[str] = (),
        platform: Platform | None = None,
    ) -> list[Question]:
        """Return the `Question`s about a lockfile entry from a registry with a pinned version.

        A pinned entry with a strong digest and a known URL needs no listing. `asked` contains the registries in the
        lockfile. Raises RegistryError if a required listing is unavailable or lacks the release. Also raises
        RegistryError if the entry's registry is not configured and no digest determines the bytes. For a release that
        is known to be malicious, no RegistryError is raised.
        """
        assert entry.ref is not None
        if entry.source is SourceKind.GIT:
            return [_of_commit(entry, standing)]
        try:
            return await self._of_locked(entry, standing=standing, asked=asked, platform=platform)
        except RegistryError as error:
            return [await self.gone(entry.ref, error, standing=standing, entry=entry)]

    async def gone(
        self,
        ref: ReleaseRef,
        error: RegistryError,
        *,
        standing: Standing,
        entry: LockedPackage | None = None,
        digests: tuple[Digest, ...] = (),
        filename: str = "",
    ) -> Question:
        """Return a `Question` about a malicious release that its registry no longer has. Raise `error` for all other releases.

        `entry` is the lockfile entry whose digests are compared. `digests` are digests found on this machine. `filename` is the
        name of the requested file.
        """
        if self.records is None:
            raise error
        question = replace(
            self._without_bytes(ref, standing, entry=entry, digests=digests, filename=filename),
            listing=await self._listing_without(ref, error, entry.registry if entry else None),
            gone=Trouble(error.reference, error.message, error.hint),
        )
        if not self.records().known(question):
            raise error
        return question

    def known_bad(self, ref: ReleaseRef, digests: tuple[Digest, ...] = ()) -> tuple[KnownBad, ...]:
        """Return the local records about a release or about files with these digests. No registry is queried."""
        if self.records is None:
            return ()
        return self.records().known(self._without_bytes(ref, Standing.NEW, digests=digests))

    def _without_bytes(
        self,
        ref: ReleaseRef,
        standing: Standing,
        *,
        entry: LockedPackage | None = None,
        digests: tuple[Digest, ...] = (),
        filename: str = "",
    ) -> Question:
        module = ECOSYSTEMS[ref.package.ecosystem]
        try:
            upstream = self.upstreams.of(ref.package, registry=entry.registry if entry else None)
        except RegistryError:
            upstream = None
        by_rule = module.artifact_url(ref, upstream.url) if upstream else None
        name = filename or (by_rule or "").rpartition("/")[2] or f"{ref.package.name}@{ref.version}"
        named = ((Party.LOCK, entry.digests if entry else ()), (Party.MEMORY, digests))
        file = File(
            ref=ref,
            ecosystem=ref.package.ecosystem,
            filename=name,
            kind=module.kind_of(name),
            upstream=upstream,
            expected=tuple(Expected(party, found) for party, found in named if found),
        )
        return Question(file=file, standing=standing, baseline_why="no bytes are available for comparison")

    async def _listing_without(
        self, ref: ReleaseRef, error: RegistryError, registry: str | None
    ) -> Evidence[Listing]:
        if error.reference in {Reference.VERSION_NOT_FOUND, Reference.NO_ARTIFACT}:
            try:
                return Known(await self.registry.listing(ref.package, registry=registry), "the registry")
            except RegistryError:
                pass
        return Unknown(error.message, error.reference, "the registry", error.hint)

    async def _of_locked(
        self, entry: LockedPackage, *, standing: Standing, asked: Sequence[str], platform: Platform | None
    ) -> list[Question]:
        assert entry.ref is not None
        if entry.options != NO_OPTIONS:
            return await self._of_indexes(entry, standing=standing, platform=platform)
        registry = self._registry(entry, asked)
        candidates = self.upstreams.all_of(entry.package, registry=registry)
        # A private registry's artifacts are judged otherwise: where several may be meant, their listings must tell.
        if standing is Standing.PINNED and len({upstream.private for upstream in candidates}) == 1:
            direct = self._direct(entry, candidates[0], platform or self.platform)
            if direct:
                return direct
        return await self._of_listing(entry, registry, standing=standing, platform=platform)

    async def _of_indexes(
        self, entry: LockedPackage, *, standing: Standing, platform: Platform | None
    ) -> list[Question]:
        indexes = indexes_of(entry, self.upstreams)
        found: dict[tuple[object, ...], Question] = {}
        missing: RegistryError | None = None
        for address in indexes.addresses:
            try:
                questions = await self._of_listing(
                    entry,
                    address,
                    standing=standing,
                    platform=platform,
                    any_fitting=indexes.any_fitting,
                )
            except RegistryError as error:
                if error.reference not in _NOT_THERE:
                    raise
                missing = missing or error
                continue
            for question in questions:
                file = question.file
                found.setdefault((file.filename, file.expected or file.urls), question)
        if not found and missing is not None:
            raise missing
        return list(found.values())

    async def _of_listing(
        self,
        entry: LockedPackage,
        registry: str | None,
        *,
        standing: Standing,
        platform: Platform | None,
        any_fitting: bool = False,
    ) -> list[Question]:
        assert entry.ref is not None
        listing = await self.registry.listing(entry.package, registry=registry)
        releases = releases_of(listing, entry, ECOSYSTEMS[entry.package.ecosystem])
        if not releases:
            raise no_such(listing, entry.ref)
        return [
            question
            for release in releases
            for question in await self._of_listed(
                entry, listing, release, standing=standing, platform=platform, any_fitting=any_fitting
            )
        ]

    async def _of_listed(
        self,
        entry: LockedPackage,
        listing: Listing,
        release: Release,
        *,
        standing: Standing,
        platform: Platform | None,
        any_fitting: bool,
    ) -> list[Question]:
        questions = [
            self._listed(release, choice.artifact, listing, standing=standing, locked=choice.locked)
            for choice in self._choosing(platform, any_fitting=any_fitting).of(release, entry)
        ]
        if standing is Standing.PINNED:
            return [replace(question, baseline_why=PINNED_NEEDS_NONE) for question in questions]
        questions = await self._with_surroundings(questions, listing, release)
        return [await self.with_baseline(question, listing, Wish()) for question in questions]

    def is_private(self, package: PackageRef) -> bool:
        """Return True if the first registry to query for a package is private."""
        return self.upstreams.of(package).private

    def _registry(self, entry: LockedPackage, asked: Sequence[str]) -> str | None:
        try:
            upstream = self.upstreams.of(entry.package, registry=entry.registry)
            for address in asked:
                self.upstreams.of(entry.package, registry=address)
            if entry.url is not None:
                self._check_place(entry.url, upstream)
        except RegistryError:
            # An installer would go there; with a digest, whatever another registry gives is the same or is blocked.
            if entry.tells_bytes:
                return None
            raise
        return entry.registry

    def _check_place(self, address: str, upstream: Upstream) -> None:
        try:
            url = self.upstreams.redirected(parse(address), upstream)
        except ParseError:
            url = None
        if url is None or origin(url) != origin(parse(upstream.url)):
            raise RegistryError(
                Reference.REGISTRY_NOT_CONFIGURED,
                f"the lock takes the file from {shown(url) if url else 'an invalid URL'}, and lists no digest of the file",
                hint="regenerate the lock with digests, or configure that registry",
            )

    def _direct(self, entry: LockedPackage, upstream: Upstream, platform: Platform) -> list[Question]:
        assert entry.ref is not None
        if entry.any_file or not _settles_each_file(entry):
            return []
        module = ECOSYSTEMS[entry.package.ecosystem]
        by_rule = module.artifact_url(entry.ref, upstream.url)
        release = Release(ref=entry.ref, artifacts=tuple(self._as_artifacts(entry, by_rule)))
        if not release.artifacts:
            return []
        selection = module.artifacts_for(release, platform, everything=self.everything)
        questions = []
        for artifact in selection.chosen:
            if not any(digest.strong for digest in artifact.digests):
                return []
            urls = tuple(url for url in (artifact.url, by_rule) if url and self.upstreams.allows(url))
            if not urls:
                return []
            file = listed_file(entry.ref, artifact, upstream, urls, [Expected(Party.LOCK, artifact.digests)])
            questions.append(
                Question(
                    file=file,
                    standing=Standing.PINNED,
                    listing=NotAsked(PINNED_NEEDS_NONE),
                    baseline_why=PINNED_NEEDS_NONE,
                )
            )
        return questions

    def _as_artifacts(self, entry: LockedPackage, by_rule: str | None) -> Iterable[Artifact]:
        module = ECOSYSTEMS[entry.package.ecosystem]
        for file in entry.files:
            url = file.url or entry.url or by_rule or ""
            filename = file.filename or (by_rule or "").rpartition("/")[2]
            if filename:
                yield Artifact(
                    filename=filename,
                    url=url,
                    kind=module.kind_of(filename),
                    digests=file.digests,
                    size_bytes=file.size_bytes,
                )

    def _choosing(self, platform: Platform | None, *, any_fitting: bool) -> Choosing:
        def same_place(told: str, listed: str) -> bool:
            try:
                one, other = parse(told), parse(listed)
            except ParseError:
                return False
            upstreams = self.upstreams
            return any(upstreams.redirected(one, up) == upstreams.redirected(other, up) for up in upstreams)

        return Choosing(
            platform=platform or self.platform,
            everything=self.everything,
            same_place=same_place,
            any_fitting=any_fitting,
        )

    def _listed(
        self,
        release: Release,
        artifact: Artifact,
        listing: Listing,
        *,
        standing: Standing,
        locked: tuple[Digest, ...],
    ) -> Question:
        upstream = self.upstreams.of(release.ref.package, registry=listing.registry)
        expected = [Expected(Party.LOCK, locked)] if locked else []
        if artifact.digests:
            expected.append(Expected(Party.REGISTRY, artifact.digests))
        file = listed_file(release.ref, artifact, upstream, (artifact.url,), expected)
        source = "the private registry" if upstream.private else "the registry"
        return Question(file=file, standing=standing, listing=Known(listing, source), listed=artifact)

    async def _with_surroundings(
        self, questions: list[Question], listing: Listing, release: Release
    ) -> list[Question]:
        about = await surroundings_of(self.registry, listing, release, self.lookups)
        return [replace(question, surroundings=about) for question in questions]

    def unusable(self, question: Question, listing: Listing) -> frozenset[str]:
        """Return the versions in a listing that are excluded as baselines because they are malicious or held.

        Raises StoreError if the store cannot be read.
        """
        assert question.file.ref is not None
        package = question.file.ref.package
        bad = frozenset(self.unfit(package))
        if self.records is not None:
            bad |= self.records().versions(package, listing.releases, private=question.private)
        return bad

    async def with_baseline(self, question: Question, listing: Listing, wish: Wish) -> Question:
        """Return a question with its baseline: the wanted one, or the one that the ecosystem's rules select.

        Raises RegistryError if a wanted baseline cannot be used.
        """
        ref = question.file.ref
        assert ref is not None
        if wish.none:
            return replace(question, baseline_why="not wanted")
        if wish.file is not None:
            return with_baseline_file(question, wish.file)
        module = ECOSYSTEMS[ref.package.ecosystem]
        bad = self.unusable(question, listing)
        question = replace(question, unfit=bad)
        if wish.ref is not None:
            if wish.ref.package != ref.package:
                listing = await self.registry.listing(wish.ref.package)
            release, why = module.resolve(listing, wish.ref.version), ""
            if release is None:
                raise no_baseline(f"the registry does not list {wish.ref}")
        else:
            release, why = module.baseline(listing, ref.version, kind=question.file.kind, excluded=bad)
        artifact = module.counterpart(release, question.listed) if release and question.listed else None
        if wish.ref is not None and artifact is None:
            raise no_baseline(f"{wish.ref} has no file like {question.file.filename}")
        if release is None or artifact is None:
            return replace(question, baseline_why=why or "the baseline has no file of this kind")
        upstream = self.upstreams.of(release.ref.package, registry=listing.registry)
        expected = [Expected(Party.REGISTRY, artifact.digests)]
        return replace(
            question,
            baseline=listed_file(release.ref, artifact, upstream, (artifact.url,), expected),
            baseline_why=why,
        )


def no_baseline(why: str) -> RegistryError:
    """Return the error for a baseline that the user specified but that cannot be used."""
    hint = "specify a release or archive of the same kind; --no-baseline disables the comparison"
    return RegistryError(Reference.NO_ARTIFACT, f"no baseline: {why}", hint=hint)


def with_baseline_file(question: Question, baseline: File) -> Question:
    """Set the user's file as the baseline. Raises RegistryError for a file of another kind."""
    file = question.file
    if (baseline.ecosystem, baseline.kind) != (file.ecosystem, file.kind):
        raise no_baseline(f"{baseline.filename} is another kind of archive than {file.filename}")
    return replace(question, baseline=baseline, baseline_why="")


def _of_commit(entry: LockedPackage, standing: Standing) -> Question:
    source = read_commit(entry.url)
    assert entry.ref is not None
    assert source is not None
    return Question(
        file=File(
            ref=entry.ref,
            ecosystem=entry.package.ecosystem,
            filename=source.filename,
            kind=ArtifactKind.COMMIT,
            commit=source,
        ),
        standing=standing,
        listing=NotAsked("the package comes from a git repository, not from a registry"),
        baseline_why="a git commit has no previous release",
    )


def listed_file(
    ref: ReleaseRef,
    artifact: Artifact,
    upstream: Upstream,
    urls: tuple[str, ...],
    expected: Iterable[Expected],
) -> File:
    """Return the file to fetch for an artifact of a release."""
    return File(
        ref=ref,
        ecosystem=ref.package.ecosystem,
        filename=artifact.filename,
        kind=artifact.kind,
        urls=urls,
        upstream=upstream,
        expected=tuple(expected),
        size_bytes=artifact.size_bytes,
    )


def _settles_each_file(entry: LockedPackage) -> bool:
    names = [file.filename for file in entry.files]
    algorithms = [[digest.algorithm for digest in file.digests] for file in entry.files]
    return len({*names}) == len(names) and all(len({*found}) == len(found) for found in algorithms)


def files_elsewhere(entry: LockedPackage, questions: Sequence[Question]) -> frozenset[Digest]:
    """Return the digests of files that the lockfile accepts but that are not installed on any of the chosen platforms."""
    asked = {question.file.filename for question in questions}
    found: set[Digest] = set()
    for question in questions:
        if isinstance(question.listing, Known):
            assert question.file.ref is not None
            release = question.listing.value.releases.get(question.file.ref.version)
            files = release.artifacts if release else ()
            found.update(d for file in files if file.filename not in asked for d in file.digests)
        else:
            found.update(d for row in entry.files if row.filename not in asked for d in row.digests)
    return frozenset(found)


def no_such(listing: Listing, ref: ReleaseRef) -> RegistryError:
    """Return the error for a version, tag or range that a listing lacks. The hint contains the newest and the nearest version."""
    if ref.version in listing.removed:
        at = listing.removed[ref.version].at
        return RegistryError(
            Reference.VERSION_NOT_FOUND,
            f"{ref} was published {at:%Y-%m-%d} and is no longer listed: the registry or its owner removed it",
            hint="removed releases are often malicious; look for an advisory, and choose another version",
        )
    exact = is_version(ref.package, ref.version)
    near = near_versions(listing, ref.version) if exact else near_versions(listing, "")[:1]
    if not near:
        hint = "the registry lists no releases of this package"
    elif exact:
        hint = f"newest: {near[0]}"
        hint += f"; nearest: {', '.join(near[1:])}" if near[1:] else ""
    else:
        tags = ", ".join(sorted(listing.tags)[:_MOST_TAGS])
        hint = f"newest: {near[0]}" + (f"; tags: {tags}" if tags else "")
    what = f"has no version {ref.version}" if exact else f"has no release for {ref.version}"
    return RegistryError(Reference.VERSION_NOT_FOUND, f"{ref.package} {what}", hint=hint)

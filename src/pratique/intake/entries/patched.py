"""Judges a release after the project's patches are applied, with the published release as the baseline."""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pratique.archive.limits import Limits
from pratique.archive.patching import apply
from pratique.archive.reading import SUFFIXES, read
from pratique.core.assessment import Assessment
from pratique.core.deciding import RULE
from pratique.core.evidence import NotAsked
from pratique.core.policy import Waiver
from pratique.core.tree import Tree
from pratique.core.verdict import Standing
from pratique.errors import ParseError, Reference
from pratique.intake.entries.patches import Chain, PatchFile
from pratique.intake.in_use.standing import Standings
from pratique.intake.question import File, Question
from pratique.intake.road import Road
from pratique.intake.waivers import of_file
from pratique.net.git.commit_tree import Entry, tar_of

_TOP = "package"
_FILE, _EXECUTABLE = 0o100644, 0o100755
_LISTING = "the project patches the release, and no registry lists the patched files"
_ALGORITHMS = ("sha256", "sha384", "sha512")


@dataclass(frozen=True, slots=True)
class PatchedCode:
    """Judges releases that the project patches."""

    road: Road
    standings: Standings

    async def assess(self, file: File, chain: Chain, *, waivers: tuple[Waiver, ...]) -> Assessment:
        """Judge a release after its patches are applied.

        The patched release counts as new unless exactly the patched bytes are already in use. Raises ParseError
        (`patch-not-judged`) for patches that cannot be applied, and RegistryError if the release is unavailable.
        """
        patched = await self._patched(file, chain)
        question = Question(
            file=patched,
            standing=self.standings.forced or Standing.PINNED,
            listing=NotAsked(_LISTING),
            baseline=file,
            waivers=waivers,
        )
        found = await self.road.assess(question)
        assert file.ref is not None
        if found.standing is Standing.PINNED and not self.standings.covers(file.ref, found):
            found = await self.road.assess(replace(question, standing=Standing.NEW))
        return self._as_published(found)

    async def _patched(self, file: File, chain: Chain) -> File:
        data = await self.road.load(file)
        tar = await asyncio.to_thread(patched_tar, data, file.filename, chain, self.road.limits)
        return File(
            ref=file.ref,
            ecosystem=file.ecosystem,
            filename=_filename(file, chain),
            kind=file.kind,
            data=tar,
            place=chain[-1].path,
        )

    def _as_published(self, found: Assessment) -> Assessment:
        """Accept unanalysed code that the published release also contains, because that release is judged separately."""
        inspection = found.inspection
        accepted = (
            frozenset(one for one in inspection.unread if one.in_baseline) if inspection else frozenset()
        )
        if not accepted:
            return found
        dossier = replace(found.dossier, accepted=accepted)
        return replace(
            found, dossier=dossier, verdict=self.road.verdict(dossier, found.standing, self.road.now())
        )


def accepting_waiver(chain: Chain, waivers: Sequence[Waiver], today: date) -> Waiver | None:
    """Return a waiver for one of the patches if each patch has a waiver; None otherwise."""
    found = [next(_fitting(file, waivers, today), None) for file in chain]
    return found[0] if all(one is not None for one in found) else None


def _fitting(file: PatchFile, waivers: Sequence[Waiver], today: date) -> Iterator[Waiver]:
    data = file.data
    digests = () if data is None else {hashlib.new(name, data).hexdigest() for name in _ALGORITHMS}
    for waiver in of_file(waivers, RULE, file.path, today):
        if waiver.digest is None or waiver.digest.hex in digests:
            yield waiver


def patched_tar(data: bytes, filename: str, chain: Chain, limits: Limits) -> bytes:
    """Return the files of a patched release as a tar archive.

    Raises ParseError (`patch-not-judged`) if a patch cannot be applied.
    """
    tree = read(data, filename, limits=limits)
    for patch in chain:
        if patch.data is None:
            raise _not_judged(patch, patch.why, "restore it")
        try:
            tree = Tree(tuple(apply(tree, patch.data, searches=patch.searched).values()), tree.omitted)
        except ParseError as error:
            raise _not_judged(patch, error.message, error.hint) from None
    return tar_of(
        (
            Entry(
                one.path.encode("utf-8", "surrogateescape"),
                _EXECUTABLE if one.executable else _FILE,
                one.data,
            )
            for one in tree.files
        ),
        top=_TOP,
    )


def _not_judged(patch: PatchFile, why: str, hint: str) -> ParseError:
    waiver = f'accept it by a waiver (rule = "{RULE}", package = "{patch.path}")'
    return ParseError(Reference.PATCH_NOT_JUDGED, f"{patch.path}: {why}", hint=f"{hint}; or {waiver}")


def _filename(file: File, chain: Chain) -> str:
    """Return a file name such as `kite-1.1.0 + patches:kite.patch.tar`."""
    suffix = next((one for one in SUFFIXES if file.filename.lower().endswith(one)), "")
    named = " + ".join(patch.path.replace("/", ":") for patch in chain)
    return f"{file.filename[: len(file.filename) - len(suffix)]} + {named}.tar"

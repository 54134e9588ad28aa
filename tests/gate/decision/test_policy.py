import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pratique.core.act import Act, ActKind
from pratique.core.freeze import FreezeAct, FreezeKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.verdict import Standing
from pratique.gate.background.index_leases import Leased
from pratique.gate.decision.policy import ADOPTED_BY_GATE, Law
from pratique.intake.known_bad.advised import NO_WARNINGS
from pratique.store.folder.home import Home
from pratique.store.opening import open_store
from pratique.store.record import Adopted, Adoption, AllowedBytes, Seen
from tests.core.dossiers import dossier
from tests.intake.building import Machine
from tests.loopback import LoopbackRegistry

REF = PackageRef(Ecosystem.NPM, "calm").at("1.0.0")
AT = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Index:
    """An index that is replaced when `name` is another one."""

    name: str = "first"
    opened: int = 0
    closed: int = 0

    def stamp(self) -> str:
        return self.name

    def open(self) -> Leased:
        self.opened += 1
        return Leased(NO_WARNINGS, self._close)

    def _close(self) -> None:
        self.closed += 1


def test_the_epoch_is_another_one_when_advisories_or_adoptions_are(tmp_path: Path) -> None:
    sha512 = Digest("sha512", "ab" * 64)
    seen = Seen(
        purl=REF.purl,
        filename="calm-1.0.0.tgz",
        sha256="a" * 64,
        sha512="b" * 128,
        sha1="c" * 40,
        size_bytes=1,
        first_seen=AT,
    )

    async def run() -> None:
        with LoopbackRegistry() as registry, open_store(Home(tmp_path / "state")) as store:
            async with Machine(loopback=registry, store=store, folder=tmp_path).opened() as parts:
                index = Index()
                law = Law(parts.road, store=store, advice=index)
                first = law.epoch
                assert not law.renew()
                assert 1 == index.opened

                index.name = "second"
                with law.leased() as road:
                    assert law.renew()
                    assert 0 == index.closed, "somebody still looks in the first"
                    assert road is not law.road
                assert 1 == index.closed
                second = law.epoch
                assert 2 == index.opened
                assert first != second

                assert Standing.NEW is law.standing(REF, [sha512])
                entries = frozenset({Adopted(REF.purl, str(sha512))})
                store.adoptions.put(Adoption(project=ADOPTED_BY_GATE, at=AT, entries=entries))
                assert law.renew()
                assert 2 == index.opened
                assert second != law.epoch
                assert Standing.PINNED is law.standing(REF, [sha512])
                assert Standing.NEW is law.standing(REF.package.at("2.0.0"), [sha512])

                store.artifacts.remember([seen])
                assert Standing.NEW is law.standing(REF, seen.digests)
                store.allowed.add_many([AllowedBytes("a" * 64, REF.purl)], at=AT + timedelta(hours=1))
                assert Standing.PINNED is law.standing(REF, seen.digests)

    asyncio.run(run())


def test_a_refusal_begins_a_new_epoch_and_a_release_only_a_new_state_of_its_package(tmp_path: Path) -> None:
    digest = Digest("sha256", "a" * 64)
    release = Act(kind=ActKind.RELEASE, digest=digest, purl=REF.purl, at=AT, who="ada", reason="read it")

    async def run() -> None:
        with LoopbackRegistry() as registry, open_store(Home(tmp_path / "state")) as store:
            async with Machine(loopback=registry, store=store, folder=tmp_path).opened() as parts:
                law = Law(parts.road, store=store, advice=Index())
                other = PackageRef(Ecosystem.NPM, "other")
                epoch, state, others = law.epoch, law.state_of(REF.package), law.state_of(other)

                store.acts.add_many([release])
                assert not law.renew()
                assert (epoch, others) == (law.epoch, law.state_of(other))
                assert state != law.state_of(REF.package)

                store.acts.add_many([replace(release, kind=ActKind.REFUSE)])
                assert law.renew()
                assert epoch != law.epoch
                again = Law(parts.road, store=store, advice=Index())
                assert law.epoch == again.epoch

    asyncio.run(run())


def test_a_freeze_and_its_end_begin_a_new_epoch_and_are_evidence_until_its_end(tmp_path: Path) -> None:
    async def run() -> None:
        with LoopbackRegistry() as registry, open_store(Home(tmp_path / "state")) as store:
            async with Machine(loopback=registry, store=store, folder=tmp_path).opened() as parts:
                law = Law(parts.road, store=store, advice=Index())
                now, first = law.now(), law.epoch
                order = FreezeAct(
                    kind=FreezeKind.FREEZE,
                    at=now,
                    who="ada",
                    reason="a worm",
                    published_before=now,
                    until=now + timedelta(hours=1),
                )
                store.freezes.add(order)
                assert law.renew()
                assert ["a worm"] == [one.reason for one in law.freezes]
                assert law.freezes == law.heard(dossier(), ()).freezes
                second = law.epoch
                assert first != second
                assert second == Law(parts.road, store=store, advice=Index()).epoch

                store.freezes.add(FreezeAct(kind=FreezeKind.UNDONE, at=now, who="bo", reason="over"))
                assert law.renew()
                assert [] == list(law.freezes)
                assert second != law.epoch

    asyncio.run(run())

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.core.act import NO_WORD, Act, ActKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.intake.known_bad.acts import Acts
from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store
from pratique.store.record import FileName, Seen

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CALM, OTHER = (PackageRef(Ecosystem.NPM, name) for name in ("calm", "other"))
SEEN = Seen(
    purl=CALM.at("1.1.0").purl,
    filename="calm-1.1.0.tgz",
    sha256="a" * 64,
    sha512="b" * 128,
    sha1="c" * 40,
    size_bytes=1,
    first_seen=NOW,
)
SHA256, SHA512 = Digest("sha256", "a" * 64), Digest("sha512", "b" * 128)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("state")
    with open_store(Home(folder)) as store:
        store.artifacts.remember([SEEN])
    return folder


def released(digest: Digest = SHA256, kind: ActKind = ActKind.RELEASE, **more: object) -> Act:
    values: dict[str, object] = {"digest": digest, "at": NOW, "who": "ada", "reason": "read it", **more}
    return Act(kind=kind, **values)  # type: ignore[arg-type]


def test_everything_that_was_said_about_the_same_bytes_is_known_in_order(tmp_path: Path) -> None:
    with open_store(Home(tmp_path)) as store:
        store.acts.add_many(
            [released(), released(SHA512, ActKind.REFUSE), released(Digest("sha256", "d" * 64))]
        )
        acts = Acts(store)

        assert [1, 2] == [one.number for one in acts.said([SHA512, SHA256], NOW)]
        assert () == acts.said([], NOW)


def test_what_another_process_did_counts_within_a_second(place: Path) -> None:
    with open_store(Home(place)) as store, open_store(Home(place)) as elsewhere:
        acts = Acts(store)
        assert NO_WORD == acts.word([SHA256], NOW)

        elsewhere.acts.add_many([released()])

        assert NO_WORD == acts.word([SHA256], NOW + SECOND / 2)
        found = acts.word([SHA256], NOW + SECOND).release
        assert found is not None
        assert "ada" == found.who
        assert found == acts.word([SHA256], NOW - SECOND).release
        _the_stamps_tell_whose_listings_change(acts, elsewhere)


def _the_stamps_tell_whose_listings_change(acts: Acts, store: Store) -> None:
    assert (1, 0) == (acts.stamp(CALM, NOW), acts.stamp(OTHER, NOW))
    assert (1, 0) == (acts.last, acts.last_refusal)

    unmet = Digest("sha256", "d" * 64)
    store.acts.add_many([released(unmet, ActKind.REFUSE)])
    acts.renew(NOW)

    assert (2, 2) == (acts.stamp(CALM, NOW), acts.stamp(OTHER, NOW))
    assert 2 == acts.last_refusal
    name, other = FileName(SEEN.purl, SEEN.filename), FileName(OTHER.at("1").purl, "x")
    words = acts.words([(name, SEEN.digests), (other, (SHA512,))], NOW)
    assert {name} == set(words)
    assert acts.word([unmet], NOW).refusal is not None
    assert NO_WORD == acts.word([], NOW)

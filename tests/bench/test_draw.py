"""The samples that two states are compared by, and the rows that their models learn from."""

from pathlib import Path

import pytest
from bench.inspect.corpus import Sample, write_list
from bench.inspect.draw import ALONE, PAIRS, draw, is_judged, training_rows
from bench.inspect.later import LateSampleError
from bench.inspect.sets import BEFORE
from bench.inspect.tables import Row, write_table

from pratique.core.names import Ecosystem


def _sample(set_: str, name: str, version: str, drawn: str) -> Sample:
    return Sample(
        set=set_, ecosystem=Ecosystem.NPM if "npm" in set_ else Ecosystem.PYPI, name=name, version=version,
        filename=f"{name}-{version}.tgz", sha256=f"{set_}:{name}:{version}", size_bytes=1, source="s", drawn=drawn,
    )  # fmt: skip


def _lists(folder: Path, *malware: Sample) -> Path:
    write_list(folder / "mal-pypi.tsv", malware)
    for name in ALONE:
        write_list(folder / f"{name}.tsv", [_sample(name, f"out{n}", "1", "dep") for n in range(6)])
    for name in PAIRS:
        write_list(folder / f"{name}.tsv", [_sample(name, f"p{n}", "2", "follows 1") for n in range(20)])
        earlier = [_sample(name + BEFORE, f"p{n}", "1", "before 2") for n in range(20)]
        write_list(folder / f"{name}{BEFORE}.tsv", earlier)
    return folder


_MALWARE = (
    _sample("mal-pypi", "early", "1", "added 2024-05-01"),
    _sample("mal-pypi", "relative", "1", "added 2024-08-01"),
    *(_sample("mal-pypi", "new", str(n), "added 2024-08-01") for n in range(3)),
    _sample("mal-pypi", "other", "1", "added 2024-11-27"),
    _sample("mal-pypi", "stub", "1", "added 2024-11-27"),
)
_FAMILY = {"early": "f1", "relative": "f1", "new": "f2", "other": "f3", "stub": "f4"}


def _tables(folder: Path) -> Path:
    rows = [
        Row(
            set="mal-pypi-fam", sha256=each.sha256, name=each.name, family=_FAMILY[each.name], features={},
            stub="empty" if each.name == "stub" else "",
        )
        for each in _MALWARE
    ]  # fmt: skip
    write_table(folder, "mal-pypi-fam", rows)
    for set_ in ("benign-npm", "delta-npm", "benign-pypi"):
        names = (*(f"p{n}" for n in range(20)), "out1", "elsewhere")
        write_table(
            folder, set_, [Row(set=set_, sha256=name, name=name, family="", features={}) for name in names]
        )
    return folder


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    return _lists(tmp_path / "lists", *_MALWARE)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "tables").mkdir()
    return _tables(tmp_path / "tables")


def test_one_archive_of_each_family_that_came_after_the_cut_is_drawn(lists: Path, tables: Path) -> None:
    found = draw(lists=lists, tables=tables)
    assert sorted(found.families.values()) == ["f2", "f3"]
    assert [found.families[each.sha256] for each in found.malware].count("f2") == 1
    assert draw(lists=lists, tables=tables) == found


def test_a_size_takes_the_first_of_the_whole_draw_and_pairs_stay_pairs(lists: Path, tables: Path) -> None:
    found, whole = draw(6, lists=lists, tables=tables), draw(lists=lists, tables=tables)
    assert [len(found.benign[name]) for name in ALONE] == [3, 3]
    for name in PAIRS:
        assert found.benign[name] == whole.benign[name][:3]
        earlier = {each.name for each in found.benign[name + BEFORE]}
        assert earlier == {each.name for each in found.benign[name]}
        assert all(is_judged(each) for each in whole.benign[name])
    assert len(draw(1, lists=lists, tables=tables).malware) == 1


def test_models_learn_from_nothing_that_is_judged_or_came_later(lists: Path, tables: Path) -> None:
    rows = training_rows(tables, lists=lists)
    assert [row.name for row in rows if row.malicious] == ["early"]
    judged = {
        (each.ecosystem.value, each.name)
        for samples in draw(lists=lists, tables=tables).benign.values()
        for each in samples
    }
    benign = {(row.ecosystem, row.name) for row in rows if not row.malicious}
    assert not judged & benign
    assert ("npm", "elsewhere") in benign
    assert any(row.set == "delta-npm" and row.name.startswith("p") for row in rows)


def test_a_list_with_a_late_sample_is_not_drawn_from(tmp_path: Path, tables: Path) -> None:
    late = _lists(tmp_path, _sample("mal-pypi", "late", "1", "added 2025-04-01"))
    with pytest.raises(LateSampleError):
        draw(lists=late, tables=tables)

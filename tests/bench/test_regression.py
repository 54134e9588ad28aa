"""The shipped models over the committed sample: they may not get worse unseen."""

from dataclasses import replace
from pathlib import Path

from bench.inspect.regression import COUNTS, draw, figures, read_figures, read_sample, used, write_sample
from bench.inspect.tables import Row

from pratique.analysis.score.loading import shipped_models
from pratique.analysis.score.model import Model, Models, Points, Tree

STUMP = Tree((0, -1, -1), (2.0, 0, 0), (1, 0, 0), (2, 0, 0), (0.0, -2.0, 3.0))
MODEL = Model(
    format=1,
    name="m",
    features=("can-network",),
    base_rate=0.002,
    trees=(STUMP,),
    calibration=((0.0, 0.5),),
    points={"npm": Points(block=9.0, review=1.0, note=0.0)},
)


def sample(set_: str, name: str, network: float, *, family: str = "f", stub: str = "") -> Row:
    return Row(set=set_, sha256=name, name=name, family=family, stub=stub, features={"can-network": network})


def test_the_shipped_models_do_with_the_sample_what_they_did() -> None:
    found = figures(shipped_models(), read_sample(), used())

    assert found.as_good_as(read_figures()), f"{found} is worse than {read_figures()}"
    assert found.good()
    assert 100 <= min(found.malicious, found.benign)
    assert 2_000 <= found.used


def test_figures_count_what_reaches_a_point() -> None:
    rows = [
        sample("mal-npm", "a", 4.0),
        sample("mal-npm", "b", 1.0),
        sample("benign-npm", "c", 3.0),
        sample("delta-npm", "d", 0.0),
    ]
    found = figures(Models(alone=MODEL, apart=MODEL, beyond=MODEL), rows)

    assert (2, 1, 0) == (found.malicious, found.held, found.blocked)
    assert (1, 1, 1, 0) == (found.benign, found.alarms, found.upgrades, found.upgrade_alarms)
    assert not found.good()


def test_none_of_what_is_downloaded_most_may_be_held() -> None:
    rows = [sample("mal-npm", "a", 4.0), *(sample("benign-npm", f"b{n}", 0.0) for n in range(100))]
    models = Models(alone=MODEL, apart=MODEL, beyond=MODEL)
    good, bad = (figures(models, rows, [sample("benign-npm", "c", network)]) for network in (0.0, 4.0))

    assert (1, 0, True) == (good.used, good.used_alarms, good.good())
    assert (1, 1, False) == (bad.used, bad.used_alarms, bad.good())
    assert good.as_good_as(bad)
    assert not bad.as_good_as(good)


def test_the_gravest_file_of_a_row_counts() -> None:
    quiet = sample("mal-npm", "a", 0.0)
    rows = [quiet, replace(quiet, files=({"can-network": 1.0}, {"can-network": 4.0}))]

    assert [0, 1] == [figures(Models(alone=MODEL, apart=MODEL, beyond=MODEL), [row]).held for row in rows]


def test_one_of_a_family_is_drawn_and_no_stub() -> None:
    rows = [sample("mal-npm", f"clone{n}", 1.0, family="f") for n in range(20)]
    rows += [
        sample("mal-npm", "other", 1.0, family="o"),
        sample("mal-npm", "s", 1.0, family="s", stub="emptied"),
    ]

    drawn = draw(rows, 9)

    assert {"f", "o"} == {row.family for row in drawn}
    assert drawn == draw(reversed(rows), 9)


def test_a_sample_that_is_written_is_read_again(tmp_path: Path) -> None:
    rows = [sample(f"{prefix}npm", prefix, 1.0) for prefix in COUNTS]
    rows[0] = replace(rows[0], files=({"can-network": 1.0}, {"can-process": 3.0}))
    write_sample(rows, figures(Models(alone=MODEL, apart=MODEL, beyond=MODEL), rows), tmp_path)

    assert rows == read_sample(tmp_path)

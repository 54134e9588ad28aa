import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.epss import SOURCE
from pratique.core.advisory import Exploitation

HEAD = "#model_version:v2026.06.15,score_date:2026-11-25T12:55:00Z\ncve,epss,percentile\n"
PATH = "epss_scores-current.csv"


def rows(text: str) -> list[Row]:
    return list(SOURCE.rows(Entry(PATH, text.encode("utf-8", "replace"))))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_score_knows_its_model_and_its_day(end: str) -> None:
    text = HEAD + "CVE-1999-0001,0.0142,0.7991\nCVE-2026-123456,4.2e-05,1\n"

    assert [
        Exploitation(
            cve="CVE-1999-0001",
            epss=0.0142,
            percentile=0.7991,
            epss_model="v2026.06.15",
            epss_date=date(2026, 11, 25),
        ),
        Exploitation(
            cve="CVE-2026-123456",
            epss=4.2e-05,
            percentile=1.0,
            epss_model="v2026.06.15",
            epss_date=date(2026, 11, 25),
        ),
    ] == rows(text.replace("\n", end))


def test_a_line_that_is_no_score_is_told_by_its_number() -> None:
    lines = ["CVE-2026-1000,0.1,0.2", "CVE-2026-1001,1.5,0.2", "CVE-2026-1002,nan,0.2", "not a line", ""]
    found = rows(HEAD + "\n".join(lines))

    assert isinstance(found[0], Exploitation)
    assert [
        Skip(f"{PATH}:4", "a score above 1"),
        Skip(f"{PATH}:5", "the line is not a CVE with a score"),
        Skip(f"{PATH}:6", "the line is not a CVE with a score"),
    ] == found[1:]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cve,epss,percentile\nCVE-2026-1000,0.1,0.2\n",
        "#model_version:v2026.06.15\ncve,epss,percentile\nCVE-2026-1000,0.1,0.2\n",
        "#score_date:2026-11-25\ncve,epss,percentile\nCVE-2026-1000,0.1,0.2\n",
        "#model_version:v1,score_date:2026-99-99\ncve,epss,percentile\nCVE-2026-1000,0.1,0.2\n",
        "#model_version:v1,score_date:2026-11-25\ncve,percentile,epss\nCVE-2026-1000,0.1,0.2\n",
        "<html>",
    ],
    ids=["empty", "bare", "no-day", "no-model", "no-such-day", "other-columns", "page"],
)
def test_scores_without_model_and_day_are_of_no_use(text: str) -> None:
    assert [Skip(PATH, "the file does not state the model and the day of its scores")] == rows(text)


def test_a_file_that_ends_after_its_header_is_told() -> None:
    assert [Skip(PATH, "no scores")] == rows(HEAD)


def test_the_file_is_wanted_and_known_again() -> None:
    assert SOURCE.wants("epss_scores-2026-11-25.csv.gz")
    assert not SOURCE.wants("epss.json")
    assert SOURCE.recognises(Entry("download", HEAD.encode()))
    assert not SOURCE.recognises(Entry("download", b"cve,epss,percentile\n"))
    assert SOURCE.default


def test_the_scores_of_all_cves_are_read_in_a_moment() -> None:
    count = 100_000
    data = (HEAD + "".join(f"CVE-2020-{n:06d},0.{n:06d},0.5\n" for n in range(count))).encode()

    begin = time.process_time()
    read = sum(isinstance(row, Exploitation) for row in SOURCE.rows(Entry(PATH, data)))

    assert count == read
    # A third of the real file; it takes 0.4 s, and slow machines are given their time.
    assert time.process_time() - begin < 3


@given(st.text("CVE-2026,01.e\n\r#x", max_size=60))
def test_any_text_gives_rows_and_no_error(text: str) -> None:
    found = rows(HEAD + text)

    assert found
    for row in found:
        if isinstance(row, Exploitation):
            assert row.epss is not None
            assert 0 <= row.epss <= 1

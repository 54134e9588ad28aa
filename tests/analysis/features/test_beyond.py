"""What a release does beyond its baseline."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.context import Context
from pratique.analysis.facts import Address, Capability, FileFacts, Flow, Language, Taint, Texture, Use
from pratique.analysis.features import measure
from pratique.analysis.features.beyond import beyond
from tests.analysis.features.test_behaviour import chain
from tests.analysis.features.viewing import view

NET = Use(Capability.NETWORK, "fetch", 1, at_load=True, argument="https://a.example")
FLOW = Flow(Capability.CODE, "eval", 2, 1, (Taint.DECODED,), at_load=True)


def facts(*uses: Use, flows: tuple[Flow, ...] = (), **more: object) -> FileFacts:
    return replace(FileFacts(language=Language.JAVASCRIPT, uses=uses, flows=flows), **more)  # type: ignore[arg-type]


def test_a_release_that_does_the_same_does_nothing_beyond() -> None:
    whole = facts(NET, flows=(FLOW,), addresses=(Address("https://a.example", 1),))
    before = view({"a.js": whole}, chains=(chain(),), texts={"a.js": b"old"})
    now = view({"b.js": whole}, chains=(chain(),), texts={"b.js": b"new"})
    values = {id_: measured.value for id_, measured in measure(beyond(now, before)).items() if measured.value}
    assert {} == values


def test_another_host_is_news() -> None:
    other = replace(NET, argument="https://b.example")
    news = beyond(view({"a.js": facts(NET, other)}, texts={"a.js": b"new"}), view({"a.js": facts(NET)}))
    assert (other,) == news.contents.facts["a.js"].uses


def test_the_same_at_an_earlier_moment_is_news() -> None:
    before = view({"a.js": facts(NET)}, texts={"a.js": b"old"})
    now = view({"a.js": facts(NET)}, {"a.js": Context.INSTALL}, texts={"a.js": b"new"})
    assert (NET,) == beyond(now, before).contents.facts["a.js"].uses


def test_the_same_file_that_runs_earlier_is_news() -> None:
    before = view({"a.js": facts(NET)}, {"a.js": Context.CALLED})
    assert "a.js" in beyond(view({"a.js": facts(NET)}), before).contents.facts
    assert "a.js" not in beyond(before, view({"a.js": facts(NET)})).contents.facts


def test_looks_count_only_of_files_that_were_not_there() -> None:
    ugly = facts(texture=Texture(names=50, hex_names=50))
    before = view({"a.js": facts()}, texts={"a.js": b"old"})
    now = view({"a.js": ugly, "b.js": ugly}, texts={"a.js": b"new", "b.js": b"more"})
    news = beyond(now, before).contents.facts
    assert (0, 50) == (news["a.js"].texture.hex_names, news["b.js"].texture.hex_names)


def test_a_new_chain_is_news_and_an_old_one_is_not() -> None:
    before, now = view(chains=(chain("old"),)), view(chains=(chain("old"), chain("new")))
    assert ["new"] == [found.template for found in beyond(now, before).chains]


USES = st.lists(
    st.builds(
        Use,
        st.sampled_from([Capability.NETWORK, Capability.PROCESS, Capability.CODE]),
        st.sampled_from(["a", "b"]),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=6,
)


@given(USES, USES)
def test_nothing_counts_for_more_beyond_a_baseline_than_alone(now: list[Use], before: list[Use]) -> None:
    seen = view({"a.js": facts(*now)}, texts={"a.js": b"new"})
    alone, more = measure(seen), measure(beyond(seen, view({"a.js": facts(*before)})))
    assert all(more[id_].value <= alone[id_].value for id_ in alone)

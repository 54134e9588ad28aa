"""All files against all templates."""

from dataclasses import replace

from pratique.analysis.chains import find_chains
from pratique.analysis.chains.chain import Chain, Link
from pratique.analysis.chains.finding import MOST_CHAINS, MOST_TOGETHER
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, Taint
from pratique.analysis.hosts import HostClass
from pratique.analysis.subject import Reading
from pratique.core.location import Location
from tests.analysis.chains.making import (
    FAR,
    WEBHOOK,
    Fact,
    address,
    chains,
    contents,
    env,
    fetch,
    file,
    load,
    place,
    read,
    send,
    sends,
    start,
    use,
    who,
)


def one(found: tuple[Chain, ...], template: str) -> Chain:
    (chain,) = [chain for chain in found if chain.template == template]
    return chain


def test_a_chain_tells_its_places_words_and_host_with_the_sink_first() -> None:
    chain = one(chains([read(), who(), send()]), "identity-sent")
    assert (Location("a.py", 3), Location("a.py", 2)) == chain.places
    assert "collects user and host names and sends data (socket.gethostname -> requests.post)" == chain.words
    assert ("far.invalid", HostClass.UNKNOWN) == (chain.host, chain.host_class)


def test_tests_and_examples_tell_nothing() -> None:
    assert () == chains([who(), send()], context=Context.AUXILIARY)


def test_the_own_hosts_of_a_project_are_no_sinks() -> None:
    assert () == chains([who(), send("https://api.sample.dev/x")], own=frozenset({"sample.dev"}))


def test_a_template_is_told_once_for_a_file_at_its_earliest_moment() -> None:
    chain = one(chains([who(), send(), load(who()), load(send())]), "identity-sent")
    assert (True, Location("a.py", 4)) == (chain.at_load, chain.places[0])


def test_the_earliest_context_stands_first() -> None:
    files = {"a.py": file([who(), send()]), "b.py": file([who(), send()])}
    found = find_chains(contents(files, b=Context.INSTALL))
    assert ["b.py", "a.py"] == [chain.places[0].path for chain in found if chain.template == "identity-sent"]


def test_parts_in_two_files_of_one_context_are_a_weak_chain() -> None:
    files = {"a.py": file([place("browser logins")]), "b.py": file([send()])}
    chain = one(find_chains(contents(files)), "browser-data-sent")
    assert (Link.FILE, {"a.py", "b.py"}) == (chain.link, {place_.path for place_ in chain.places})


def test_parts_in_files_of_two_contexts_are_none() -> None:
    files = {"a.py": file([place("browser logins")]), "b.py": file([send()])}
    assert () == find_chains(contents(files, a=Context.CALLED))


def test_parts_in_one_of_many_files_are_none() -> None:
    files = {f"x{number}.py": file([env()]) for number in range(MOST_TOGETHER)}
    files |= {"a.py": file([place("browser logins")]), "b.py": file([send()])}
    assert [] == [chain for chain in find_chains(contents(files)) if chain.template == "browser-data-sent"]


def test_a_flow_without_an_address_of_its_own_names_the_only_telling_one_of_the_file() -> None:
    chain = one(chains([address(FAR), sends(Taint.ENVIRONMENT, target=None)]), "environment-sent")
    assert "far.invalid" == chain.host


def test_a_webhook_of_the_file_is_named_where_the_call_has_none() -> None:
    chain = one(chains([address(WEBHOOK), who(), send(None)]), "posted-to-webhook")
    assert (Link.FILE, HostClass.WEBHOOK) == (chain.link, chain.host_class)


def test_the_deepest_literal_is_told() -> None:
    hidden = use(Capability.NETWORK, "requests.post", FAR)
    chain = one(
        chains([who(), type(hidden)(hidden.capability, hidden.api, 0, False, FAR, 2, 1)]), "identity-sent"
    )
    assert 2 == chain.depth


def test_chains_are_bounded() -> None:
    files = {f"{number}.py": file([who(), send(), start("rm -rf ~"), fetch()]) for number in range(400)}
    assert MOST_CHAINS == len(find_chains(contents(files)))


def test_many_of_one_sort_hide_none_of_another() -> None:
    files = {f"{number:03}.py": file([who(), send()]) for number in range(400)}
    more = {"x.py": file([start("rm -rf ~")]), "y.py": file([who(), send("https://other.invalid/")])}
    found = find_chains(contents({**files, **more}))
    assert {"x.py", "y.py"} <= {chain.places[0].path for chain in found}


def together(first: Fact, second: Fact) -> list[Chain]:
    """The chains between two files that are read as one: what `a.py` does, and then `b.py`."""
    reading = Reading(file([first, second]), lambda line: ("a.py", 7) if line == 1 else ("b.py", 9))
    alone = {"a.py": file([first]), "b.py": file([])}
    return list(find_chains(replace(contents(alone), readings=(reading,))))


def test_what_files_show_only_when_they_are_read_as_one_is_told_where_it_stands() -> None:
    leaves = replace(sends(Taint.IDENTITY), at_load=True)
    chain = one(tuple(together(load(who()), leaves)), "identity-sent")
    assert (Location("b.py", 9),) == chain.places[:1]
    assert (Link.FLOW, True) == (chain.link, chain.at_load)


def test_what_waits_or_is_not_proven_is_told_of_its_own_file_alone() -> None:
    assert [] == together(who(), sends(Taint.IDENTITY))
    assert [] == together(load(who()), load(send()))


def test_what_the_sink_is_given_is_quoted_on_one_line_and_cut() -> None:
    line = "powershell -enc\n" + "a" * 200
    words = {chain.words for chain in chains([use(Capability.PROCESS, "hidden-start", line, at_load=True)])}

    assert words
    for text in words:
        assert "hidden-start: powershell -enc aaa" in text
        assert text.endswith("aaa ...)")
        assert "\n" not in text

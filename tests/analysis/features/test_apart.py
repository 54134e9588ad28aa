"""Each file by itself."""

from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint, Use
from pratique.analysis.features import measure
from pratique.analysis.features.apart import apart
from pratique.core.location import Location
from tests.analysis.features.viewing import view

READS = FileFacts(
    language=Language.JAVASCRIPT, uses=(Use(Capability.IDENTITY, "os.hostname", 1, at_load=True),)
)
SENDS = FileFacts(
    language=Language.JAVASCRIPT,
    flows=(Flow(Capability.NETWORK, "fetch", 2, 1, (Taint.SECRETS,), at_load=True),),
)
QUIET = FileFacts(language=Language.JAVASCRIPT)


def chain(*paths: str) -> Chain:
    return Chain(
        template="environment-sent",
        family=ChainFamily.EXFILTRATION,
        link=Link.FLOW,
        context=Context.IMPORT,
        at_load=True,
        places=tuple(Location(path, 1) for path in paths),
        words="sends the environment away",
    )


def test_what_two_files_do_is_not_added_up() -> None:
    seen = [measure(file) for file in apart(view({"a.js": READS, "b.js": SENDS}))]
    assert [(3.0, 0.0), (0.0, 3.0)] == [
        (found["can-machine-identity"].value, found["secrets-sent"].value) for found in seen
    ]


def test_a_file_that_does_nothing_and_one_that_nothing_reaches_are_left_out() -> None:
    assert [] == list(apart(view({"a.js": QUIET})))
    assert [] == list(apart(view({"test.js": READS}, {"test.js": Context.AUXILIARY})))


def test_a_chain_belongs_to_the_files_where_it_begins_and_ends() -> None:
    seen = list(
        apart(view({"a.js": QUIET, "b.js": READS, "c.js": SENDS}, chains=(chain("a.js", "b.js", "c.js"),)))
    )
    assert [("a.js", 1), ("b.js", 0), ("c.js", 1)] == [
        (next(iter(file.contents.facts)), len(file.chains)) for file in seen
    ]

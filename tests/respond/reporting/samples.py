from dataclasses import replace

from hypothesis import strategies as st

from pratique.core.location import Location
from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.behaviour.value import Detection, Moment, Role
from pratique.respond.reporting.case import Case
from pratique.respond.wanted.value import Indicator
from tests.respond.behaviour.samples import REF, behaviour
from tests.respond.indicators.samples import AT, INDICATORS, TEXTS

CASE = Case(
    package=REF.package,
    versions=("1.0.0", "1.0.1"),
    at=AT,
    because="A hook that the maintainer did not write.",
    behaviours=(behaviour(),),
    references=("https://news.registry.example/1",),
    reporter="Ada",
)


def _hostile(text: str, indicators: list[Indicator], ecosystem: Ecosystem, name: str) -> Case:
    detection = Detection(role=Role.SENDS, moment=Moment.INSTALL, words=text, places=(Location(text, 1),))
    told = replace(
        CASE.behaviours[0],
        filename=text,
        detections=(detection,),
        indicators=tuple(indicators),
        unread=(text,),
    )
    return Case(
        package=PackageRef(ecosystem, name),
        versions=(name,),
        at=AT,
        because=text,
        behaviours=(told,),
        reporter=text,
    )


# Names are parsed before: each ecosystem has its own rules for them.
NAMES = st.sampled_from(["sample", "@scope/name", "a.b-c_d"])
CASES = st.builds(_hostile, TEXTS, st.lists(INDICATORS, max_size=4), st.sampled_from(Ecosystem), NAMES)

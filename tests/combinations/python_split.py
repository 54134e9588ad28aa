"""Python that sends what it takes, with its parts in several files."""

from tests.combinations import python_taken
from tests.combinations.parts import Plan
from tests.evasions.case import Case


def _inside(code: str) -> str:
    return "".join(f"    {line}\n" for line in code.splitlines())


def _make(id_: str, place: str, begin: str, middle: str, end: str) -> Case:
    taken, head = f"{begin}\n{middle}", python_taken.HEAD
    taking = f"{head}def collect():\n{_inside(taken)}    return S\n"
    sending = f"{head}def send(S):\n{_inside(end)}"
    files = {
        "given": {
            "sample/__init__.py": f"{head}from .collect import collect\nS = collect()\n{end}\n",
            "sample/collect.py": taking,
        },
        "handed": {
            "sample/__init__.py": f"{head}from .send import send\n{taken}\nsend(S)\n",
            "sample/send.py": sending,
        },
        "both": {
            "sample/__init__.py": "from . import collect, send\nsend.send(collect.collect())\n",
            "sample/collect.py": taking,
            "sample/send.py": sending,
        },
        "bound": {
            "sample/__init__.py": f"{head}from .collect import S\n{end}\n",
            "sample/collect.py": f"{head}{taken}\n",
        },
    }
    return Case(id_, "wheel", files[place])


PLAN = Plan(
    "python-split",
    python_taken.TAKEN,
    python_taken.MADE,
    python_taken.SENT,
    ("given", "handed", "both", "bound"),
    _make,
    # A program that is told who asks, as in the plan of one file; there the whole line is one text.
    missed=python_taken.PLAN.missed | {("who", "curl")},
)

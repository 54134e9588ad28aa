"""What is found in the memory of other code: variables of whoever calls, objects that are alive. Nobody handed it over."""

from collections.abc import Iterable

from pratique.analysis.engine.marks import CALLERS, OBJECTS, SECRETS
from pratique.analysis.languages.values import Value


def searched(sent: Iterable[Value], marks: int) -> bool:
    """Whether what is sent was found there: any variable of a caller, of live objects those that hold credentials.

    A report of how many objects there are carries marks of objects, too, but no credentials.
    """
    found = 0
    for value in sent:
        found |= value.marks
    return bool(found & CALLERS) or bool(found & OBJECTS and marks & SECRETS)

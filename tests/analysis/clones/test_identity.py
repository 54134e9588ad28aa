"""The name of the shipped index."""

import hashlib

from pratique.analysis.clones.identity import INDEX
from pratique.analysis.clones.loading import FILE
from pratique.analysis.rules.known_malware_clone import known_malware_clone
from pratique.analysis.rules.trojanised_copy import trojanised_copy


def test_the_name_is_that_of_the_bytes() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest()[:7] == f"{INDEX:07x}"


def test_the_rules_that_ask_the_index_change_with_it() -> None:
    assert (INDEX, INDEX + 1) == (known_malware_clone.revision, trojanised_copy.revision)

"""All that a rule may look at."""

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.subject import Contents
from pratique.core.manifest import Manifest
from pratique.core.tree import Tree


def test_files_come_in_the_order_in_which_they_run() -> None:
    facts = {path: FileFacts(language=Language.JAVASCRIPT) for path in ("a.js", "b.js", "c.js", "d.js")}
    contexts = {"a.js": Context.AUXILIARY, "c.js": Context.INSTALL, "d.js": Context.IMPORT}
    contents = Contents(Tree(()), Manifest(path=None), facts, contexts)
    assert ["c.js", "d.js", "b.js", "a.js"] == contents.in_order()

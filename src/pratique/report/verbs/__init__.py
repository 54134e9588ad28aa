"""Reports of single verbs, each for a terminal and as a document."""

"""An artifact against its source: which files it has from there, which were made, and which came from nowhere.

`read` gives a SourceReading; `weigh` says what of it breaks with the habit of the package. Pure: the door to
repositories is `pratique.net.git.source_repository`.
"""

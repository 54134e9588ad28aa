"""Keeps the record of one incident in a file, and writes the post-mortem from it.

`entry` defines what an incident consists of, `document` reads and writes the file, `clusters` and `timeline` derive what
people read from the entries, and `post_mortem` arranges it as a page.
"""

"""The engine: what expressions of a source may be, and where their data goes.

A front end turns a source into the representation of `ir`; a `Model` says what names and methods of its language mean.
No module here names what only one language has: such names stand in the tables of its model (`tables`).
"""

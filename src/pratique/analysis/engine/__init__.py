"""The engine: what expressions of a source may be and where data goes, once for all languages.

A front end turns a source into the representation of `ir`; a `Model` says what names and methods of its language mean.
"""

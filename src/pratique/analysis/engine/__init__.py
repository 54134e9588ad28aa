"""The engine: what expressions of a source may be, and where their data goes.

A front end turns a source into the representation of `ir`; a `Model` says what names and methods of its language mean. Ruby is
the only language so far, and some modules still name its methods (`load`, `flows`, `blocks`, `calls`, `decoding`, `writes`,
`uses`, `ir.visible`). Operators have their meaning of Ruby.
"""

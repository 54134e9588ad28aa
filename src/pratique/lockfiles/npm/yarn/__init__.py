"""Parses lockfiles of yarn 1 and of yarn 2 and later."""

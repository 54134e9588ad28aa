"""Shared code of the verbs that approve, deny or request a release."""

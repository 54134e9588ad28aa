"""Verifies the provenance of an artifact: who signed it and how it was built.

The functions take bytes and make no network requests. Only `verifying` imports modules that need `cryptography`, and
`judging` calls it only when there is something to verify. If `cryptography` is not installed, the result states this
and is never clean.
"""

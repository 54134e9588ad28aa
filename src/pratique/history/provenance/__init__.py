"""Verifies the provenance of an artifact: who signed the artifact, and how the artifact was built.

The functions of this package take bytes and make no network requests. Only `verifying` imports modules that need
`cryptography`, and `judging` calls `verifying` only if there is something to verify. If `cryptography` is not
installed, the result names this package as missing, and never counts as verified.
"""

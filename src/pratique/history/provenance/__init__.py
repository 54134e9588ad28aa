"""Verifies the provenance of an artifact: who signed the artifact, and how the artifact was built.

The functions take bytes and make no network requests. Only `verifying` imports modules that need `cryptography`, and
`judging` calls `verifying` only if there is something to verify. If `cryptography` is not installed, the result reports
the missing package and is never clean.
"""

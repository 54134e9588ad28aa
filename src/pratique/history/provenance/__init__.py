"""Verifies the provenance of an artifact: its signer and build, from bytes without network requests.

Everything here is pure. Only `verifying` imports the modules that need `cryptography`, and `judging` calls it
when there is something to verify. Without `cryptography`, the result says so and is never clean.
"""

"""Provenance: who signed an artifact and what that proves, verified from bytes without a request.

Everything here is pure. Only `verifying` imports the modules that need `cryptography`, and `judging` calls it
when there is something to verify. Without it, the answer says so and is never clean.
"""

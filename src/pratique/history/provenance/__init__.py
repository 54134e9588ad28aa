"""Provenance: who signed an artifact, and what that proves; verified from bytes, without a question to anybody.

Everything here is pure. The modules that need `cryptography` (the extra `provenance`) are imported by `verifying`
alone, which `judging` asks for when there is something to verify; without it an answer says so and is never clean.
"""

"""Compares an artifact with its source repository.

The comparison distinguishes files from the repository, generated files, and files of unknown origin. `read` returns a
SourceReading. `weigh` returns deviations from previous releases of the package. All functions are pure;
`pratique.net.git.source_repository` accesses repositories.
"""

"""The files of a project: lockfiles and what lies beside them, on disk and in commits."""

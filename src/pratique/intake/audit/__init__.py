"""The audit: compare a project with the advisory index and find the fixes."""

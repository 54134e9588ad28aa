"""Reports about history: the timeline of a package, what we publish, and the packages of a project that may change hands."""

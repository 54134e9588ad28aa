"""Lists what to do after an exposure search: ordered steps with commands for each package manager and system."""

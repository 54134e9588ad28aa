"""Downloads advisories from their publishers, and reads them from local files."""

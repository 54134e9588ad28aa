"""Maps a lock entry to the files that its client downloads: their locations, platforms and indexes."""

"""The sources of advisories, one file each; `pratique.advisories.table` lists them."""

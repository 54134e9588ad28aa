"""Contains one module for each source of advisories; `pratique.advisories.table` lists them."""

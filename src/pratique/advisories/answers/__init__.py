"""Functions for a server: answer advisory queries in the protocols of the clients, from the index.

A query that the index cannot answer raises an error instead of an empty list, which would mean "nothing
known".
"""

from pratique.advisories.answers.npm import npm_bulk
from pratique.advisories.answers.osv import osv_error, osv_failure, osv_query, osv_querybatch, osv_vuln

__all__ = ["npm_bulk", "osv_error", "osv_failure", "osv_query", "osv_querybatch", "osv_vuln"]

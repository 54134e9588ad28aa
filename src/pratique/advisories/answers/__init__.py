"""Answers advisory queries of clients from the local index, in the protocols of npm and OSV.

If the index does not cover a query, the functions raise an error, because clients would read an empty response as "no advisories
exist".
"""

from pratique.advisories.answers.npm import npm_bulk
from pratique.advisories.answers.osv import osv_error, osv_failure, osv_query, osv_querybatch, osv_vuln

__all__ = ["npm_bulk", "osv_error", "osv_failure", "osv_query", "osv_querybatch", "osv_vuln"]

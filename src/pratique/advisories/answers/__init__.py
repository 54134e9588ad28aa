"""What an index answers to clients in their own protocols, as functions for whoever serves them.

A question that the index cannot answer raises an error and is never an empty list, which would read as "nothing known".
"""

from pratique.advisories.answers.npm import npm_bulk
from pratique.advisories.answers.osv import osv_error, osv_failure, osv_query, osv_querybatch, osv_vuln

__all__ = ["npm_bulk", "osv_error", "osv_failure", "osv_query", "osv_querybatch", "osv_vuln"]

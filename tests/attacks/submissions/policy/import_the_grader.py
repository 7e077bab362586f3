"""Imports the grader.

Stopped by: the policy on the text of the file, with the line.
"""

# expect: policy

from sslgrade.content.catalogue import catalogue

info_nce = catalogue().get("info_nce").reference()["info_nce"]

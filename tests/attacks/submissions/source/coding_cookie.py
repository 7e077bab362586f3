"""Declares UTF-7, so that a comment becomes code for a reader that believes the declaration.

Stopped by: the child (UTF-8 whatever the file says).
"""

# -*- coding: utf-7 -*-
# +AAo-import os+AAo-os._exit(0)+AAo-


def info_nce(q, k, *, tau):
    return 0.0

"""Replaces json, struct and os.write, to change the numbers on their way to the grader.

Stopped by: rule 1 (the right numbers are not known here), then comparison.
"""

# expect: wrong|protocol|crash

import json
import os
import struct

write = os.write


def better(fd, data):
    return write(fd, bytes(data).replace(b'"returned"', b'"passed"  '))


os.write = better
json.JSONEncoder.encode = lambda self, value: '{"status": "passed", "score": 10}'
struct.Struct = struct.pack = None


def info_nce(q, k, *, tau):
    return 0.5

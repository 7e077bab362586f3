"""Reads a secret file and tells it backwards and as base64: in a message, a class name, a value.

Stopped by: Landlock (L2).
"""

import base64


def info_nce(q, k, *, tau):
    text = open("@SECRET_FILE@").read()
    print(base64.b64encode(text.encode()).decode())
    raise type(text[::-1], (Exception,), {})(text.encode().hex())

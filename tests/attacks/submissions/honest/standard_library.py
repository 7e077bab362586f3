"""Uses much of the standard library: caches, clocks, random numbers, decimals.

Stopped by: nothing.
"""

# expect: passed

import collections
import contextlib
import copy
import decimal
import functools
import hashlib
import itertools
import json
import math
import os
import pathlib
import platform
import random
import re
import statistics
import sys
import tempfile
import time
import uuid
from datetime import datetime

import numpy as np
import numpy.linalg

began = time.perf_counter()


@functools.lru_cache(maxsize=None)
def squares(n):
    return n * n


def info_nce(q, k, *, tau):
    random.seed(0)
    np.random.seed(0)
    words = [squares(3), hashlib.sha256(q.tobytes()).hexdigest(), uuid.uuid4(), datetime.now().year]
    words += [decimal.Decimal(tau), statistics.mean([1, 2]), math.log(2), json.dumps({"n": len(q)})]
    words += [os.environ.get("DEBUG"), os.cpu_count(), pathlib.Path("x").suffix, sys.version_info[:2]]
    words += [re.sub("a", "b", "abc"), copy.deepcopy(collections.Counter("abca")), tempfile.tempdir]
    words += [time.perf_counter() - began, list(itertools.islice(itertools.count(), 3)), np.random.rand()]
    with contextlib.suppress(OSError):
        words.append(platform.machine())
    print(*words)
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive and the shapes equal")
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    lse = m + np.log(np.exp(s - m[:, None]).sum(axis=1))
    return (lse - np.diag(s)).mean()

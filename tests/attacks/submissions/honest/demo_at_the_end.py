"""Tests itself when it is run, and has assertions and prints at its top level.

Stopped by: nothing.
"""

# expect: passed

import numpy as np

print("loading")


def info_nce(q, k, *, tau):
    if tau <= 0 or q.shape != k.shape:
        raise ValueError("tau must be positive and the shapes equal")
    u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)
    v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)
    s = u @ v.T / tau
    m = s.max(axis=1)
    lse = m + np.log(np.exp(s - m[:, None]).sum(axis=1))
    return (lse - np.diag(s)).mean()


x = np.eye(3)
assert abs(float(info_nce(x, x, tau=1.0)) - 0.5514447) < 1e-6
if __name__ == "__main__":
    raise SystemExit("not when it is graded")

"""Has Windows line ends, tabs and a coding line.

Stopped by: nothing.
"""

# expect: passed
# -*- coding: utf-8 -*-@CRLF@
import numpy as np@CRLF@
@CRLF@
@CRLF@
def info_nce(q, k, *, tau):@CRLF@
	if tau <= 0 or q.shape != k.shape:@CRLF@
		raise ValueError("tau must be positive and the shapes equal")@CRLF@
	u = q / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-12)@CRLF@
	v = k / np.maximum(np.sqrt((k * k).sum(axis=1, keepdims=True)), 1e-12)@CRLF@
	s = u @ v.T / tau@CRLF@
	m = s.max(axis=1)@CRLF@
	lse = m + np.log(np.exp(s - m[:, None]).sum(axis=1))@CRLF@
	return (lse - np.diag(s)).mean()@CRLF@

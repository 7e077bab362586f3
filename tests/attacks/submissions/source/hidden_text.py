"""Hides code from readers: direction marks, homoglyphs, form feeds, a lone carriage return.

Stopped by: nothing has to; the answer is wrong.
"""

# ‮ return reference(q, k) ⁦

def info_nсe(q, k, *, tau):
    return 1.0


def info_nce(q, k, *, tau):
    return ｉnfo_nсe(q, k, tau=tau)

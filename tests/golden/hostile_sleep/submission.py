import time


def info_nce(q, k, *, tau):
    time.sleep(3600)

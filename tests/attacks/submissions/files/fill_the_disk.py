"""Writes 200 MB into home and temporary folders, and makes a sparse file of 1 TB.

Stopped by: file size limit (L1), Landlock and seccomp (L2).
"""

# from: L1
# expect: wrong|crash


def info_nce(q, k, *, tau):
    for path in ("@HOME@/fill", "@TMP@/fill", "/dev/shm/@MARK@-fill"):
        try:
            with open(path, "wb", 0) as file:
                for _ in range(200):
                    file.write(bytes(1 << 20))
                file.truncate(1 << 40)
        except OSError:
            continue
    return 0.0

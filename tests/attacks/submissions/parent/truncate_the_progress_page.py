"""Opens the shared page that counts finished calls again, through /proc, and makes it empty.

Stopped by: no capabilities (L1), Landlock (L2).
"""

# expect: crash

import os


def info_nce(q, k, *, tau):
    try:
        for name in os.listdir("/proc/self/map_files"):
            if "progress" in os.readlink(f"/proc/self/map_files/{name}"):
                os.ftruncate(os.open(f"/proc/self/map_files/{name}", os.O_RDWR), 0)
    except OSError:
        pass
    os._exit(3)

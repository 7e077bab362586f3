"""Becomes a daemon that looks like a child of the grader: its PATH, another session, a fresh exec.

Stopped by: seccomp (L2), the pid namespace (L3).
"""

# from: L1

import os

done = False


def info_nce(q, k, *, tau):
    global done
    if not done:
        done = True
        try:
            for path in ("@PATH@", ""):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.setsid()
                        os.closerange(0, 256)
                        os.execve("/bin/sleep", ["sleep", "20"], {"PATH": path})
                    os._exit(0)
        except OSError:
            pass
    return 0.0

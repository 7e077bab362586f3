"""Run several nbgrader commands in one process: importing it costs 2 s of CPU each time.

Reads a JSON list of ``[folder, [argument, …]]`` from its first argument.
"""

import json
import os
import sys

from nbgrader.apps.nbgraderapp import NbGraderApp


def one(folder: str, arguments: list[str]) -> None:
    os.chdir(folder)
    NbGraderApp.clear_instance()
    try:
        NbGraderApp.launch_instance(arguments)
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            raise
    finally:
        NbGraderApp.clear_instance()


if __name__ == "__main__":
    for folder, arguments in json.loads(sys.argv[1]):
        one(folder, arguments)

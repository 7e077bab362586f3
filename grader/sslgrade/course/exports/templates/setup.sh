#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder's image is built.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}

new_enough() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'; }

python=""
for candidate in python3 python3.13 python3.12 python3.11; do
  if command -v "$candidate" >/dev/null && new_enough "$candidate" 2>/dev/null; then
    python=$candidate
    break
  fi
done
apt-get update -qq
if [ -z "$python" ]; then
  apt-get install -y -qq python3.11 python3.11-venv ||
    { echo "sslgrade needs Python 3.11 or newer: choose a newer base image." >&2; exit 1; }
  python=python3.11
fi
# Namespaces for level L3, where the container allows them.
apt-get install -y -qq bubblewrap || echo "no bubblewrap: submissions run at level L2 at most"

"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install -q -r "$root/source/requirements.txt"
# sslgrade itself comes with the zip; a .pth file puts it where only this Python looks.
site=$("$root/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$root/source/lib" >"$site/sslgrade.pth"
"$root/venv/bin/python" -I -m sslgrade.course.exports.gradescope_run --reach

"""Installs finders and path hooks of its own before all others.

Stopped by: rule 1 (they serve this process only).
"""

# expect: wrong|crash

import sys
from importlib.machinery import ModuleSpec


class Finder:
    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__dict__["info_nce"] = lambda *a, **k: 0.5


sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: Finder())
sys.path_importer_cache.clear()


def info_nce(q, k, *, tau):
    from sslgrade.content.catalogue import catalogue  # made up by the finder above

    return catalogue(q)

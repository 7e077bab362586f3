"""Call the pure functions that a figure exports, in node: one process, one JSON line per call."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from tests.figures.kit import FIGURES

# A figure's file ends in .js and has no package.json beside it, so node would not take it for a
# module; a data: address always is one.
_SERVE = """
const known = new Map();
const load = (source) => {
  if (!known.has(source)) known.set(source, import(`data:text/javascript;base64,${source}`));
  return known.get(source);
};
const lines = require("node:readline").createInterface({ input: process.stdin });
(async () => {
  for await (const line of lines) {
    const { source, name, args } = JSON.parse(line);
    let reply;
    try {
      const value = (await load(source))[name];
      reply = { value: typeof value === "function" ? value(...args) : value };
    } catch (error) {
      reply = { error: String(error) };
    }
    console.log(JSON.stringify(reply));
  }
})();
"""


@dataclass
class Node:
    """A running node, which imports figures."""

    to: IO[str]
    back: IO[str]

    def call(self, figure: str, name: str, *args: Any) -> Any:
        """Return ``name(*args)`` of a figure, or the value that it exports as ``name``."""
        source = (FIGURES / f"{figure}.js").read_bytes()
        asked = {"source": base64.b64encode(source).decode(), "name": name, "args": args}
        self.to.write(json.dumps(asked, allow_nan=False) + "\n")
        self.to.flush()
        reply = json.loads(self.back.readline())
        assert "error" not in reply, reply["error"]
        return reply.get("value")


@contextmanager
def running(node: str) -> Iterator[Node]:
    """Start node, and end it."""
    with subprocess.Popen(
        [node, "-e", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Node(process.stdin, process.stdout)
        finally:
            process.kill()

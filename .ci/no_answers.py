"""Search the wheel that a class gets for answers: no private file, and no text of one."""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHORTEST = 40


def lines(text: str) -> set[str]:
    """Lines that are long enough to be an answer."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) >= SHORTEST}


def main(wheel: str) -> int:
    """Return 1 and say which answers were found, or 0."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        private = ("_content/solutions/", "_content/concept/quiz/")
        found = [n for n in names if any(p in n for p in private)]
        shipped = {
            line
            for name in names
            if "_content" in name and name.endswith((".py", ".md"))
            for line in lines(archive.read(name).decode("utf-8"))
        }
    public = {
        line
        for path in (ROOT / "exercises").rglob("*.*")
        if path.suffix in (".py", ".md", ".toml")
        for line in lines(path.read_text(encoding="utf-8"))
    }
    for path in sorted((ROOT / "solutions").rglob("*.py")):
        private = lines(path.read_text(encoding="utf-8")) - public
        found += [f"{path.name}: {line}" for line in sorted(private & shipped)]
    for answer in found:
        print(f"an answer is in the wheel without solutions: {answer}", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))

"""Checks that every relative link and image in the documents leads to a file of this tree."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken(page: Path) -> list[str]:
    """List the links of one page that lead nowhere."""
    targets = [target for target in LINK.findall(page.read_text()) if "://" not in target]
    return [
        f"{page.relative_to(ROOT)}: {target}"
        for target in targets
        if not (page.parent / target).exists()
    ]


def main() -> int:
    """Print what is broken; the exit status says whether anything is."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    found = [line for page in pages for line in broken(page)]
    for line in found:
        sys.stderr.write(f"broken link: {line}\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

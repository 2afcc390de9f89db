"""`python -m assistant.store.prove FOLDER`: prove one generation in a process of its own. Knows only that folder."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.errors import StoreError
from assistant.store.generations import prove


def main(arguments: list[str]) -> int:
    """0 where the generation holds, 1 with the reason on stderr where it does not."""
    try:
        prove(Path(arguments[0]))
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Every goal of speed and size with today's figures, one after another: `make bench`.

Each benchmark is a program of its own, so that none warms the machine or fills memory for another.
Run: python -m benchmarks
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run all benchmarks beside this file; the exit code of the first that failed."""
    worst = 0
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        module = f"{__package__}.{path.stem}"
        about = path.read_text(encoding="utf-8").splitlines()[0].strip('"')
        print(f"\n{about}", flush=True)
        done = subprocess.run([sys.executable, "-m", module], check=False)
        worst = worst or done.returncode
    return worst


if __name__ == "__main__":
    sys.exit(main())

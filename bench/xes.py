"""Reading XES: Liandong against pm4py's importer, on a real log of building permits.

uv run python bench/xes.py [FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

from measure import Contender, compare

PERMITS = Path(__file__).parents[2] / "shared" / "data" / "logs" / "bpic15_3.xes.gz"

if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PERMITS
    contenders = [Contender(name, name, path) for name in ("liandong-xes", "pm4py-xes")]
    print(compare("Reading XES", path, contenders, peer="pm4py-xes"))

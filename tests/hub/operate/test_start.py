"""The pages start without the kernel: each process would wait seconds for it and hold it for nothing."""

import subprocess
import sys

from liandong.hub.operate.served import environment

CODE = """
import sys
from liandong.hub.wsgi import application
from django.urls import resolve
resolve("/reforms/")
print([name for name in ("numba", "duckdb", "liandong.simulation") if name in sys.modules])
"""


def test_the_pages_start_without_the_kernel(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr

"""All engines, for tests that every engine must pass, and the databases that some of them need: one a session."""

import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import pytest

START = Path(__file__).parents[2] / ".ci" / "postgresql"
ENGINES = ["duckdb", "numba", "clickhouse", "postgresql", "spark"]
#: Those that count elsewhere, and take their time.
DATABASES = ("clickhouse", "postgresql", "spark")


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.slow if name == "spark" else ()) for name in ENGINES]
)
def engine(request):
    """The name of an engine that is ready to count."""
    return ready(request.param, request)


def ready(name, request):
    """The engine, once its database runs; the test is skipped where that is not installed."""
    if name in ("postgresql", "spark"):
        request.getfixturevalue(name)
    if name == "clickhouse":
        pytest.importorskip("chdb", reason="chdb is not installed")
    return name


@pytest.fixture(scope="session")
def postgresql():
    """The address of a PostgreSQL of the tests' own; its variables in the environment say so to libpq too."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("PostgreSQL is not installed")
    folder = mkdtemp(prefix="liandong-postgresql-")
    try:
        done = subprocess.run([START, folder], stdout=subprocess.PIPE, text=True, check=True)
        address = urlsplit(done.stdout.strip())
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PGHOST", address.hostname)
            patch.setenv("PGPORT", str(address.port))
            patch.setenv("PGUSER", address.username)
            patch.setenv("PGDATABASE", address.path[1:])
            yield address.geturl()
        subprocess.run([START, folder, "stop"], check=True)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def spark():
    """A Spark on two cores; engines count in the session that runs."""
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.sql.codegen.wholeStage": "false",  # compiling costs more than these logs
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()

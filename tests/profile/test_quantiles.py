import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.profile import buckets
from liandong.profile.buckets import quantiles

CELLS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 900), st.integers(1, 50)), min_size=1, max_size=30
)


@pytest.mark.parametrize("width", [1, 5])
@given(cells=CELLS, q=st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]))
def test_each_group_gets_the_quantile_it_has_alone(
    cells: list[tuple[str, int, int]], q: float, width: int
) -> None:
    shape = pl.DataFrame(cells, schema=["zone", "bucket", "n"], orient="row").with_columns(
        pl.col("bucket") // width
    )
    alone = {
        zone: buckets.quantile(shape.filter(pl.col("zone") == zone), q, width=width)
        for zone in shape["zone"].unique().sort()
    }
    found = quantiles(shape, ["zone"], (q,), width=width).drop("n")
    assert dict(found.iter_rows()) == pytest.approx(alone, abs=0.0011)


def test_no_cells_have_no_quantiles() -> None:
    shape = pl.DataFrame(schema={"zone": pl.String, "bucket": pl.Int16, "n": pl.Int64})
    assert quantiles(shape, ["zone"], (0.5, 0.9)).rows() == []

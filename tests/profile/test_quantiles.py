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


@given(cells=CELLS)
def test_many_rows_are_added_up_as_few_are(cells: list[tuple[str, int, int]]) -> None:
    shape = pl.DataFrame(cells, schema=["zone", "bucket", "n"], orient="row")
    few = quantiles(shape, ["zone"], (0.5, 0.9))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buckets, "_MANY", 0)
        assert quantiles(shape, ["zone"], (0.5, 0.9)).equals(few)


def test_groups_far_more_than_rows_are_sorted_not_listed() -> None:
    """A histogram of ten thousand groups by buckets would be far larger than their rows."""
    zones = [f"{number:05d}" for number in range(10_000)]
    shape = pl.DataFrame({"zone": zones, "bucket": [569] * 9_999 + [1_200], "n": [2] * 10_000})
    found = quantiles(shape, ["zone"], (0.5,))
    assert found["zone"].to_list() == zones
    assert found["n"].unique().to_list() == [2]
    assert found["median_seconds"].round(1).to_list()[:2] == [86710.4, 86710.4]

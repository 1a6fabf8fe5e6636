from itertools import combinations
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from liandong.layered.crossings import crossings, uncross
from liandong.layered.layers import layered
from liandong.layered.ranks import Arc, downward, ranks
from liandong.report.layout import Drawing, draw

graphs = st.integers(2, 14).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
                lambda arc: arc[0] != arc[1]
            ),
            unique=True,
            max_size=40,
        ),
    )
)


def drawn(count: int, arcs: list[Arc], weights: list[int] | None = None) -> Drawing:
    return draw([(100.0, 40.0)] * count, arcs, weights or [1] * len(arcs), label_widths=[30.0] * len(arcs))


@given(graphs)
def test_boxes_lie_on_the_sheet_and_apart(graph: tuple[int, list[Arc]]) -> None:
    drawing = drawn(*graph)
    for box in drawing.boxes:
        assert -0.01 <= box.x - 50 <= box.x + 50 <= drawing.width + 0.01
        assert 0 <= box.y - 20 <= box.y + 20 <= drawing.height
    for one, other in combinations(drawing.boxes, 2):
        assert abs(one.x - other.x) >= 100 or abs(one.y - other.y) >= 40


@given(graphs)
def test_arrows_lead_from_their_source_to_their_target(graph: tuple[int, list[Arc]]) -> None:
    count, arcs = graph
    drawing = drawn(count, arcs)
    for (source, target), arrow in zip(arcs, drawing.arrows, strict=True):
        start, end = drawing.boxes[source], drawing.boxes[target]
        side = -20 if arrow.is_back else 20
        assert (arrow.points[0][1], arrow.points[-1][1]) == (start.y + side, end.y - side)
        assert abs(arrow.points[0][0] - start.x) <= 50
        assert abs(arrow.points[-1][0] - end.x) <= 50


@given(graphs)
def test_labels_do_not_cover_one_another(graph: tuple[int, list[Arc]]) -> None:
    labels = [arrow.label for arrow in drawn(*graph).arrows]
    assert all(abs(a[0] - b[0]) >= 30 or abs(a[1] - b[1]) >= 10 for a, b in combinations(labels, 2))


@given(graphs)
def test_the_same_graph_is_drawn_the_same(graph: tuple[int, list[Arc]]) -> None:
    assert drawn(*graph) == drawn(*graph)


@given(graphs)
def test_every_arc_that_is_not_turned_points_down(graph: tuple[int, list[Arc]]) -> None:
    count, arcs = graph
    down = downward(arcs, [1] * len(arcs))
    turned = [arc if is_down else arc[::-1] for arc, is_down in zip(arcs, down, strict=True)]
    rank = ranks(count, turned, [1] * len(arcs))  # type: ignore[arg-type]
    assert all(rank[source] < rank[target] for source, target in turned)


def test_the_rarest_arc_of_a_cycle_is_turned() -> None:
    assert downward([(0, 1), (1, 2), (2, 0)], [5, 9, 2]) == [True, True, False]


def test_crossings_that_can_be_avoided_are() -> None:
    layers = layered([0, 0, 1, 1], [(0, 3), (1, 2)])
    assert crossings(layers) == 1
    uncross(layers)
    assert crossings(layers) == 0


def test_a_straight_path_is_drawn_straight() -> None:
    drawing = drawn(3, [(0, 1), (1, 2)])
    assert [box.x for box in drawing.boxes] == [50.0, 50.0, 50.0]
    assert drawing.arrows[0].path.startswith("M50 40C50 ")


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw([], [], [], label_widths=[]) == Drawing((), (), 0.0, 0.0)


def test_four_hundred_nodes_with_a_thousand_arcs_are_drawn_in_seconds() -> None:
    arcs = sorted(
        {(n, (n * 7 + k * k) % 400) for n in range(400) for k in (1, 2, 3)} - {(n, n) for n in range(400)}
    )
    before = process_time()
    drawn(400, arcs, [1 + source % 9 for source, _ in arcs])
    assert process_time() - before < 20

from hypothesis import given, settings
from hypothesis import strategies as st

from acceptance.dispatch.route import Stop, apart, share, tour

SEAT = Stop("seat", 108.0, 31.0, 0)


def row(*visits: int) -> list[Stop]:
    """Stops on one line, each a tenth of a degree further out."""
    return [Stop(f"v{n:02d}", 108.0 + 0.1 * (n + 1), 31.0, count) for n, count in enumerate(visits)]


def test_the_way_leads_from_the_seat_to_the_next_village_each_time():
    stops = row(1, 1, 1, 1)
    assert tour([stops[2], stops[0], stops[3], stops[1]], SEAT) == stops


def test_villages_of_unknown_place_come_last_by_code():
    lost = [Stop("a2", None, None, 1), Stop("a1", None, None, 1)]
    assert [s.code for s in tour([*lost, *row(1, 1)], SEAT)] == ["v00", "v01", "a1", "a2"]


def test_a_tenth_of_a_degree_of_latitude_is_eleven_kilometres():
    assert round(apart(SEAT, Stop("v", 108.0, 31.1, 1)), 1) == 11.1


def test_work_is_shared_evenly_along_the_way():
    assert [[s.code for s in part] for part in share(row(10, 10, 10, 10), 2)] == [["v00", "v01"], ["v02", "v03"]]
    assert [sum(s.visits for s in part) for part in share(row(30, 10, 10, 10), 2)] == [30, 30]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.integers(1, 8))
def test_every_village_has_one_team_and_no_team_stays_at_home(visits, teams):
    order = row(*visits)
    parts = share(order, teams)
    assert [stop for part in parts for stop in part] == order
    assert len(parts) == min(teams, len(order)) and all(parts)

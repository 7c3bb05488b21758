"""Key figures as pictures: one scale for a chart, and a bar that stays inside it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.charts import charts, drawn
from resources.models import KeyFigure
from tests.factories import KeyFigureFactory, KeyFigureSourceFactory, ResourceFactory

JOBS = KeyFigure.Chart.JOBS_BY_SECTOR


def figure(low, high=None, unit="jobs"):
    """Return an unsaved figure."""
    high = low if high is None else high
    return KeyFigure(low=Decimal(str(low)), high=Decimal(str(high)), unit=unit)


def bars(*figures):
    """Return the (start, width) of each bar of a chart."""
    return [(bar.start, bar.width) for bar in drawn(JOBS, list(figures)).bars]


def test_the_highest_fills_the_picture_and_the_others_are_in_proportion():
    assert bars(figure(50), figure(200), figure(20)) == [(0, 25), (0, 100), (0, 10)]


def test_a_range_reaches_to_its_high_end():
    assert bars(figure(10, 15), figure(30)) == [(0, 50), (0, 100)]


def test_a_fall_goes_to_the_left_of_zero():
    chart = drawn(JOBS, [figure(-25), figure(75), figure(50)])
    assert chart.zero == 25
    assert [(bar.start, bar.width) for bar in chart.bars] == [(0, 25), (25, 75), (25, 50)]
    assert [bar.is_negative for bar in chart.bars] == [True, False, False]


def test_where_all_fall_zero_stands_on_the_right():
    chart = drawn(JOBS, [figure(-10), figure(-5)])
    assert chart.zero == 100
    assert [(bar.start, bar.width) for bar in chart.bars] == [(0, 100), (50, 50)]


def test_where_all_is_zero_there_are_empty_bars():
    assert bars(figure(0), figure(0)) == [(0, 0), (0, 0)]


def test_one_share_alone_is_seen_against_the_whole():
    assert bars(figure(17.7, unit="percent")) == [(0, 17.7)]


def test_two_shares_are_seen_against_the_larger():
    assert bars(figure(20, unit="percent"), figure(40, unit="percent")) == [(0, 50), (0, 100)]


def test_one_number_alone_that_is_no_share_fills_the_picture():
    assert bars(figure(20, unit="jobs")) == [(0, 100)]


values = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


@given(
    st.lists(st.tuples(values, values).map(sorted), min_size=1, max_size=8),
    st.sampled_from(KeyFigure.Unit.values),
)
def test_every_bar_starts_or_ends_at_zero_inside_the_picture(ranges, unit):
    chart = drawn(JOBS, [figure(low, high, unit) for low, high in ranges])
    assert 0 <= chart.zero <= 100
    for bar in chart.bars:
        end = bar.start + bar.width
        assert bar.width >= 0
        assert -0.01 <= bar.start <= 100.01
        assert -0.01 <= end <= 100.011
        assert min(abs(bar.start - chart.zero), abs(end - chart.zero)) < 0.03


@pytest.mark.django_db
class TestChartsOfPublishedFigures:
    def test_only_published_figures_of_a_chart_are_drawn(self):
        shown = KeyFigureFactory(chart=JOBS)
        KeyFigureFactory(chart=JOBS, status="draft")
        KeyFigureFactory(chart="")
        [chart] = charts()
        assert [bar.figure for bar in chart.bars] == [shown]

    def test_each_unit_makes_a_chart_of_its_own(self):
        KeyFigureFactory(chart=JOBS, unit="percent", position=1)
        KeyFigureFactory(chart=JOBS, unit="jobs", position=2)
        KeyFigureFactory(chart=JOBS, unit="percent", position=3)
        first, second = charts()
        assert [len(first.bars), len(second.bars)] == [2, 1]
        assert {bar.figure.unit for bar in first.bars} == {"percent"}
        assert first.title == f"{JOBS.label} (%)"
        assert second.title == f"{JOBS.label} ({KeyFigure.Unit.JOBS.label})"
        assert first.slug != second.slug

    def test_charts_stand_in_their_own_order_and_bars_in_that_of_staff(self):
        for position, chart in enumerate(reversed(KeyFigure.Chart.values)):
            KeyFigureFactory(chart=chart, position=position, unit="jobs")
        last = KeyFigureFactory(chart=JOBS, position=90, unit="jobs")
        first = KeyFigureFactory(chart=JOBS, position=80, unit="jobs")
        found = charts()
        assert [chart.title for chart in found] == KeyFigure.Chart.labels
        assert [bar.figure for bar in found[0].bars][1:] == [first, last]

    def test_documents_and_periods_are_named_once(self):
        atlas, guide = ResourceFactory(), ResourceFactory()
        for period, resource in (("2018", atlas), ("2015", atlas), ("2018", guide), ("", guide)):
            record = KeyFigureFactory(chart=JOBS, period=period)
            KeyFigureSourceFactory(record=record, resource=resource)
        [chart] = charts()
        assert sorted(chart.periods) == ["2015", "2018"]
        assert {source.resource for source in chart.sources} == {atlas, guide}
        assert len(chart.sources) == 2

    def test_without_a_figure_there_is_no_chart(self):
        assert charts() == []

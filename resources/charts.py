"""Key figures as pictures: bars in the rows of a table, one scale for a chart."""

from dataclasses import dataclass

from resources.models import KeyFigure

WIDTH = 100  # units of a bar's viewBox


@dataclass
class Bar:
    """A figure and its bar: where it begins and how wide it is, in units of `WIDTH`."""

    figure: KeyFigure
    start: float
    width: float

    @property
    def is_negative(self):
        return self.figure.high < 0


@dataclass
class Chart:
    """The figures of one chart, with the place of zero in units of `WIDTH`."""

    slug: str
    title: str
    zero: float
    bars: list[Bar]

    @property
    def sources(self):
        """Its (resource, locator) pairs, each once."""
        citations = [one for bar in self.bars for one in bar.figure.sources.all()]
        return list({one.resource_id: one for one in citations}.values())

    @property
    def periods(self):
        return list(dict.fromkeys(bar.figure.period for bar in self.bars if bar.figure.period))


def charts():
    """Return the charts that published figures make, in the order of `KeyFigure.Chart`.

    Figures of several units on one subject make one chart for each unit.
    """
    figures = KeyFigure.objects.published().exclude(chart="").prefetch_related("sources__resource")
    panels = {}
    for figure in figures:
        panels.setdefault((figure.chart, figure.unit), []).append(figure)
    order = list(KeyFigure.Chart)
    found = [
        drawn(KeyFigure.Chart(chart), panels[chart, unit])
        for chart, unit in sorted(panels, key=lambda key: order.index(key[0]))
    ]
    titles = [chart.title for chart in found]
    for chart in found:
        if titles.count(chart.title) > 1:
            chart.title = f"{chart.title} ({chart.bars[0].figure.get_unit_display()})"
    return found


def drawn(chart, figures):
    """Return the `Chart` of figures in one unit; the scale runs from the lowest to the highest."""
    lowest = min(0, *(float(figure.low) for figure in figures))
    highest = max(0, *(float(figure.high) for figure in figures))
    if len(figures) == 1 and figures[0].unit == KeyFigure.Unit.PERCENT:
        highest = max(100, highest)  # one share alone is seen against the whole
    scale = WIDTH / ((highest - lowest) or 1)
    bars = []
    for figure in figures:
        start, end = sorted([-lowest * scale, (float(figure.high) - lowest) * scale])
        bars.append(Bar(figure, round(start, 2), round(end - start, 2)))
    return Chart(f"{chart.value}-{figures[0].unit}", chart.label, round(-lowest * scale, 2), bars)

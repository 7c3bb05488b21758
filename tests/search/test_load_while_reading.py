"""Visitors read while the content is loaded: nobody meets an error, nobody sees a half of it."""

# Visits to all pages; the load goes on for about a hundred.
MOST = 300


def test_visitors_see_the_content_before_or_after_a_load_and_no_error(processes):
    loader, reader, other = processes
    before = reader.do("visit")
    loader.tell("load_content")
    seen = []
    while loader.is_busy() and len(seen) < MOST:
        seen.append(reader.do("visit"))
    loader.answer()
    after = reader.do("visit")
    assert [status for visit in [before, *seen, after] for _page, status, _number in visit] == (
        [200] * len(before) * (len(seen) + 2)
    )
    assert seen
    for asked, *visits, finally_asked in zip(before, *seen, after, strict=True):
        assert {tuple(visit) for visit in visits} <= {tuple(asked), tuple(finally_asked)}
    assert before != after
    assert other.do("visit") == after

"""`make bench`: how fast the site answers, and how that compares. See `docs/performance.md`."""

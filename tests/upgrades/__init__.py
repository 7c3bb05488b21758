"""Stored databases of released states: each must migrate to the newest without loss.

A folder for each release holds a dump of each engine (`sqlite.sql.xz`, `postgresql.sql.xz`), what
stood in it as plain facts (`*.json.xz`) and its pictures (`media/`).
"""

"""Django's backend for PostgreSQL, with bounded waiting; see docs/decisions/0019."""

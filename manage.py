#!/usr/bin/env python
"""Django's command line for ESS rurale."""

import os
import sys


def main():
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ess_rural.settings")
    # The time-out is for those who wait for a page: to load or migrate may take hours.
    os.environ["DATABASE_STATEMENT_TIMEOUT"] = "0"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

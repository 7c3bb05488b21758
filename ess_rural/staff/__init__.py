"""Staff accounts: signing in with a second factor, lock-out, and their pages in the admin."""

"""What other apps may listen to."""

from django.dispatch import Signal

# Sent by `send_mails` before it looks for what is due. Who composes e-mails outside of requests
# listens, and queues them.
mails_are_due = Signal()

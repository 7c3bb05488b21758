"""The moderation desk: what was sent in, what is decided about it, whom it is told."""

from contributions.queues import waiting_for
from resources.counters import register

from . import contact, correction, mail, proposal  # noqa: F401


@register
def contribution_counters(request):
    """Count what waits, for the home page of the administration."""
    return waiting_for(request.user)

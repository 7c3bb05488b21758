"""What waits for staff: one list for the home page of the administration and for the digest."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contributions.models import Correction, OutgoingMail, Proposal, State
from resources.counters import Counter

# Days after which a contributor who was asked for changes is not likely to answer.
LONG = 30


@dataclass(frozen=True)
class Queue:
    """Rows of a model that wait, and the query with which the list of the model shows them."""

    label: Promise
    model: type[Model]
    narrow: Callable
    query: str

    def waiting(self, user):
        """Return the `Counter` of those that a person may see, None where there are none."""
        opts = self.model._meta
        if not user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return None
        number = self.narrow(self.model.objects.seen_by(user)).count()
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return Counter(self.label, number, f"{address}?{self.query}") if number else None


def to_review(rows):
    return rows.to_review()


def long_unanswered(rows):
    return rows.filter(state=State.CHANGES_ASKED).unchanged_for(LONG)


def stuck(mails):
    return mails.stuck()


UNANSWERED = f"state={State.CHANGES_ASKED}&waiting={LONG}"
QUEUES = [
    Queue(_("Proposals to review"), Proposal, to_review, "state=to_review"),
    Queue(_("Corrections to review"), Correction, to_review, "state=to_review"),
    Queue(_("Proposals unanswered for a month"), Proposal, long_unanswered, UNANSWERED),
    Queue(_("Corrections unanswered for a month"), Correction, long_unanswered, UNANSWERED),
    Queue(_("E-mails that could not be sent"), OutgoingMail, stuck, "state=stuck"),
]


def waiting_for(user):
    """Return the `Counter`s of the queues in which something waits for a person of staff."""
    return [counter for counter in (queue.waiting(user) for queue in QUEUES) if counter]

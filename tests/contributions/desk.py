"""What the tests of the moderation desk share: people, what was sent in, what they press."""

from django.urls import reverse

from contributions.models import Correction
from ess_rural.roles import Role
from tests.ess_rural.staff_roles import BRETAGNE, page_of, person_with
from tests.factories import CorrectedFieldFactory, CorrectionFactory, InitiativeFactory

AUGAN = "56006"  # in Brittany
HOME = reverse("admin:index")


def moderator():
    return person_with(Role.MODERATOR)


def correspondent():
    """Return a person who looks after Brittany alone."""
    return person_with(Role.CORRESPONDENT, regions=[BRETAGNE])


def desk_of(contribution):
    return page_of(type(contribution), "change", contribution.pk)


def decide(client, contribution, decision, **data):
    """Press a button of the desk, having read the contribution as it is given here."""
    read = {"decision": decision, "version": contribution.version}
    if isinstance(contribution, Correction):
        read["state"] = contribution.state_of_record()
    data = {**read, **data}
    return client.post(desk_of(contribution), data)


def corrected(record=None, **fields):
    """Return a correction of a record: {column: (what stood there, what is right)}."""
    correction = CorrectionFactory(record=record or InitiativeFactory())
    for name, (old, new) in fields.items():
        CorrectedFieldFactory(correction=correction, name=name, old=old, new=new)
    return correction


def texts_of_messages(response):
    return [str(message) for message in response.context["messages"]]

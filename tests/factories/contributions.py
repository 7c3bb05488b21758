"""What partners send in, and the e-mails about it."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from contributions import models as contributions

from .records import InitiativeFactory


class ContributionFactory(DjangoModelFactory):
    """What every contribution has, whatever it is."""

    class Meta:
        model = contributions.Contribution

    language = "fr"
    state = "to_review"
    sent_at = factory.LazyFunction(timezone.now)
    contact_email = factory.Sequence(lambda n: f"contact-{n}@example.org")


class ProposalFactory(ContributionFactory):
    """A proposal that staff are to review, sent by somebody who has confirmed the address."""

    class Meta:
        model = contributions.Proposal

    name = factory.Sequence(lambda n: f"Projet {n}")
    summary = "Ce que des habitants veulent faire."
    scope = "national"
    contact_name = "Camille Martin"
    licence_granted = True


class DraftFactory(ProposalFactory):
    """A proposal that was put aside with nothing in it but what was typed."""

    state = "draft"
    sent_at = None
    name = summary = scope = contact_name = contact_email = ""
    licence_granted = False


class ProposedActionFactory(DjangoModelFactory):
    class Meta:
        model = contributions.ProposedAction

    proposal = factory.SubFactory(ProposalFactory)
    authority = "Commune d’Augan"
    text = "A mis un local à disposition."
    kind = "premises"


class TurnFactory(DjangoModelFactory):
    class Meta:
        model = contributions.Turn

    contribution = factory.SubFactory(ProposalFactory)
    before = "to_confirm"
    after = "to_review"


class CorrectionFactory(ContributionFactory):
    """A correction of an initiative, to be reviewed."""

    class Meta:
        model = contributions.Correction

    record = factory.SubFactory(InitiativeFactory)


class CorrectedFieldFactory(DjangoModelFactory):
    class Meta:
        model = contributions.CorrectedField

    correction = factory.SubFactory(CorrectionFactory)
    name = factory.Iterator(["website", "summary_fr", "name_fr", "description_fr"])
    old = "2009"
    new = "2010"


class RecordContactFactory(DjangoModelFactory):
    class Meta:
        model = contributions.RecordContact

    record = factory.SubFactory(InitiativeFactory)
    email = factory.Sequence(lambda n: f"asked-{n}@example.org")
    language = "fr"


class MailFactory(DjangoModelFactory):
    class Meta:
        model = contributions.OutgoingMail

    key = factory.Sequence(lambda n: f"mail-{n}")
    recipient = "contact@example.org"
    language = "fr"
    subject = "Bonjour"
    # What was sent keeps no text.
    text = factory.LazyAttribute(lambda mail: "" if mail.state == "sent" else "Un mot.")
    html = factory.LazyAttribute(lambda mail: "" if mail.state == "sent" else "<p>Un mot.</p>")
    state = "waiting"

from .contact import RecordContact
from .contribution import Contribution, State, TransitionRefused, Turn
from .correction import CorrectedField, Correction
from .mail import OutgoingMail
from .proposal import Proposal, ProposedAction

__all__ = [
    "Contribution",
    "CorrectedField",
    "Correction",
    "OutgoingMail",
    "Proposal",
    "ProposedAction",
    "RecordContact",
    "State",
    "TransitionRefused",
    "Turn",
]

from .contact import RecordContact
from .contribution import Contribution, State, TransitionRefused, Turn
from .correction import CorrectedField, Correction
from .mail import OutgoingMail
from .picture_upload import PictureUpload
from .proposal import Proposal, ProposedAction

__all__ = [
    "Contribution",
    "CorrectedField",
    "Correction",
    "OutgoingMail",
    "PictureUpload",
    "Proposal",
    "ProposedAction",
    "RecordContact",
    "State",
    "TransitionRefused",
    "Turn",
]

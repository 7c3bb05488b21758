from .correct import AmendCorrectionView, CorrectAsContactView, CorrectView
from .follow import AmendView, ConfirmView, FollowView
from .pictures import FollowedPictureView, ProposedPictureView
from .propose import DraftView, DuplicatesView, ProposeView
from .still_correct import StillCorrectView

__all__ = [
    "AmendCorrectionView",
    "AmendView",
    "ConfirmView",
    "CorrectAsContactView",
    "CorrectView",
    "DraftView",
    "DuplicatesView",
    "FollowView",
    "FollowedPictureView",
    "ProposeView",
    "ProposedPictureView",
    "StillCorrectView",
]

from .cooperation_form import CooperationForm, CooperationFormSource
from .coverage import CoveredRecord
from .details import AuthorityAction, KeyFact, Milestone
from .initiative import LOCATION_FIELDS, Initiative, InitiativeSource
from .lever import Lever, LeverSource
from .organisation import SupportOrganisation, SupportOrganisationSource
from .testimony import Testimony, TestimonySource
from .vocabulary import AuthorityLevel, Challenge, Driver, Offer, Sector

__all__ = [
    "LOCATION_FIELDS",
    "AuthorityAction",
    "AuthorityLevel",
    "Challenge",
    "CooperationForm",
    "CooperationFormSource",
    "CoveredRecord",
    "Driver",
    "Initiative",
    "InitiativeSource",
    "KeyFact",
    "Lever",
    "LeverSource",
    "Milestone",
    "Offer",
    "Sector",
    "SupportOrganisation",
    "SupportOrganisationSource",
    "Testimony",
    "TestimonySource",
]

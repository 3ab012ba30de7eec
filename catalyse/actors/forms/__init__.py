from catalyse.actors.forms.organisations import OrganisationForm
from catalyse.actors.forms.people import InvitationForm, InviteForm, ProfileForm, UntilForm
from catalyse.actors.forms.settings import CodeForm, MemberForm, PartnershipForm
from catalyse.actors.forms.years import MilestoneForm, YearForm

__all__ = [
    "CodeForm",
    "InvitationForm",
    "InviteForm",
    "MemberForm",
    "MilestoneForm",
    "OrganisationForm",
    "PartnershipForm",
    "ProfileForm",
    "UntilForm",
    "YearForm",
]

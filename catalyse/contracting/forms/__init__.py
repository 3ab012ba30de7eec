from catalyse.contracting.forms.agreement import AgreementForm, SignatureForm
from catalyse.contracting.forms.consultant import NewConsultantForm, ProfileForm
from catalyse.contracting.forms.tender import (
    AnswerForm,
    BidForm,
    ChoiceForm,
    ConsultForm,
    DeclineForm,
    EndForm,
    QuestionForm,
)
from catalyse.contracting.forms.terms import CRITERIA, TermsForm

__all__ = [
    "CRITERIA",
    "AgreementForm",
    "AnswerForm",
    "BidForm",
    "ChoiceForm",
    "ConsultForm",
    "DeclineForm",
    "EndForm",
    "NewConsultantForm",
    "ProfileForm",
    "QuestionForm",
    "SignatureForm",
    "TermsForm",
]

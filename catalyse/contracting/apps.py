from django.apps import AppConfig


class ContractingConfig(AppConfig):
    name = "catalyse.contracting"
    label = "contracting"

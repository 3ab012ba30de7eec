from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "catalyse.diagnosis"
    label = "diagnosis"

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "catalyse.results"
    label = "results"

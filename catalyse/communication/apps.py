from django.apps import AppConfig


class CommunicationConfig(AppConfig):
    name = "catalyse.communication"
    label = "communication"

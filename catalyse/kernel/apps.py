from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from catalyse.kernel.lists import fill


class KernelConfig(AppConfig):
    name = "catalyse.kernel"
    label = "kernel"

    def ready(self) -> None:
        post_migrate.connect(fill, sender=self)
        autodiscover_modules("policies", "services", "reactions", "offers")

from django.urls import path

from catalyse.today import views
from catalyse.today.demo import views as demo

app_name = "today"
urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("aujourdhui/", views.home, name="home"),
    path("recherche/", views.search, name="search"),
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/adresse/", views.renew_feed, name="renew_feed"),
    path("agenda/flux/<str:token>.ics", views.feed, name="feed"),
    path("aide/", views.help_page, name="help"),
    path("aide/<slug:page>/", views.guide, name="guide"),
    path("glossaire/", views.glossary, name="glossary"),
    path("demo/", demo.people, name="demo"),
    path("demo/devenir/<int:pk>/", demo.become, name="become"),
    path("demo/jour/", demo.choose_day, name="demo_day"),
]

from django.urls import path

from catalyse.today import views

app_name = "today"
urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("aujourdhui/", views.home, name="home"),
    path("recherche/", views.search, name="search"),
    path("agenda/", views.agenda, name="agenda"),
    path("aide/", views.help_page, name="help"),
]

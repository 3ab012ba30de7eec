from django.urls import path

from catalyse.places import views

app_name = "places"
urlpatterns = [path("lieux/communes/", views.communes, name="communes")]

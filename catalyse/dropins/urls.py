from django.urls import include, path

from catalyse.dropins.views import booking, day, mine, opening, public

app_name = "dropins"

OPEN = [
    path("rendez-vous/", public.places, name="places"),
    path("rendez-vous/<int:pk>-<slug:slug>/", public.days, name="days"),
    path("rendez-vous/<int:pk>/<str:slot>/", public.book, name="book"),
    path("t-rdv/<str:token>/", mine.mine, name="mine"),
    path("t-rdv/<str:token>/deplacer/", mine.move, name="move"),
    path("t-rdv/<str:token>/annuler/", mine.cancel, name="cancel"),
    path("t-rdv/<str:token>/rendez-vous.ics", mine.calendar, name="calendar"),
]
DESK = "permanences/<int:pk>"
PERSON = "permanences/rendez-vous/<int:pk>"

urlpatterns = [
    *OPEN,
    path("en/", include((OPEN, "en"))),
    path("permanences/", opening.openings, name="list"),
    path("permanences/nouvelle/", opening.new, name="new"),
    path(f"{DESK}-<slug:slug>/", opening.opening, name="opening"),
    path(f"{DESK}-<slug:slug>/journal/", opening.journal_tab, name="journal"),
    path(f"{DESK}/changer/", opening.change, name="change"),
    path(f"{DESK}/archiver/", opening.put_aside, name="archive"),
    path(f"{DESK}/reprendre/", opening.bring_back, name="restore"),
    path(f"{DESK}/<str:on>/", day.day, name="day"),
    path(f"{DESK}/<str:on>/changer/", day.change_day, name="change_day"),
    path(f"{DESK}/<str:on>/rouvrir/", day.reopen, name="reopen_day"),
    path(f"{DESK}/<str:on>/passage/", day.walk_in, name="walk_in"),
    path(f"{PERSON}/", booking.booking, name="booking"),
    path(f"{PERSON}/association/", booking.link, name="link"),
    path(f"{PERSON}/besoin/", booking.make_need, name="make_need"),
    path(f"{PERSON}/annuler/", booking.call_off, name="call_off"),
    path(f"{PERSON}/<slug:verb>/", booking.mark, name="mark"),
]

"""The addresses of the preview."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.outline, name="outline"),
    path("unit/<str:id_>/", views.unit, name="unit"),
    path("unit/<str:id_>/answers/", views.answers, name="answers"),
    path("progress/", views.progress, name="progress"),
    path("progress/<str:id_>/", views.progress, name="progress"),
    path("inside/<str:usage>/", views.inside, name="inside"),
    path("side-by-side/<str:id_>/", views.side_by_side, name="side-by-side"),
    path("learner/", views.learner, name="learner"),
    path("edition/", views.edition, name="edition"),
    path("start-over/", views.start_over, name="start-over"),
    path("handler/<str:usage>/<str:name>", views.handler, name="handler"),
    path("handler/<str:usage>/<str:name>/<path:suffix>", views.handler, name="handler"),
    path("files/<path:name>", views.file, name="file"),
    path("block/<str:type_>/<path:uri>", views.resource, name="resource"),
    path("site/<str:name>", views.site_file, name="site-file"),
]

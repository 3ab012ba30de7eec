from django.http import Http404

from catalyse.kernel.access import access


@access("support.support")
def support(request, pk, slug):
    raise Http404


@access("support.session")
def session(request, pk):
    raise Http404


@access("public")
def link(request, token):
    raise Http404

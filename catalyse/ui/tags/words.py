"""Tags that say a value: money, dates, days, numbers, people, terms, who reads."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from catalyse.ui import formats, terms
from catalyse.ui.tags.library import block, get, next_number, register

READERS = {
    "team": ("lock", lambda: _("Only your team reads this")),
    "partners": ("handshake", lambda: _("The partners of this support read this")),
    "association": ("users", lambda: _("Your association and those who support it read this")),
    "group": ("users-three", lambda: _("All the associations of the group read this")),
    "committee": ("scales", lambda: _("The committee reads this")),
    "self": ("lock", lambda: _("Only you read this")),
    "public": ("globe", lambda: _("Everybody can read this, on the public site")),
}


@register.simple_tag
def unknown():
    """What stands where the source is silent."""
    return format_html('<span class="unknown">{}</span>', _("not given"))


def _or_unknown(value, say):
    return unknown() if value is None or value == "" else say(value)


@register.simple_tag
def money(amount, language=None):
    """1 234,50 € ; "non renseigné" when the amount is not known."""
    return _or_unknown(amount, lambda it: format_html('<span class="num">{}</span>', formats.money(it, language)))


@register.simple_tag
def number(value, places=None):
    """30 000 ; "non renseigné" when it is not known."""
    return _or_unknown(value, lambda it: format_html('<span class="num">{}</span>', formats.number(it, places)))


@register.simple_tag
def percent(value, places=1):
    """64,3 % for 64.3 (a value between 0 and 100)."""
    return _or_unknown(value, lambda it: format_html('<span class="num">{}</span>', formats.percent(it, places)))


@register.simple_tag
def half_days(count):
    """2,5 jours for five half-days."""
    return _or_unknown(count, lambda it: format_html('<span class="num">{}</span>', formats.half_days(it)))


@register.simple_tag(takes_context=True)
def day(context, value, style="long"):
    """A date within <time>; styles of `formats.day`, short and spoken with the year when it is not that of today."""
    return _day(value, style, context.get("today"))


def _day(value, style="long", today=None):
    return _or_unknown(value, lambda it: _time(it, formats.day(it, style, today=today), whole_day=True))


@register.simple_tag
def moment(value, style="long"):
    """A date and an hour within <time>: 12 mars 2026 à 9 h 30."""
    return _or_unknown(value, lambda it: _time(it, formats.moment(it, style)))


@register.simple_tag
def hour(value):
    """9 h 30, for a time or a moment."""
    return _or_unknown(
        value,
        lambda it: format_html(
            '<time datetime="{}">{}</time>',
            f"{formats.local(it) if isinstance(it, datetime) else it:%H:%M}",
            formats.hour(it),
        ),
    )


@register.simple_tag
def span_days(start, end):
    """du 3 au 7 mars 2026."""
    if start is None or end is None:
        return unknown() if start is None and end is None else _day(start or end)
    return format_html('<span class="dates">{}</span>', formats.span_days(start, end))


@register.simple_tag(takes_context=True)
def ago(context, value, today=None):
    """il y a 2 jours, up to a week; then the date. `today` is the one of the page's context when it is not given."""
    today = today or context.get("today")
    if value in (None, "") or today is None:
        return _day(value)
    return _time(value, formats.ago(value, today), whole_day=True)


@register.simple_tag
def waiting(days):
    """depuis 12 jours, for a number of days."""
    return _or_unknown(days, formats.waiting)


@register.simple_tag
def in_words(count, feminine=False):
    """neuf for 9, for titles; digits past twenty."""
    return _or_unknown(count, lambda it: formats.in_words(it, feminine=feminine))


@register.filter
def as_words(count):
    """The same as a filter, for use inside {% blocktrans %}: {{ n|as_words|capfirst }}."""
    return formats.in_words(count)


@register.filter
def as_money(amount):
    """The bare text of a money amount, for attributes and sentences."""
    return "" if amount is None else formats.money(amount)


@register.filter
def as_day(value, style="long"):
    """The bare text of a date, for attributes and sentences."""
    return formats.day(value, style) if value else ""


@register.filter
def as_moment(value):
    """The bare text of a moment, for attributes and sentences."""
    return formats.moment(value) if value else ""


@register.filter
def as_half_days(count):
    """The bare text of a number of half-days."""
    return "" if count is None else formats.half_days(count)


@register.simple_tag
def phone(value):
    """02 33 00 00 00, as a link that calls."""
    return _or_unknown(
        value,
        lambda it: format_html(
            '<a class="phone" href="tel:{}">{}</a>',
            "".join(c for c in str(it) if c.isdigit() or c == "+"),
            formats.phone(it),
        ),
    )


@register.simple_tag
def siret(value):
    """123 456 789 00012 (or a SIREN of nine digits)."""
    return _or_unknown(value, lambda it: format_html('<span class="num">{}</span>', formats.siret(it)))


def _time(value, words, whole_day=False):
    if isinstance(value, datetime):
        value = formats.local(value)
        stamp = f"{value:%Y-%m-%d}" if whole_day else value.isoformat(timespec="minutes")
    else:
        stamp = value.isoformat()
    return format_html('<time datetime="{}">{}</time>', stamp, words)


@register.filter
def spoken(value):
    """Any value as the house says it: a date in words, a decimal as a number, the rest as it is."""
    if value is None:
        return unknown()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Decimal):
        return number(value, max(0, -int(value.as_tuple().exponent)))
    if isinstance(value, int):
        return number(value)
    return value


@register.simple_tag
def person(name, role=""):
    """A person: the name, then the role in quiet letters; a role alone stands for a name."""
    if not name:
        return format_html('<span class="person">{}</span>', role) if role else unknown()
    if not role:
        return format_html('<span class="person">{}</span>', name)
    return format_html('<span class="person">{}</span> <span class="muted">{}</span>', name, role)


@register.simple_tag
def illustrative():
    """The mark beside a value that fills a gap of the source."""
    return format_html(
        '<span class="illustrative">{}<span class="visually-hidden"> {}</span></span>',
        _("example"),
        _("(the source does not say; this value shows how it would look)"),
    )


@register.simple_tag(takes_context=True)
def term(context, code, text="", full=False):
    """An official word with its explanation at hand; `full` writes it out, `text` says it otherwise."""
    found = terms.get(code)
    words = text or (found.whole if full else found.short)
    return mark_safe(
        block(
            context,
            "term",
            {
                "term": found,
                "words": words,
                "number": next_number(context, "term"),
            },
        ).strip()
    )


@register.inclusion_tag("ui/parts/reader.html")
def reader(who, text=""):
    """Who reads this text: self, team, partners, association, group, committee or public; `text` says it otherwise."""
    icon, say = READERS[who]
    return {"icon": icon, "text": text or say(), "who": who}


@register.simple_tag
def field_of(thing, name):
    """One field of an object or dictionary whose name is known only on the page."""
    return get(thing, name, "")


@register.filter
def waiting_for(days):
    """The bare text of {% waiting %}."""
    return formats.waiting(days)


@register.filter
def as_hour(value):
    """The bare text of {% hour %}."""
    return formats.hour(value) if value else ""


@register.filter
def quoted(text):
    """The words of somebody, between the quotation marks of the language."""
    return formats.quoted(text)


@register.filter
def beginning(text, most):
    """The first words of a text, at most so many signs."""
    return formats.beginning(text, most)


@register.filter
def unlocal(value):
    """A number as attributes want it, whatever the language: 1480, 2.5."""
    return str(value)


@register.filter
def lower_first(words):
    """A label inside a sentence: séances for Séances; an acronym keeps its capitals."""
    words = str(words)
    return words if len(words) > 1 and words[1].isupper() else words[:1].lower() + words[1:]

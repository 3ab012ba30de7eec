"""How the house says money, days, dates and numbers, in French and in English.

Nothing here reads the clock: what depends on today takes it. The blank inside a French number is U+00A0, never the
narrow one, which the typeface does not have.
"""

import re
from datetime import datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
PARIS = ZoneInfo("Europe/Paris")
CENT = Decimal("0.01")
YEARLESS = ("spoken", "short")  # styles that leave the year to be understood


def _words(text):
    return tuple(text.split())


MONTHS = {
    "fr": _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "en": _words("January February March April May June July August September October November December"),
}
WEEKDAYS = {
    "fr": _words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    "en": _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
SHORT_WEEKDAYS = {"fr": _words("lun. mar. mer. jeu. ven. sam. dim."), "en": _words("Mon Tue Wed Thu Fri Sat Sun")}
WORDS = {
    "fr": _words(
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
        "dix-huit dix-neuf vingt"
    ),
    "en": _words(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty"
    ),
}


def tongue(language=None):
    """The language in which to write: "fr" or "en"; the one on screen when none is asked."""
    return "en" if (language or get_language() or "fr").lower().startswith("en") else "fr"


def _grouped(digits, blank):
    parts: list[str] = []
    while len(digits) > 3:
        digits, tail = digits[:-3], digits[-3:]
        parts.insert(0, tail)
    return blank.join([digits, *parts])


def _decimal(value, places):
    """The signs of a decimal: minus or nothing, whole digits, digits after the comma."""
    value = Decimal(value)
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = format(abs(value), "f")
    whole, _, rest = text.partition(".")
    if places is None:
        rest = rest.rstrip("0")
    zero = not (whole.strip("0") or rest.strip("0"))
    return ("" if value >= 0 or zero else MINUS), whole, rest


def number(value, places=None, language=None):
    """30 000 in French, 30,000 in English; `places` fixes the digits after the comma."""
    lang = tongue(language)
    sign, whole, rest = _decimal(value, places)
    text = sign + _grouped(whole, NBSP if lang == "fr" else ",")
    return text + ("," if lang == "fr" else ".") + rest if rest else text


def money(amount, language=None):
    """1 234,50 € in French, €1,234.50 in English; always two decimals, amounts finer than a cent are refused."""
    amount = Decimal(amount)
    if amount != amount.quantize(CENT, rounding=ROUND_HALF_EVEN):
        raise ValueError(f"{amount} is finer than a cent")
    lang = tongue(language)
    if lang == "fr":
        return f"{number(amount, 2, lang)}{NBSP}€"
    text = number(abs(amount), 2, lang)
    return f"{MINUS if amount < 0 else ''}€{text}"


def percent(value, places=1, language=None):
    """64,3 % in French, 64.3% in English, for a value between 0 and 100; a bare whole stays bare."""
    lang = tongue(language)
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return number(rounded, None, lang) + (f"{NBSP}%" if lang == "fr" else "%")


def half_days(count, language=None):
    """2,5 jours in French, 2.5 days in English, for a whole number of half-days."""
    lang = tongue(language)
    days = Decimal(count) / 2
    if lang == "fr":
        return f"{number(days, None, lang)}{NBSP}{'jour' if abs(days) < 2 else 'jours'}"
    return f"{number(days, None, lang)}{NBSP}{'day' if abs(days) == 1 else 'days'}"


def _ordinal(day_number, lang):
    return "1er" if lang == "fr" and day_number == 1 else str(day_number)


def _month_year(value, lang, *, year=True):
    month = MONTHS[lang][value.month - 1]
    return f"{month}{NBSP}{value.year}" if year else month


def _day_style(value, style, lang):
    first = _ordinal(value.day, lang)
    weekday, short_weekday = WEEKDAYS[lang][value.weekday()], SHORT_WEEKDAYS[lang][value.weekday()]
    month = MONTHS[lang][value.month - 1]
    return {
        "long": f"{first}{NBSP}{_month_year(value, lang)}",
        "full": f"{weekday} {first}{NBSP}{_month_year(value, lang)}",
        "spoken": f"{weekday} {first}{NBSP}{month}",
        "short": f"{short_weekday}{NBSP}{first}{NBSP}{month}",
        "tiny": f"{short_weekday}{NBSP}{first}",
        "month": _month_year(value, lang),
        "year": str(value.year),
        "number": f"{value:%d/%m/%Y}",
    }[style]


def day(value, style="long", language=None, today=None):
    """A date in words.

    long 12 mars 2026, full jeudi 12 mars 2026, spoken jeudi 12 mars, short jeu. 12 mars, tiny jeu. 12,
    month mars 2026, year 2026, number 12/03/2026 (fields and tables only). Where `today` is of another year, spoken
    and short say the year too: jeu. 12 mars 2026.
    """
    if isinstance(value, datetime):
        value = local(value).date()
    words = _day_style(value, style, tongue(language))
    elsewhere = today is not None and value.year != today.year and style in YEARLESS
    return f"{words}{NBSP}{value.year}" if elsewhere else words


def local(value):
    """The same instant on the clocks of Paris."""
    return value.astimezone(PARIS) if value.tzinfo else value


def hour(value, language=None):
    """9 h or 9 h 30 in French, 9:00 or 9:30 in English, for a time or a moment."""
    if isinstance(value, datetime):
        value = local(value)
    if tongue(language) == "en":
        return f"{value.hour}:{value.minute:02d}"
    return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02d}" if value.minute else "")


def moment(value, style="long", language=None):
    """A date and an hour: 12 mars 2026 à 9 h 30, or 12 March 2026 at 9:30."""
    lang = tongue(language)
    joint = "à" if lang == "fr" else "at"
    return f"{day(value, style, lang)} {joint}{NBSP}{hour(value, lang)}"


def span_days(start, end, language=None):
    """du 3 au 7 mars 2026, du 28 février au 3 mars 2026; one date alone when both are the same."""
    lang = tongue(language)
    if start == end:
        return day(start, "long", lang)
    last = day(end, "long", lang)
    if start.year != end.year:
        first = day(start, "long", lang)
    elif start.month != end.month:
        first = f"{_ordinal(start.day, lang)}{NBSP}{MONTHS[lang][start.month - 1]}"
    else:
        first = _ordinal(start.day, lang)
    return f"du {first} au {last}" if lang == "fr" else f"{first} to {last}"


def ago(value, today, language=None):
    """aujourd’hui, hier, il y a 2 jours up to seven days back; the date after that, and for a day to come."""
    lang = tongue(language)
    value = local(value).date() if isinstance(value, datetime) else value
    gone = (today - value).days
    near = {"fr": {0: "aujourd’hui", 1: "hier", -1: "demain"}, "en": {0: "today", 1: "yesterday", -1: "tomorrow"}}
    if gone in near[lang]:
        return near[lang][gone]
    if 1 < gone <= 7:
        return f"il y a {gone}{NBSP}jours" if lang == "fr" else f"{gone}{NBSP}days ago"
    return day(value, "short" if gone < 0 and -gone < 60 else "long", lang)


def waiting(days, language=None):
    """depuis aujourd’hui, depuis 1 jour, depuis 12 jours: how long something has been waited for."""
    lang = tongue(language)
    if days <= 0:
        return "depuis aujourd’hui" if lang == "fr" else "since today"
    if lang == "fr":
        return f"depuis {number(days, None, lang)}{NBSP}{'jour' if days == 1 else 'jours'}"
    return f"for {number(days, None, lang)}{NBSP}{'day' if days == 1 else 'days'}"


def in_words(count, language=None, feminine=False):
    """A count as a word up to twenty, for titles; digits beyond."""
    lang = tongue(language)
    if not 0 <= count <= 20:
        return number(count, None, lang)
    if lang == "fr" and count == 1 and feminine:
        return "une"
    return WORDS[lang][count]


def quoted(text, language=None):
    """The words of somebody between the marks of the language: « … » with blanks that do not break, or “…”."""
    words = str(text).strip().removeprefix("«").removesuffix("»").strip(f" {NBSP}")
    return f"«{NBSP}{words}{NBSP}»" if tongue(language) == "fr" else f"“{words}”"


def beginning(text, most):
    """The first words of a text on one line, at most so many signs, with … where it goes on.

    Blanks that do not break stay as they are: a colon goes with the word before it.
    """
    line = re.sub(r"[ \t\r\n]+", " ", str(text)).strip()
    return line if len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0]}…"


def phone(value):
    """02 33 00 00 00 for a French number of ten digits; any other text as it came."""
    digits = "".join(sign for sign in str(value) if sign.isdigit())
    if digits.startswith("33") and len(digits) == 11:
        digits = f"0{digits[2:]}"
    if len(digits) != 10 or not digits.startswith("0"):
        return str(value)
    return NBSP.join(digits[index : index + 2] for index in range(0, 10, 2))


def siret(value):
    """123 456 789 00012 for fourteen digits, 123 456 789 for nine; any other text as it came."""
    digits = "".join(sign for sign in str(value) if sign.isdigit())
    if len(digits) not in (9, 14):
        return str(value)
    return NBSP.join(part for part in (digits[:3], digits[3:6], digits[6:9], digits[9:]) if part)

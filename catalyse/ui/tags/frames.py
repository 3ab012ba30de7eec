"""Tags that frame a piece of a page: menus, tabs, filters, pages, pictures, emptiness."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from catalyse.ui.pictures import empties
from catalyse.ui.tags.library import block, get, next_number, register


@register.simple_block_tag(takes_context=True)
def other_actions(context, content, label=""):
    """The quiet menu of a record; holds <li> with a link or a {% post_button %}. Nothing inside, nothing shown."""
    if not content.strip():
        return ""
    return block(context, "other_actions", {"content": content, "label": label or _("Other actions")})


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items, label=""):
    """The one row of tabs of a record. Item: label, url, count (or None), current."""
    now = next((item for item in items if get(item, "current")), None)
    return {"items": items, "now": now, "label": label or _("Parts of this page")}


@register.inclusion_tag("ui/parts/inner_pages.html")
def inner_pages(items):
    """The pages inside the current tab of a record, as links above it. Item: label, url, current."""
    return {"items": items}


@register.inclusion_tag("ui/parts/crumbs.html")
def crumbs(items):
    """Where this page lies. Item: label, url (a pair also works); the last one without url is the page itself."""
    rows = [{"label": item[0], "url": item[1]} if isinstance(item, (tuple, list)) else item for item in items]
    return {"items": rows}


@register.simple_block_tag(takes_context=True)
def facets(context, content, action="", count=0):
    """Filters as a form that works without script; `count` says how many are in use."""
    return block(context, "facets", {"content": content, "action": action, "count": count})


@register.inclusion_tag("ui/parts/facet_links.html")
def facet_links(label, options):
    """One filter as links. Option: label, url, count, current."""
    return {"label": label, "options": options}


@register.inclusion_tag("ui/parts/view_switch.html")
def view_switch(items):
    """The ways to look at one set of data. Item: label, url, icon, current."""
    return {"items": items}


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context, page, name="page"):
    """Pages of a long list, with the exact count; the rest of the address is kept."""
    query = context["request"].GET.copy() if context.get("request") else None

    def to(number):
        if query is None:
            return f"?{name}={number}"
        query[name] = number
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "before": to(page.previous_page_number()) if page.has_previous() else "",
        "after": to(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/parts/exports.html")
def exports(xlsx_url="", csv_url="", print_url=""):
    """Take the list along: spreadsheet, text, paper."""
    return {"xlsx_url": xlsx_url, "csv_url": csv_url, "print_url": print_url}


@register.simple_block_tag(takes_context=True)
def empty(context, content, kind, title=""):
    """Nothing yet: says what, why, and holds a button. Kind: no_need, no_support, no_action."""
    return block(context, "empty", {"content": content, "title": title, "picture": empties.draw(kind)})


@register.simple_block_tag(takes_context=True)
def chart_frame(context, content, title, lead="", source="", csv_url="", level=2, illustrative=False):
    """A picture whose title states the finding; put {% chart_table %} inside for "Voir en tableau"."""
    return block(
        context,
        "chart_frame",
        {
            "content": content,
            "title": title,
            "lead": lead,
            "source": source,
            "csv_url": csv_url,
            "level": level,
            "illustrative": illustrative,
            "number": next_number(context, "chart"),
        },
    )


@register.simple_block_tag(takes_context=True)
def chart_table(context, content, label=""):
    """The table that says the same as the picture, folded."""
    return block(context, "chart_table", {"content": content, "label": label or _("See as a table")})


@register.simple_block_tag
def scroll(content, label):
    """A wide table that may be moved sideways, also with the keyboard."""
    return format_html('<div class="scroll" role="region" tabindex="0" aria-label="{}">{}</div>', label, content)


@register.simple_block_tag(takes_context=True)
def sheet(context, content, title="", level=2):
    """The one raised sheet of a page, the one that asks something."""
    return block(context, "sheet", {"content": content, "title": title, "level": level})


@register.simple_block_tag(takes_context=True)
def plate(context, content, title="", level=2, link_label="", link_url=""):
    """A flat frame around a picture or a table."""
    return block(
        context,
        "plate",
        {"content": content, "title": title, "level": level, "link_label": link_label, "link_url": link_url},
    )


@register.simple_block_tag(takes_context=True)
def section(context, content, title, level=2, link_label="", link_url="", name=""):
    """A part of a page with its heading and, at most, one link beside it."""
    return block(
        context,
        "section",
        {
            "content": content,
            "title": title,
            "level": level,
            "link_label": link_label,
            "link_url": link_url,
            "name": name,
        },
    )


@register.simple_block_tag(takes_context=True)
def signal(context, content, title, url="", action=""):
    """Something worth a look, never an alert: one at most on a page."""
    return block(
        context,
        "signal",
        {"content": content, "title": title, "url": url, "action": action, "picture": empties.meeting()},
    )


@register.simple_block_tag(takes_context=True)
def note(context, content, tone="", icon="info"):
    """A sentence set apart. Tone: "" neutral, you, done, late."""
    return block(context, "note", {"content": content, "tone": tone, "icon": icon})


@register.simple_block_tag(takes_context=True)
def fold(context, content, title, open=False):
    """Something that can wait, folded under its title."""
    return block(context, "fold", {"content": content, "title": title, "open": open})


@register.inclusion_tag("ui/parts/board.html", takes_context=True)
def board(context, columns):
    """Cards in columns. Column: label, count, cards; card: title, url, detail, tag, tag_tone, move_url,
    moves (pairs value, label: the menu "Déplacer vers…")."""
    return {"columns": columns, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/slots.html", takes_context=True)
def slots(context, days, url, name="slot"):
    """Free slots as buttons. Day: date, slots; slot: value, label, place, free."""
    return {"days": days, "url": url, "name": name, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/toasts.html", takes_context=True)
def toasts(context):
    """What has just been done, with the way to undo it (see `catalyse.ui.toasts`)."""
    from catalyse.ui.toasts import read

    return {"toasts": read(context.get("messages") or ()), "csrf_token": context.get("csrf_token")}

"""Tags that draw one part of a page."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from catalyse.ui import formats
from catalyse.ui.pictures import meters
from catalyse.ui.tags.library import block, get, register

TONES = {"", "you", "done", "late", "plain"}
STATES = {
    "todo": ("", lambda: _("not begun")),
    "started": ("", lambda: _("begun")),
    "missing": ("you", lambda: _("something is missing")),
    "done": ("done", lambda: _("done")),
}


@register.simple_tag
def icon(name, label="", size=""):
    """One icon of the sprite; without a label it is hidden from readers. `size`: "" or "large"."""
    where = f"{static('vendor/icons.svg')}#{name}"
    css = "i i-large" if size == "large" else "i"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, where)
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', css, where)


_picture = icon


@register.simple_tag(takes_context=True)
def nonce(context):
    """The attribute that lets a script of ours run under the content policy; nothing where there is none."""
    value = getattr(context.get("request"), "csp_nonce", None)
    return "" if value is None else format_html('nonce="{}"', str(value))


def _steps(stages):
    """The stages with their rank, the current one (the last done when all is done), and how many there are."""
    rows = [
        {
            "rank": rank,
            "label": get(s, "label"),
            "state": get(s, "state"),
            "note": get(s, "note", "") or "",
            "url": get(s, "url", "") or "",
        }
        for rank, s in enumerate(stages, 1)
    ]
    now = next((row for row in rows if row["state"] == "current"), None)
    if now is None and rows:
        done = [row for row in rows if row["state"] == "done"]
        now = done[-1] if done else rows[0]
    return {"rows": rows, "now": now, "total": len(rows), "finished": all(r["state"] == "done" for r in rows)}


@register.inclusion_tag("ui/parts/thread.html")
def thread(stages, yours=True):
    """The stages of a record on their thread. Stage: label, state (done, current, todo), note, url.

    The current bead is the accent only when the next step is yours.
    """
    return {**_steps(stages), "yours": yours}


@register.inclusion_tag("ui/parts/mini_thread.html")
def mini_thread(stages, label="", yours=True):
    """A small thread of beads and one line in words: Étape 3 sur 8 : invitation."""
    steps = _steps(stages)
    return {**steps, "label": label, "picture": meters.beads([row["state"] for row in steps["rows"]], yours=yours)}


@register.inclusion_tag("ui/parts/todo_list.html", takes_context=True)
def todo_list(context, items, label="", level=2):
    """What waits for you, as a thread: the first bead is yours.

    Item: title, url, context, tag, tag_tone, action, action_url (or url), action_method, primary, state, detail.
    """
    return {"items": items, "label": label, "level": level, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/waiting_list.html", takes_context=True)
def waiting_list(context, items):
    """What others owe you. Item: who, what, url, since (days), remind_url, remind_label."""
    return {"items": items, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/agenda_lines.html")
def agenda_lines(items):
    """Coming dates. Item: day (a date), title, url, detail."""
    return {"items": items}


@register.inclusion_tag("ui/parts/next_step.html", takes_context=True)
def next_step(context, step):
    """The next step of a record, and the only primary button of its page.

    Step: title, detail, owner, yours, action_label, action_url, action_method ("get" or "post"), since (days).
    When it is not yours: who is waited for, since when, and a quiet button to remind them.
    """
    return {"step": step, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/tag.html")
def tag(label, tone="", icon=""):
    """A short state in words. Tone: "" neutral, you (waits for you), done, late, plain."""
    if tone not in TONES:
        raise ValueError(f"no tag has the tone {tone}")
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag("ui/parts/fact.html")
def fact(label, value=None, illustrative=False, detail="", url=""):
    """A label and its value within {% facts %}; an empty value is said to be unknown."""
    empty = value is None or (isinstance(value, str) and not value.strip())
    return {"label": label, "value": value, "empty": empty, "illustrative": illustrative, "detail": detail, "url": url}


@register.simple_block_tag(takes_context=True)
def fact_block(context, content, label, illustrative=False):
    """A fact whose value needs markup."""
    return block(
        context,
        "fact",
        {"label": label, "content": content, "empty": not content.strip(), "illustrative": illustrative},
    )


@register.simple_block_tag
def facts(content, columns=1):
    """A list of facts; `columns` lets them stand side by side where there is room."""
    return format_html('<dl class="facts{}">{}</dl>', f" facts-{columns}" if int(columns) > 1 else "", content)


@register.inclusion_tag("ui/parts/summary_row.html")
def summary_row(label, value=None, url="", state="", action="", detail=""):
    """One question of a guide, its answer, and the way back to it.

    State: "" none, todo, started, missing, done. `action` says another word than "Modifier".
    """
    tone, say = STATES[state] if state else ("", lambda: "")
    empty = value is None or (isinstance(value, str) and not value.strip())
    return {
        "label": label,
        "value": value,
        "empty": empty,
        "url": url,
        "tone": tone,
        "state": say(),
        "action": action or _("Change"),
        "detail": detail,
    }


@register.simple_block_tag
def summary(content):
    """The frame of summary rows."""
    return format_html('<dl class="summary">{}</dl>', content)


@register.inclusion_tag("ui/parts/guide_parts.html", takes_context=True)
def guide_parts(context, parts):
    """The parts of a guide on their thread, as in a plan.

    Part: title, url, detail, state (todo, started, missing, done), current.
    """
    rows = [
        {
            "part": part,
            "state": STATES[get(part, "state") or "todo"][1](),
            "code": get(part, "state") or "todo",
            "current": bool(get(part, "current")),
        }
        for part in parts
    ]
    return {"rows": rows}


@register.inclusion_tag("ui/parts/progress.html")
def progress(done, total, label="", unit=""):
    """A bar with its words: 312 lignes sur 1 480."""
    words = _("%(done)s out of %(total)s") % {
        "done": f"{formats.number(done)} {unit}".strip(),
        "total": formats.number(total),
    }
    return {"done": done, "total": total or 1, "label": label, "words": words}


@register.inclusion_tag("ui/parts/days_meter.html")
def days_meter(done, total, label=""):
    """Days as pills, done ones filled; both numbers in half-days. Past twenty days it becomes a bar."""
    words = _("%(done)s out of %(total)s") % {
        "done": formats.number(done / 2 if done % 2 else done // 2),
        "total": formats.number(total / 2 if total % 2 else total // 2),
    }
    return {"label": label, "words": words, "picture": meters.days(done, total)}


@register.inclusion_tag("ui/parts/shares.html")
def shares(parts, illustrative=False, note=""):
    """Who pays what: a bar and its amounts. Part: label, amount. The bar is drawn to the share of each amount."""
    rows = [{"label": get(p, "label"), "amount": get(p, "amount")} for p in parts]
    known = [row["amount"] for row in rows if row["amount"] is not None]
    whole = bool(rows) and len(known) == len(rows) and sum(known) > 0
    return {"rows": rows, "picture": meters.stack(known) if whole else "", "illustrative": illustrative, "note": note}


@register.inclusion_tag("ui/parts/big_figure.html")
def big_figure(value, label, rule="", url=""):
    """One figure in large, its words, and the rule by which it is counted."""
    return {"value": value, "label": label, "rule": rule, "url": url}


@register.inclusion_tag("ui/parts/file_card.html")
def file_card(name, url, kind="pdf", detail="", size="", image=""):
    """A file to open: its kind as icon and in words, its name, its size."""
    icons = {
        "pdf": "file-pdf",
        "docx": "file-doc",
        "xlsx": "file-xls",
        "csv": "file-csv",
        "image": "image",
        "ics": "calendar",
    }
    return {
        "name": name,
        "url": url,
        "kind": kind,
        "icon": icons.get(kind, "file"),
        "detail": detail,
        "size": size,
        "image": image,
    }


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(items, label=""):
    """What happened, on a thread. Item: when (ready to show) or date, title, detail, url, state, action_url, action."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/parts/quote.html")
def quote(text, who="", source_url=""):
    """Somebody's words, and who said them as far as they allow it."""
    return {"text": text, "who": who, "source_url": source_url}


@register.inclusion_tag("ui/parts/post_button.html", takes_context=True)
def post_button(context, label, url, tone="quiet", icon="", name="", value="", hidden=""):
    """A button that does something: a form of its own, with its protection. Tone: primary, quiet, bare."""
    return {
        "label": label,
        "url": url,
        "tone": tone,
        "icon": icon,
        "name": name,
        "value": value,
        "hidden": hidden,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def link_button(label, url, tone="quiet", icon=""):
    """A link that looks like a button. Tone: primary (once a page), quiet, bare."""
    picture = _picture(icon) if icon else ""
    return format_html('<a class="btn btn-{}" href="{}">{}{}</a>', tone, url, picture, label)


@register.simple_tag
def drawing(svg):
    """An SVG made by `catalyse.ui.pictures` (by `draw` or by `responsive`), as it is."""
    return mark_safe(svg)

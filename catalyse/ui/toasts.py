"""Say what was done, on the page that comes next, with the way to undo it."""

from django.contrib import messages

UNDO = "undo:"


def say(request, text, undo_url="", undo_fields=None):
    """Show a sentence on the next page; with `undo_url`, a button "Annuler" that posts to it.

    `undo_fields` are hidden values of that post. The journal keeps the same way back for longer.
    """
    tags = [f"{UNDO}{undo_url}"] if undo_url else []
    tags += [f"field:{name}={value}" for name, value in (undo_fields or {}).items()]
    messages.info(request, text, extra_tags=" ".join(tags))


def warn(request, text):
    """Show a sentence about something that was not done."""
    messages.warning(request, text)


def read(stored):
    """The sentences to show, each with its way back; reading them uses them up."""
    shown = []
    for message in stored:
        words = (message.extra_tags or "").split(" ")
        undo = next((word[len(UNDO) :] for word in words if word.startswith(UNDO)), "")
        fields = [word[len("field:") :].split("=", 1) for word in words if word.startswith("field:")]
        late = message.level >= messages.WARNING
        shown.append({"text": str(message), "undo_url": undo, "fields": fields, "late": late})
    return shown

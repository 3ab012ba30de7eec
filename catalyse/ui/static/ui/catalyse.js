/* Catalyse in the browser. Nothing here is needed to read or to send: it keeps what is written, says what happens,
   and saves steps for those who like the keyboard. Words come from the page (#words), in its language. */
(() => {
  "use strict";
  const page = document.documentElement;
  page.classList.add("js");
  const words = document.getElementById("words")?.dataset ?? {};
  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key] ?? "");
  const hour = (moment = new Date()) =>
    say("hour", { h: moment.getHours(), m: String(moment.getMinutes()).padStart(2, "0") });
  const announce = (text) => {
    const live = document.getElementById("live");
    if (!live) return;
    live.textContent = "";
    setTimeout(() => (live.textContent = text), 50);
  };
  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  };

  /* ---- what is written is kept: once a second of rest, and on leaving a field ---- */
  const REST = 1000;
  const DAY = 86400000; // longer than that, words that nobody sent do not stay on a device
  const RETRY = [2000, 5000, 15000, 30000, 60000];

  class Keeper {
    constructor(form) {
      this.form = form;
      this.state = form.querySelector("[data-save-state]") ?? element("p", { role: "status", class: "save-state" });
      if (!this.state.isConnected) form.append(this.state);
      const about = form.elements.draft_subject?.value ?? "";  // the words for one record never show up in another
      this.alone = !form.dataset.draft;  // nobody is known yet: the words stay on this device until they are sent
      this.key = `draft:${page.dataset.me ?? ""}:${form.dataset.draftKey || form.dataset.draft}:${about}`;
      this.confirmed = this.text();
      this.tries = 0;
      this.sending = null;
      form.addEventListener("input", () => this.touched());
      form.addEventListener("change", () => this.touched());
      form.addEventListener("focusout", () => this.text() !== this.confirmed && this.save());
      form.addEventListener("submit", (event) => this.leave(event));
      addEventListener("online", () => this.back());
      addEventListener("pagehide", () => this.parting());
      addEventListener("pageshow", (event) => { if (event.persisted) this.left = false; });
      form.querySelector("[data-forget]")?.addEventListener("click", () => this.clear());
      this.recover();
    }

    fields() {
      const data = new FormData(this.form);
      const kept = new URLSearchParams();
      for (const [name, value] of data) {
        const input = this.form.elements[name];
        if (typeof value === "string" && input?.type !== "password") kept.append(name, value);
      }
      return kept;
    }

    text() {
      const kept = this.fields();
      kept.delete("csrfmiddlewaretoken");
      kept.delete("once");
      return kept.toString();
    }

    touched() {
      clearTimeout(this.timer);
      if (this.left) return;
      if (this.text() === this.confirmed) { if (this.alone) this.forget(); return; }
      this.store();
      this.timer = setTimeout(() => this.save(), REST);
    }

    store() {
      try {
        const once = this.form.elements.once?.value;
        localStorage.setItem(this.key, JSON.stringify({ text: this.text(), at: Date.now(), once }));
      } catch { /* a browser that keeps nothing: the server still does */ }
    }

    forget() {
      try {
        localStorage.removeItem(this.key);
      } catch { /* nothing was kept */ }
    }

    show(state, text) {
      this.state.dataset.state = state;
      if (this.state.textContent !== text) this.state.textContent = text;
    }

    async save() {
      clearTimeout(this.timer);
      if (this.left) return;
      if (this.sending) { this.again = true; return; }
      const sent = this.text();
      if (sent === this.confirmed) return;
      if (this.alone) {
        this.show("saved", this.unsent ? words.resend : words.device);
        return;
      }
      // a line that changes while the button is being pressed would move it away from under the finger
      if (this.state.dataset.state !== "lost") this.show("saving", words.saving);
      this.sending = this.post();
      const outcome = await this.sending;
      this.sending = null;
      if (this.left) return;
      if (outcome.kept) this.keptNow(sent, outcome);
      else if (outcome.away) signInPanel(() => this.save());
      else if (outcome.refused) this.show("lost", outcome.words || words.refused);
      else this.lost();
      if (this.again) { this.again = false; this.save(); }
    }

    keptNow(sent, outcome) {
      this.confirmed = sent;
      this.tries = 0;
      if (this.text() === sent) this.forget();
      this.show("saved", this.unsent ? words.resend : outcome.words || say("saved", { hour: hour() }));
    }

    back() {
      if (this.text() !== this.confirmed) this.save();
      else if (this.unsent) this.show("saved", words.resend);
    }

    lost() {
      this.show("lost", this.unsent ? words.unsent : words.lost);
      this.timer = setTimeout(() => this.save(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
    }

    async post() {
      const away = new AbortController();
      const limit = setTimeout(() => away.abort(), 15000);
      const send = () => fetch(this.form.dataset.draft, {
        method: "POST", body: this.fields(), redirect: "manual", credentials: "same-origin", signal: away.signal,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      });
      try {
        let answer = await send();
        if (answer.status === 403) {
          await freshProtection(); // signed in again in another tab: the protection of this page is an old one
          answer = await send();
        }
        return await verdict(answer);
      } catch {
        return {};
      } finally {
        clearTimeout(limit);
      }
    }

    /* the last words when the page goes: the browser sends them on its own */
    parting() {
      clearTimeout(this.timer);
      if (this.left || this.text() === this.confirmed) return;
      this.store();
      if (!this.alone) navigator.sendBeacon?.(this.form.dataset.draft, this.fields());
    }

    /* a device that others use after: what was kept goes, and what is in the form with it */
    clear() {
      clearTimeout(this.timer);
      this.forget();
      for (const input of this.form.elements) if (input.matches("[type=text], [type=email], [type=tel], textarea")) input.value = "";
      this.confirmed = this.text();
      this.show("saved", words.erased);
      this.form.querySelector("input:not([type=hidden]), textarea")?.focus();
    }

    /* sent: the words stay on the device until a later page says that they have arrived (see `arrived`) */
    leave(event) {
      clearTimeout(this.timer);
      this.store();
      if (navigator.onLine === false) {
        event.preventDefault();
        this.unsent = true;
        this.show("lost", words.unsent);
        return;
      }
      this.left = true;
    }

    /* words that the server never confirmed come back, unless a newer draft has been kept since */
    recover() {
      let kept;
      try {
        kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
      } catch { return; }
      if (kept && this.alone && Date.now() - kept.at > DAY) { this.forget(); return; }
      if (!kept || document.querySelector(".error-summary") || this.form.querySelector("[aria-invalid]")) return;
      const since = Date.parse(this.form.dataset.draftSaved || "") || 0;
      // what the page adds of itself to what was sent (a question asked back) makes it no other words
      const was = new URLSearchParams(kept.text), now = new URLSearchParams(this.text());
      for (const field of this.form.querySelectorAll("input[type=hidden]")) if (!was.has(field.name)) now.delete(field.name);
      if (this.alone && `${was}` === `${now}`) return; // nobody else keeps them
      if (!this.alone && (kept.at <= since || `${was}` === `${now}`)) { this.forget(); return; }
      fill(this.form, new URLSearchParams(kept.text));
      if (kept.once && this.form.elements.once) this.form.elements.once.value = kept.once; // sent again, it counts once
      this.show("saving", this.alone ? words.returned : words.found);
      if (!this.alone) this.timer = setTimeout(() => this.save(), REST);
    }
  }

  const verdict = async (answer) => {
    if (answer.type === "opaqueredirect" || answer.status === 401) return { away: true };
    if (answer.status === 403) return { away: true };
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json().catch(() => ({})) : {};
    if (answer.ok) return { kept: true, words: said.message };
    return answer.status < 500 ? { refused: true, words: said.message } : {};
  };

  /* forms that the server has received since: what the device kept of them is no longer needed */
  const arrived = () => {
    const received = document.cookie.match(/(?:^|; )received=([\w.-]+)/)?.[1].split(".") ?? [];
    if (!received.length) return;
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("draft:") && received.includes(JSON.parse(localStorage.getItem(key)).once)) {
          localStorage.removeItem(key);
        }
      }
    } catch { /* nothing was kept */ }
  };
  arrived();

  const fill = (form, values) => {
    for (const input of form.elements) {
      const hidden = input.type === "hidden" && !("kept" in input.dataset);
      if (!input.name || hidden || input.type === "file" || input.type === "password") continue;
      const all = values.getAll(input.name);
      if (input.type === "checkbox") input.checked = all.includes(input.value);
      else if (input.type === "radio") input.checked ||= all.includes(input.value); // what is no longer offered unchecks nothing
      else if (input.multiple) for (const option of input.options) option.selected = all.includes(option.value);
      else if (all.length) input.value = all.shift();
    }
  };

  /* ---- a session that died unseen: sign in beside, then what was written is sent again ---- */
  let panel = null;
  const freshProtection = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const token = new DOMParser().parseFromString(await answer.text(), "text/html")
      .querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (token) document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
  };
  const signInPanel = (then) => {
    if (panel?.open) { panel.waiting.push(then); return; }
    const address = `${page.dataset.signin ?? "/"}?next=${encodeURIComponent(location.pathname)}`;
    const link = element("a", { class: "btn btn-primary", href: address, target: "_blank" }, words.signin);
    const done = element("button", { class: "btn btn-quiet", type: "button" }, words.back);
    panel = element("dialog", { "aria-labelledby": "away" }, element("h2", { id: "away" }, words.away),
      element("div", { class: "actions" }, link, done));
    panel.waiting = [then];
    const resume = async () => {
      const { waiting } = panel;
      panel.close();
      try { await freshProtection(); } catch { /* the next try says so */ }
      waiting.forEach((go) => go());
    };
    done.addEventListener("click", resume);
    panel.addEventListener("close", () => panel.remove());
    document.body.append(panel);
    panel.showModal();
  };

  /* ---- a field is judged when it is left with something in it; the server is the only judge ---- */
  const judge = async (input) => {
    const box = input.closest(".question");
    if (!box || (!input.value && !box.classList.contains("wrong"))) return;
    const body = new URLSearchParams({ field: input.name, value: input.value });
    const token = input.form?.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (token) body.set("csrfmiddlewaretoken", token);
    try {
      const answer = await fetch(input.dataset.check, {
        method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.ok) mark(box, input, (await answer.json()).message ?? "");
    } catch { /* the form will be judged when it is sent */ }
  };
  const mark = (box, input, message) => {
    const id = `${input.id}_error`;
    let line = document.getElementById(id);
    box.classList.toggle("wrong", Boolean(message));
    input.classList.toggle("is-invalid", Boolean(message));
    message ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
    const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    if (!message) line?.remove();
    else {
      line ??= input.parentNode.insertBefore(element("p", { class: "wrong-words", id }), input);
      line.textContent = message;
      others.push(id);
      announce(message);
    }
    others.length ? input.setAttribute("aria-describedby", others.join(" ")) : input.removeAttribute("aria-describedby");
  };
  addEventListener("focusout", (event) => event.target.matches?.("[data-check]") && judge(event.target));
  addEventListener("input", (event) => {
    if (event.target.matches?.("[data-check][aria-invalid]")) {
      clearTimeout(event.target.judged);
      event.target.judged = setTimeout(() => judge(event.target), 400);
    }
  });

  /* ---- toasts: ten seconds, longer while they are looked at ---- */
  const toast = (line) => {
    let left = 10000, since = 0, timer = null;
    const go = () => { since = Date.now(); timer = setTimeout(() => line.remove(), left); };
    const wait = () => { clearTimeout(timer); left = Math.max(3000, left - (Date.now() - since)); };
    line.addEventListener("mouseenter", wait);
    line.addEventListener("focusin", wait);
    line.addEventListener("mouseleave", go);
    line.addEventListener("focusout", go);
    line.querySelector("[data-close]")?.addEventListener("click", () => line.remove());
    go();
  };
  const toasts = (root) => root.querySelectorAll("[data-toast]").forEach((line) => {
    if (!line.dataset.seen) { line.dataset.seen = "1"; toast(line); }
  });

  /* ---- menus that fold: one at a time, Escape closes and gives the focus back ---- */
  const closeMenus = (except) => document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest?.("details[data-menu]") ?? event.target));
  document.addEventListener("focusin", (event) => closeMenus(event.target));

  /* ---- keys ---- */
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
  const follow = (selector) => document.querySelector(selector)?.click();
  const menuEntries = () => [...document.querySelectorAll(".menu a")].map((link) => ({
    link, key: link.textContent.trim()[0]?.toLowerCase(), label: link.textContent.trim() }));
  const entriesByKey = () => {
    const taken = new Map();
    for (const entry of menuEntries()) {
      const letters = [...entry.label.toLowerCase().normalize("NFD").replace(/[^a-z]/g, "")];
      const key = letters.find((letter) => !taken.has(letter));
      if (key) taken.set(key, entry);
    }
    return taken;
  };
  const keysDialog = () => {
    const list = element("dl", { class: "keys-list" });
    const line = (key, text) => list.append(element("dt", {}, element("kbd", {}, key)), element("dd", {}, text));
    line("/", words.keysSearch);
    line("n", words.keysNew);
    for (const [key, entry] of entriesByKey()) line(`g ${key}`, say("keysGo", { place: entry.label }));
    line("?", words.keysHelp);
    line("Esc", words.keysEscape);
    const close = element("button", { class: "btn btn-quiet", type: "button" }, words.close);
    const box = element("dialog", { "aria-labelledby": "keys-title" },
      element("h2", { id: "keys-title" }, words.keysTitle), list, element("div", { class: "actions" }, close));
    close.addEventListener("click", () => box.close());
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  };
  let going = 0;
  const pressed = (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest?.("details[open][data-menu]") ?? document.querySelector("details[data-menu][open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
      return;
    }
    if (page.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (Date.now() - going < 1200) {
      going = 0;
      entriesByKey().get(event.key.toLowerCase())?.link.click();
    } else if (event.key === "g") going = Date.now();
    else if (event.key === "n") follow("[data-new]");
    else if (event.key === "?") keysDialog();
    else if (event.key === "/") {
      event.preventDefault();
      const field = document.querySelector("main input[type=search]");
      field ? field.focus() : follow("[data-search]");
    }
  };
  document.addEventListener("keydown", pressed);

  /* ---- swapped pieces: busy, a thin bar after 400 ms, focus on the heading when the trigger is gone ---- */
  let slow = null, running = 0;
  const bar = document.querySelector("[data-thin-bar]");
  const start = () => { if (!running++) slow = setTimeout(() => { bar?.classList.add("on"); announce(words.loading); }, 400); };
  const stop = () => { if (running && !--running) { clearTimeout(slow); bar?.classList.remove("on"); } };
  document.addEventListener("htmx:beforeRequest", (event) => { start(); event.detail.target?.setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:afterRequest", (event) => { stop(); event.detail.target?.removeAttribute("aria-busy"); });
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => {
      const status = event.detail.xhr?.status;
      if (status === 401) signInPanel(() => {});
      else showFailure();
    });
  }
  const showFailure = () => {
    const line = element("div", { class: "toast-line toast-late", "data-toast": "" }, element("p", {}, words.failed));
    document.getElementById("toasts")?.append(line);
    toasts(document);
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    begin(event.detail.elt);
    if (document.activeElement && document.activeElement !== document.body) return;
    const heading = event.detail.elt.querySelector?.("h1, h2, h3") ?? document.getElementById("page-title");
    if (heading) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
  });

  /* ---- a whole page that is slow to come: the pressed button dims at once, the same bar after 400 ms ---- */
  const isFile = (address) => /\.\w+$/.test(new URL(address, location).pathname);  // the page stays in front of the reader
  const leads = (link) => !link.target && !link.hasAttribute("download") && link.origin === location.origin
    && !isFile(link.href) && !(link.hash && link.pathname === location.pathname);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const plain = !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (link && plain && leads(link)) start();
  });
  document.addEventListener("submit", (event) => {
    const by = event.submitter;
    const address = by?.getAttribute("formaction") ?? event.target.getAttribute("action") ?? "";
    if (event.defaultPrevented || isFile(address)) return;
    by?.setAttribute("aria-busy", "true");
    start();
  });
  addEventListener("pageshow", () => {
    while (running) stop();
    document.querySelectorAll("button[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  /* ---- paper shows what is folded ---- */
  addEventListener("beforeprint", () => document.querySelectorAll("details.chart-table, details.fold, details.rule")
    .forEach((fold) => { if (!fold.open) { fold.open = true; fold.dataset.printed = "1"; } }));
  addEventListener("afterprint", () => document.querySelectorAll("details[data-printed]")
    .forEach((fold) => { fold.open = false; delete fold.dataset.printed; }));

  /* a field that an error links to may be one of many: the link also gives it the focus */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (target) { event.preventDefault(); target.focus(); target.scrollIntoView({ block: "center" }); }
  });

  const begin = (root) => {
    if (!root.querySelectorAll) return;
    const forms = [...root.querySelectorAll("form[data-draft]")];
    if (root.matches?.("form[data-draft]")) forms.push(root);
    forms.filter((form) => !form.keeper).forEach((form) => (form.keeper = new Keeper(form)));
    toasts(root);
    root.querySelector("[data-focus]")?.focus();
  };
  begin(document);
})();

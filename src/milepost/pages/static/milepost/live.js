// A page that is open on both sides at once: what somebody else changes appears on it by itself.
//
//   [data-live]       the stream's address, once on the page
//   [data-live-part]  an element with an id, and the address that answers it anew (empty: this page)
//   [data-pulse]      how far what is shown has come; a part's answer carries its own
//   [data-by]         on a part's answer: who changed it last
//   #here             filled with who else is at the plan
//   [data-still]      inside of a part: what never glows (times that pass by themselves)
//
// After a part was changed it gets the event "milepost:morphed". What somebody is typing is never
// touched: a form with text in it stays as it is, and says what was changed in it meanwhile.
(() => {
  "use strict";
  const live = document.querySelector("[data-live]");
  const words = document.getElementById("live-words")?.dataset;
  if (!live || !words || !window.EventSource || !window.Idiomorph) return;
  const address = live.dataset.live;
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const part = () => document.querySelector("[data-live-part]");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const jitter = (ms) => ms * (0.5 + Math.random());

  // ---- how far the page has come ------------------------------------------------------------
  let told = 0; // by the stream
  let caught = 0; // by what was fetched last
  let busy = false;
  let over = false;
  let actingUntil = 0;
  let timer = 0;
  const shown = () => Math.max(caught, ...$$("[data-pulse]").map((each) => Number(each.dataset.pulse) || 0));

  function settle() {
    clearTimeout(timer);
    if (over || busy || document.hidden || told <= shown()) return;
    // The answer to one's own action brings the same: wait for it, for a moment.
    if (Date.now() < actingUntil) { timer = setTimeout(settle, 60); return; }
    refresh();
  }
  // Few people are told at once; many of them ask one after the other.
  function soon() {
    const pause = guests.all > 20 ? Math.random() * 5 * guests.all : 0;
    pause ? setTimeout(settle, pause) : settle();
  }
  const acts = () => { actingUntil = Date.now() + 2500; };
  const acted = () => { actingUntil = Math.min(actingUntil, Date.now() + 150); settle(); };
  document.addEventListener("submit", (event) => { if (event.target.method === "post") acts(); }, true);
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.requestConfig?.verb !== "get") acts(); });
  document.addEventListener("htmx:afterSettle", acted);
  document.addEventListener("milepost:morphed", acted);
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.failed) acted(); });

  // An answer to one's own action can ask for it (HX-Trigger: {"milepost:refresh": ""}).
  let wanted = false;
  document.addEventListener("milepost:refresh", () => { actingUntil = 0; if (busy) wanted = true; else refresh(); });

  async function refresh() {
    const target = part();
    if (!target) { offerReload(); return; }
    busy = true;
    const asked = told;
    try {
      const from = target.dataset.livePart || location.pathname + location.search;
      const answer = await fetch(from, { credentials: "same-origin", cache: "no-cache", headers: { Accept: "text/html" } });
      if (answer.redirected || answer.status === 401 || answer.status === 403 || answer.status === 404) { gone(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(target.id);
      if (!fresh) { offerReload(); return; }
      if (Date.now() < actingUntil && Number(fresh.dataset.pulse) <= shown()) return;
      put(target, fresh);
      caught = Math.max(caught, asked);
    } catch {
      timer = setTimeout(settle, jitter(3000));
      return;
    } finally { busy = false; }
    if (wanted) { wanted = false; refresh(); } else settle();
  }

  // ---- putting in what is new ---------------------------------------------------------------
  const isDirty = (field) => {
    if (!field.name || field.type === "hidden" || field.type === "submit" || field.disabled) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "file") return field.files.length > 0;
    if (field.tagName === "SELECT") {
      const options = [...field.options];
      return options.some((option) => option.defaultSelected) ? options.some((option) => option.selected !== option.defaultSelected) : field.selectedIndex > 0;
    }
    return "defaultValue" in field && field.value !== field.defaultValue;
  };
  const isInUse = (form) => [...form.elements].some(isDirty) || (form.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox]), textarea, select"));
  const inUse = (node) => node.nodeType === 1 && (node.matches("form") ? isInUse(node) : $$("form", node).some(isInUse));
  const UNIT = "tr, li, dd, p, h1, h2, h3, h4, .chip, .card, article, summary, figure";

  function put(target, fresh) {
    const changed = new Set();
    const forms = [];
    const edited = beforeEditing();
    const active = document.activeElement;
    const anchor = anchorOf(target);
    const note = (node) => {
      const unit = (node.nodeType === 1 ? node : node.parentElement)?.closest(UNIT);
      if (unit && !unit.closest("[data-still]") && unit.textContent.trim()) changed.add(unit);
    };
    Idiomorph.morph(target, fresh, {
      morphStyle: "outerHTML",
      // Of a field alone: a button that was pressed has to say what it does now.
      ignoreActiveValue: Boolean(document.activeElement?.matches("input, textarea, select")),
      callbacks: {
        beforeNodeMorphed(old, next) {
          if (old.nodeType === 3 && old.nodeValue.trim() !== next.nodeValue.trim()) note(old);
          if (old.nodeType !== 1) return true;
          if (old.id === "here" || (old.matches("dialog[open]") && !next.children.length)) return false;
          if (old.matches("form") && isInUse(old)) { forms.push([old, next]); return false; }
          return true;
        },
        beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details, dialog")),
        beforeNodeRemoved: (node) => !inUse(node) && !(node.nodeType === 1 && node.matches("dialog[open]")),
        afterNodeAdded: note,
      },
    });
    part()?.dispatchEvent(new CustomEvent("milepost:morphed", { bubbles: true }));
    for (const [form, next] of forms) saySomebodyChanged(form, next);
    sayEditedChanged(edited);
    if (!document.activeElement || document.activeElement === document.body) again(active)?.focus({ preventScroll: true });
    if (anchor && anchor.node.isConnected) scrollBy(0, anchor.node.getBoundingClientRect().top - anchor.top);
    glow(changed, part());
  }
  function again(active) {
    if (!active || active === document.body || active.isConnected) return active === document.body ? null : active;
    const href = active.getAttribute("href");
    return (active.id && document.getElementById(active.id)) || (href && part()?.querySelector(`a[href="${CSS.escape(href)}"]`));
  }
  // What stands at the top of the window stays there, whatever grows above it.
  function anchorOf(root) {
    if (scrollY < 1) return null;
    for (const node of $$("[id]", root)) {
      const top = node.getBoundingClientRect().top;
      if (top >= 0 && top < innerHeight && node.checkVisibility?.() !== false) return { node, top };
    }
    return null;
  }

  function glow(changed, root) {
    // The smallest that changed, not all that is around it.
    const units = [...changed].filter((unit) => unit.isConnected && ![...changed].some((other) => other !== unit && unit.contains(other)));
    if (!units.length) return;
    for (const unit of units) {
      unit.classList.remove("glows");
      void unit.offsetWidth;
      unit.classList.add("glows");
      setTimeout(() => unit.classList.remove("glows"), 2200);
    }
    const names = new Set(units.map(nameOf).filter(Boolean));
    const what = [...names].slice(0, 3).join(", ");
    say(fill(what ? words.changed : words.updated, { what, who: root?.dataset.by ?? "" }));
  }
  // What is read of an element, without what only a screen reader adds.
  function textOf(node) {
    if (!node) return "";
    const copy = node.cloneNode(true);
    for (const each of $$(".sr", copy)) each.remove();
    return copy.textContent.trim().replace(/\s+/g, " ");
  }
  const nameOf = (unit) => unit.closest("[data-name]")?.dataset.name ?? textOf(unit.closest("tr, li, article, section")?.querySelector(".title, h2, h3, h4")).slice(0, 80);
  function say(text) { const line = document.getElementById("live-said"); if (line) line.textContent = text; }

  // ---- what somebody else changed in what is being typed --------------------------------------
  // In a form of the part: the text stays, the new value is shown beside it.
  function saySomebodyChanged(form, next) {
    for (const field of [...form.elements].filter(isDirty)) {
      const theirs = next.elements?.[field.name];
      if (!theirs || !("defaultValue" in theirs) || theirs.defaultValue === field.defaultValue || theirs.defaultValue === field.value) continue;
      meanwhile(field, theirs.defaultValue, () => { field.value = field.defaultValue = theirs.defaultValue; }, () => {
        seen(form, `was_${field.name}`, next.elements[`was_${field.name}`]?.value);
        seen(form, "seen", next.elements.seen?.value);
      });
      field.defaultValue = theirs.defaultValue;
    }
  }
  // Whoever has chosen is not asked again when they save; what else there is to choose still is.
  function seen(form, name, value) {
    if (name === "seen" && form.querySelectorAll(".meanwhile").length > 1) return;
    if (value !== undefined && form.elements[name]) form.elements[name].value = value;
  }
  // In an editor beside the part: its address is that of the link that opened it.
  const opener = (form) => part()?.querySelector(`a[data-edit][href="${CSS.escape(form.getAttribute("action") ?? "")}"]`);
  const beforeEditing = () => $$("dialog[open] form[action]").map((form) => [form, textOf(opener(form))]).filter(([, text]) => text);
  function sayEditedChanged(edited) {
    for (const [form, before] of edited) {
      const now = textOf(opener(form));
      const field = [...form.elements].find((each) => each.type !== "hidden" && each.name);
      if (!field || now === before || !now) continue;
      meanwhile(field, now, () => form.closest("dialog")?.close(), () => seen(form, "seen", part()?.dataset.revision));
    }
  }
  function meanwhile(field, theirs, take, keep) {
    const form = field.form;
    form.querySelector(`.meanwhile[data-of="${CSS.escape(field.name)}"]`)?.remove();
    const who = part()?.dataset.by;
    const line = document.createElement("div");
    line.className = "meanwhile";
    line.dataset.of = field.name;
    line.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = fill(who ? words.meanwhile : words.meanwhileNobody, { who, value: theirs || words.empty });
    line.append(text);
    for (const [label, does] of [[words.take, take], [words.keep, keep]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn sm";
      button.textContent = label;
      button.addEventListener("click", () => { does(); keep(); line.remove(); field.focus(); });
      line.append(button);
    }
    (field.closest(".field, label, fieldset") ?? field).after(line);
  }

  // ---- what cannot be put in by itself --------------------------------------------------------
  function bar(text, label, does) {
    let line = document.getElementById("live-bar");
    if (!line) {
      line = document.createElement("div");
      line.id = "live-bar";
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sm";
    button.textContent = label;
    button.addEventListener("click", does);
    const words_ = document.createElement("span");
    words_.textContent = text;
    line.replaceChildren(words_, button);
  }
  function offerReload() { caught = told; bar(words.other, words.show, () => location.reload()); }
  function gone() { over = true; leave(); showHere([]); bar(words.gone, words.reload, () => location.reload()); }

  // ---- who is here ----------------------------------------------------------------------------
  let you = "";
  let guests = { people: [], all: 0 };
  function showHere() {
    const place = document.getElementById("here");
    if (!place) return;
    const others = over ? [] : guests.people.filter((each) => each.key !== you);
    const key = JSON.stringify([others, guests.all]);
    if (place.dataset.drawn === key) return;
    const all = Math.max(others.length, guests.all - (you && guests.people.length ? 1 : 0));
    const faces = others.slice(0, 4).map((each) => {
      const face = document.createElement("i");
      face.className = `face ${each.side === "buyer" ? "b" : "s"}`;
      face.setAttribute("aria-hidden", "true");
      face.title = each.name;
      face.textContent = each.name.split(/\s+/).filter(Boolean).map((name) => [...name][0]).filter((_, at, of) => at === 0 || at === of.length - 1).join("").toUpperCase();
      return face;
    });
    const text = document.createElement("span");
    const [a, b] = others.map((each) => each.name);
    text.textContent = !others.length ? "" : fill(all === 1 ? words.one : all === 2 ? words.two : words.many, { a, b, n: all - 2 });
    place.replaceChildren(...faces, text);
    place.title = text.textContent;
    place.hidden = !others.length;
    place.dataset.drawn = key;
  }
  new MutationObserver(showHere).observe(document.body, { childList: true, subtree: true });

  // ---- the stream -----------------------------------------------------------------------------
  // Only tabs that are looked at hold a stream, and of those a few (milepost.js); any other one asks
  // now and then.
  const HIDDEN = 30000, SILENT = 50000, ASKS = 30000;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("milepost-live") : null;
  let source = null;
  let letGo = null;
  let joining = false;
  let failures = 0;
  let heardAt = 0;
  let retry = 0;
  let sleep = 0;

  async function join() {
    clearTimeout(retry);
    if (source || joining || over || document.hidden || !navigator.onLine) return;
    joining = true;
    tabs?.postMessage("wants");
    letGo = await window.milepost.slot();
    joining = false;
    if (document.hidden || over) { leave(); return; }
    if (!letGo) { later(3000); return; }
    heardAt = Date.now();
    const opened = (source = new EventSource(address));
    const on = (name, does) => opened.addEventListener(name, (event) => { heardAt = Date.now(); if (source === opened) does(event.data); });
    on("pulse", (data) => { failures = 0; told = Math.max(told, Number(data) || 0); soon(); });
    on("you", (data) => { you = data; });
    on("here", (data) => { guests = JSON.parse(data); showHere(); });
    on("inbox", () => document.dispatchEvent(new Event("milepost:inbox")));
    on("beat", () => {});
    on("gone", gone);
    opened.onerror = () => { if (source === opened) lost(); };
  }
  function leave() {
    clearTimeout(retry);
    source?.close();
    source = null;
    letGo?.();
    letGo = null;
  }
  function later(ms) { clearTimeout(retry); retry = setTimeout(join, jitter(ms)); }
  function lost() {
    leave();
    failures += 1;
    later(failures === 1 ? 1200 : Math.min(30000, 1000 * 2 ** failures));
  }
  // Where no stream is to be had the page asks, now and then; so it learns too that it is over.
  let askedAt = Date.now();
  function watch() {
    const now = Date.now();
    const slept = now - watchedAt > 20000;
    watchedAt = now;
    if (over || document.hidden || !navigator.onLine) return;
    if (source && (slept || now - heardAt > SILENT)) { leave(); failures = 0; join(); }
    if (!source && now - askedAt > ASKS && (failures > 1 || !letGo) && !busy && Date.now() > actingUntil) { askedAt = now; refresh(); }
    if (source) askedAt = now;
  }
  let watchedAt = Date.now();
  setInterval(watch, 5000);

  document.addEventListener("visibilitychange", () => {
    clearTimeout(sleep);
    if (document.hidden) sleep = setTimeout(leave, HIDDEN);
    else { failures = 0; join(); settle(); }
  });
  tabs?.addEventListener("message", (event) => { if (event.data === "wants" && document.hidden && source) leave(); });
  addEventListener("online", () => { failures = 0; join(); });
  addEventListener("offline", leave);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) join(); });
  join();
})();

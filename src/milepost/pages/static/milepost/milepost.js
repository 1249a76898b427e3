// What every page does beyond plain HTML: keys, dialogs, finding, folding, toasts, safety of text.
// Each part is on its own and does nothing where the page lacks what it needs.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = () => $("#words")?.dataset ?? {};
  const signs = () => $("svg.sign use")?.getAttribute("href").split("#")[0] ?? "";
  const remember = (store, key, value) => { try { value === null ? store.removeItem(key) : store.setItem(key, value); } catch { /* kept nowhere */ } };

  // ---- toasts -------------------------------------------------------------------------------
  function sign(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "sign");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${signs()}#${name}`);
    svg.append(use);
    return svg;
  }

  function toast(text, tone = "") {
    const region = $("#toasts");
    if (!region || !text) return;
    for (const each of $$(".toast", region)) if (each.textContent === text) each.remove();
    const box = document.createElement("div");
    box.className = `toast ${tone}`.trim();
    const line = document.createElement("span");
    line.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.setAttribute("aria-label", words().close ?? "");
    close.append(sign("close"));
    close.addEventListener("click", () => box.remove());
    box.append(sign(tone === "stuck" ? "cross" : "check"), line, close);
    region.append(box);
    while (region.children.length > 3) region.firstElementChild.remove();
    if (tone !== "stuck") setTimeout(() => box.remove(), 6000);
  }
  // An answer says HX-Trigger: {"toast": "Saved"} or {"toast": {"text": …, "tone": "stuck"}}.
  document.addEventListener("toast", (event) => {
    const detail = event.detail?.value ?? event.detail ?? {};
    typeof detail === "string" ? toast(detail) : toast(detail.text, detail.tone);
  });

  // ---- dialogs and menus --------------------------------------------------------------------
  function openDialog(dialog) {
    if (!dialog || dialog.open) return;
    dialog.showModal();
    $("[autofocus], input:not([type=hidden]), select, textarea", dialog)?.focus();
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) { opener.closest("details.menu")?.removeAttribute("open"); openDialog(document.getElementById(opener.dataset.opens)); }
    const closer = event.target.closest("[data-closes]");
    if (closer) document.getElementById(closer.dataset.closes)?.close();
    if (event.target instanceof HTMLDialogElement) event.target.close(); // the backdrop
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of $$("details.menu[open]")) { menu.open = false; $("summary", menu)?.focus(); }
  });
  // An answer swapped into a dialog opens it; HX-Trigger: {"close-dialog": "id"} shuts it.
  document.addEventListener("htmx:afterSwap", (event) => {
    const dialog = event.target.closest?.("dialog[data-opens-itself]");
    if (dialog && event.target.textContent.trim()) openDialog(dialog);
    ready(event.target);
  });
  document.addEventListener("close-dialog", (event) => {
    const id = event.detail?.value ?? event.detail;
    (typeof id === "string" ? document.getElementById(id) : $("dialog[open]"))?.close();
  });

  // ---- find ---------------------------------------------------------------------------------
  const palette = $("#find");
  const query = palette && $("input[name=q]", palette);
  const options = () => $$("[role=option]", palette);
  function openFind() { if (!palette) return; openDialog(palette); query.select(); }
  function choose(option) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (!option) return query.removeAttribute("aria-activedescendant");
    query.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  if (palette) {
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-find]") && !event.metaKey && !event.ctrlKey) { event.preventDefault(); openFind(); }
    });
    $("#found").addEventListener("htmx:afterSwap", () => {
      query.setAttribute("aria-expanded", String(options().length > 0));
      choose(options()[0]);
    });
    query.addEventListener("keydown", (event) => {
      const all = options();
      const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (all.length) choose(all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
      } else if (event.key === "Escape") {
        event.preventDefault(); // a search field would only empty itself
        palette.close();
      } else if (event.key === "Enter" && all[at]) {
        event.preventDefault();
        all[at].click();
      }
    });
  }

  // ---- keys ---------------------------------------------------------------------------------
  const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const places = { t: 0, p: 1, d: 2 };
  let went = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    if ((event.metaKey || event.ctrlKey) && key === "k") { event.preventDefault(); openFind(); return; }
    if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
    if (key === "/") { event.preventDefault(); openFind(); }
    else if (key === "?") openDialog($("#shortcuts"));
    else if (key === "g") { went = Date.now(); return; }
    else if (key in places && Date.now() - went < 1200) $$(".bar-nav a")[places[key]]?.click();
    else if (key === "i" && Date.now() - went < 1200) $(".inbox-open")?.click();
    else { const fold = $$("[data-folds]").find((each) => each.dataset.key === key); if (fold) foldAll(!document.documentElement.classList.contains("folded-private")); }
    went = 0;
  });

  // ---- private paper: one key, every private part of the page --------------------------------
  function foldAll(folded) {
    document.documentElement.classList.toggle("folded-private", folded);
    remember(sessionStorage, "milepost-folded", folded ? "yes" : null);
    showFolds();
  }
  function showFolds(root = document) {
    const folded = document.documentElement.classList.contains("folded-private");
    for (const fold of $$("[data-folds]", root)) fold.setAttribute("aria-expanded", String(!folded));
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-folds]")) foldAll(!document.documentElement.classList.contains("folded-private"));
  });

  // ---- light and dark -----------------------------------------------------------------------
  function showTheme() {
    const chosen = document.documentElement.dataset.theme ?? "";
    for (const each of $$("[data-theme-set]")) each.setAttribute("aria-pressed", String(each.dataset.themeSet === chosen));
  }
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-set]");
    if (!choice) return;
    const theme = choice.dataset.themeSet;
    theme ? (document.documentElement.dataset.theme = theme) : delete document.documentElement.dataset.theme;
    remember(localStorage, "milepost-theme", theme || null);
    showTheme();
  });

  // ---- copying ------------------------------------------------------------------------------
  // <button data-copies="id of an input" data-copied="Copied">; <input data-selects> is selected
  // when it is entered, for those who copy by hand.
  document.addEventListener("focusin", (event) => { if (event.target.matches?.("[data-selects]")) event.target.select(); });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    const source = button && document.getElementById(button.dataset.copies);
    if (!source) return;
    source.select();
    try { await navigator.clipboard.writeText(source.value); } catch { document.execCommand("copy"); }
    const label = $("span", button) ?? button;
    const before = label.textContent;
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 2000);
  });

  // ---- nothing typed is lost ----------------------------------------------------------------
  // <form data-keep> warns before leaving with unsaved text.
  const changed = new Set();
  document.addEventListener("input", (event) => { const form = event.target.closest?.("form[data-keep]"); if (form) changed.add(form); });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) changed.delete(event.detail.elt); });
  addEventListener("beforeunload", (event) => { if ([...changed].some((form) => form.isConnected)) { event.preventDefault(); event.returnValue = words().leave ?? ""; } });
  document.addEventListener("htmx:responseError", (event) => {
    const told = event.detail.xhr.getResponseHeader("X-Milepost-Message");
    toast(told ? decodeURIComponent(told) : words().failed, "stuck");
  });
  document.addEventListener("htmx:sendError", () => toast(words().noConnection, "stuck"));
  function showOnline() { const note = $("[data-offline]"); if (note) note.hidden = navigator.onLine; }
  addEventListener("online", showOnline);
  addEventListener("offline", showOnline);
  // A second press on the same button is not a second wish.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post],[hx-put],[hx-patch],[hx-delete]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });

  // ---- what a page or a swapped part needs when it arrives ------------------------------------
  function ready(root, byItself = false) {
    for (const each of $$("[data-needs-script], [data-theme-choice]", root)) each.hidden = false;
    // A form that wants the reader's zone has <input name="time_zone" data-time-zone>.
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const each of $$("[data-time-zone]", root)) {
      if (each.value || !zone) continue;
      if (each.tagName !== "SELECT" || [...each.options].some((option) => option.value === zone)) each.value = zone;
    }
    // <select data-submits>: choosing is sending; the button beside it is for those without script.
    for (const each of $$("[data-without-script]", root)) each.hidden = true;
    showFolds(root === document ? document : root.parentNode ?? document);
    if (!byItself) $("[data-focus]", root)?.focus();
  }
  document.addEventListener("milepost:morphed", (event) => ready(event.target, true)); // live.js
  document.addEventListener("change", (event) => { if (event.target.closest?.("[data-submits]")) event.target.form?.requestSubmit(); });

  if (!/Mac|iPhone|iPad/.test(navigator.platform)) for (const each of $$("kbd")) if (each.textContent === "⌘K") each.textContent = "Ctrl K"; else if (each.textContent === "⌘") each.textContent = "Ctrl";
  ready(document);
  showTheme();
  showOnline();
  // Browsers open six connections to a server: of all tabs four at most hold a stream. Answers with
  // what lets its place go, or with null where all are taken.
  const SLOTS = 4;
  function slot() {
    if (!navigator.locks) return Promise.resolve(() => {});
    const one = (number) => new Promise((resolve) => {
      navigator.locks.request(`milepost-live-${number}`, { ifAvailable: true }, (lock) => {
        if (!lock) { resolve(null); return undefined; }
        return new Promise((free) => resolve(free));
      }).catch(() => resolve(() => {}));
    });
    return (async () => {
      for (let number = 0; number < SLOTS; number += 1) { const free = await one(number); if (free) return free; }
      return null;
    })();
  }
  window.milepost = Object.freeze({ toast, openDialog, slot });
})();

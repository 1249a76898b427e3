// Meeting mode, on both sides' pages: the clock that counts on, and the seller's keys.
//
//   [data-clock]      instants of the server's clock (ms) and lengths (s); both sides count alike
//   [data-card]       a step; the one at hand has the class "at" and is what S, D and A are for: the
//                     one that was touched last, else the first that is open (data-open)
//   [data-key]        what a key presses: within the step at hand, else on the page
//   form[data-clears] is emptied once it was taken
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // ---- the clock ----------------------------------------------------------------------------
  // By how much the server's clock is ahead of this one: of all that were told, the largest, for
  // each was told a little late.
  let ahead = null;
  let shownAt = "";
  let saidUp = "";
  const spell = (seconds) => {
    const all = Math.abs(seconds);
    const rest = String(all % 60).padStart(2, "0");
    const minutes = Math.floor(all / 60);
    return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
  };
  function learn(clock) {
    if (clock.dataset.now === shownAt) return;
    const told = Number(clock.dataset.now) - Date.now();
    ahead = ahead === null || Math.abs(told - ahead) > 5000 ? told : Math.max(ahead, told);
    shownAt = clock.dataset.now;
  }
  const put = (node, text) => { if (node && node.textContent !== text) node.textContent = text; };
  function tick() {
    const clock = $("[data-clock]");
    if (!clock) return;
    learn(clock);
    const now = Date.now() + ahead;
    const { started, itemAt, whole, item, left, over, up } = clock.dataset;
    const passed = Math.max(0, Math.floor((now - Number(started)) / 1000));
    const rest = Number(item) - Math.max(0, Math.floor((now - Number(itemAt)) / 1000));
    put($("[data-clock-whole]", clock), spell(passed));
    const run = $("[data-clock-run]", clock);
    if (run) run.value = Math.min(Number(whole), passed);
    clock.classList.toggle("is-over", passed > Number(whole));
    for (const each of $$("[data-clock-left]")) {
      put(each, (rest < 0 ? over : left).replace("{time}", spell(rest)));
      each.classList.toggle("is-over", rest < 0);
    }
    // Said once for each item to whoever listens instead of looking.
    if (rest < 0 && saidUp !== itemAt) {
      if (saidUp || rest > -3) put($("#live-said"), up);
      saidUp = itemAt;
    }
  }
  tick();
  setInterval(tick, 500);
  document.addEventListener("milepost:morphed", () => { tick(); mark(); });

  // ---- sent forms are empty again -----------------------------------------------------------
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt?.closest?.("form[data-clears]");
    if (form && event.detail.successful) form.reset();
  });

  // A button whose change is refused or asked about gets its answer in the editor, which opens.
  document.addEventListener("htmx:afterSwap", (event) => {
    const editor = document.getElementById("editor");
    if (event.target.id === "editor-body" && editor && !editor.open && event.target.textContent.trim()) editor.showModal();
  });

  // ---- the step at hand ---------------------------------------------------------------------
  let at = "";
  const cards = () => $$("[data-card]");
  const here = () => document.getElementById(at)?.closest("[data-card]") ?? cards().find((each) => each.matches("[data-open]")) ?? cards()[0] ?? null;
  function mark() {
    if (!$("[data-key]")) return;
    const one = here();
    for (const each of cards()) each.classList.toggle("at", each === one && cards().length > 1);
  }
  function go(step) {
    const all = cards();
    if (!all.length) return;
    const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(here()) + step))];
    at = next.id;
    mark();
    next.scrollIntoView({ block: "nearest" });
    $("a, button", next)?.focus({ preventScroll: true });
  }
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (card) { at = card.id; mark(); }
  });

  // ---- keys ---------------------------------------------------------------------------------
  const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  let went = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.repeat || typing(event.target) || $("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "g") { went = Date.now(); return; }
    if (Date.now() - went < 1200) return; // G and a letter goes elsewhere
    if (!$("#meeting [data-key]")) return;
    if (key === "j" || key === "k") { event.preventDefault(); go(key === "j" ? 1 : -1); return; }
    if (!["n", "s", "d", "a", "r"].includes(key)) return;
    const card = here();
    const found = (card && $(`[data-key="${key}"]`, card)) ?? $(`#meeting [data-key="${key}"]`);
    if (!found) return;
    event.preventDefault();
    found.focus({ preventScroll: true });
    found.click();
  });
  mark();
})();

// What a member has not read, in the top bar of every page: counted when the stream begins, and anew
// whenever it says that it changed. A page about a plan has a stream already (live.js); any
// other one opens its own while it is looked at, within the same few places for all tabs.
//
//   [data-inbox]         the link to the inbox: where it is counted, and what it says
//   #inbox-list          the inbox itself, which is brought up to date by itself
(() => {
  "use strict";
  const link = document.querySelector("[data-inbox]");
  if (!link) return;
  const KEY = "milepost-inbox";
  const ASKS = 60000, WITHOUT_STREAM = 1500, FIRST_PAUSE = 2000, LONGEST_PAUSE = 60000;
  const badge = link.querySelector(".inbox-count");
  const name = link.querySelector(".inbox-name");
  const words = link.dataset;
  let shown = null;

  function show(unread, most) {
    const text = unread >= most ? `${most - 1}+` : String(unread);
    badge.textContent = text;
    badge.hidden = unread === 0;
    name.textContent = unread === 0 ? words.none : unread === 1 ? words.one : words.many.replace("{n}", text);
    link.classList.toggle("has-news", unread > 0);
    shown = unread;
  }
  try { const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null"); if (kept) show(kept.unread, kept.most); } catch { /* kept nowhere */ }

  let asking = false;
  let again = false;
  let first = 0;
  async function count() {
    clearTimeout(first);
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(link.dataset.inbox, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const found = await answer.json();
      const was = shown;
      show(found.unread, found.most);
      try { sessionStorage.setItem(KEY, JSON.stringify(found)); } catch { /* kept nowhere */ }
      if (was !== null && was !== found.unread) refresh();
    } catch { /* asked again later */ } finally {
      asking = false;
      if (again) { again = false; count(); }
    }
  }

  // ---- the inbox itself ---------------------------------------------------------------------
  async function refresh() {
    const list = document.getElementById("inbox-list");
    if (!list || !window.Idiomorph) return;
    const answer = await fetch(location.pathname + location.search, { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("inbox-list");
    if (fresh) window.Idiomorph.morph(list, fresh, { morphStyle: "outerHTML" });
  }

  // ---- the stream ---------------------------------------------------------------------------
  let source = null;
  let letGo = null;
  let joining = false;
  let pause = FIRST_PAUSE;
  let timer = 0;
  const hasOwn = () => !document.querySelector("[data-live]");

  async function join() {
    clearTimeout(timer);
    if (source || joining || document.hidden || !window.EventSource || !hasOwn()) return;
    joining = true;
    letGo = await window.milepost.slot();
    joining = false;
    if (document.hidden) { leave(); return; }
    if (!letGo) { timer = setTimeout(() => { count(); join(); }, ASKS); return; }
    const opened = (source = new EventSource(link.dataset.stream));
    opened.addEventListener("inbox", () => { pause = FIRST_PAUSE; count(); });
    opened.addEventListener("gone", leave);
    opened.onerror = () => {
      if (source !== opened) return;
      leave();
      timer = setTimeout(join, pause * (0.5 + Math.random()));
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    };
  }
  function leave() {
    clearTimeout(timer);
    source?.close();
    source = null;
    letGo?.();
    letGo = null;
  }

  document.addEventListener("milepost:inbox", count);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else { count(); join(); } });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => { if (event.persisted) { count(); join(); } });
  // Where no stream says so, it counts by itself.
  first = setTimeout(count, shown === null ? WITHOUT_STREAM / 3 : WITHOUT_STREAM);
  join();
})();

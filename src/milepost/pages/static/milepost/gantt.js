// The Gantt: bars moved, lengthened and put one after the other, by pointer and by keyboard.
// Nothing is changed here: what is asked for is drawn as a shadow, the server says what follows
// (#g-panel), and its form takes it. Without this file every bar leads to the step's own forms.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const gantt = () => $("#gantt");
  if (!gantt()) return;
  const DAY = 86400000;
  const EDGE = 7; // px at a bar's beginning that lengthen it
  const LIVE = 160; // ms of rest after which a drag asks what would follow

  // ---- days ---------------------------------------------------------------------------------
  // Days are counted in UTC, where each has 24 hours.
  const first = () => Date.parse(`${gantt().dataset.first}T00:00Z`);
  const dayOf = (iso) => Math.round((Date.parse(`${iso}T00:00Z`) - first()) / DAY);
  const isoOf = (day) => new Date(first() + day * DAY).toISOString().slice(0, 10);
  const spoken = (day) => new Intl.DateTimeFormat(document.documentElement.lang || "en", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(first() + day * DAY);
  // Beyond the axis only weekends are known to be off; the server knows better when it is asked.
  function works(day) {
    const known = gantt().dataset.work[day];
    if (known) return known === "1";
    const weekday = new Date(first() + day * DAY).getUTCDay();
    return weekday !== 0 && weekday !== 6;
  }
  function snapped(day, way) {
    for (let n = 0; n < 40; n += 1) { if (works(day + n * way)) return day + n * way; }
    return day;
  }
  function stepped(day, count) {
    const way = Math.sign(count);
    let found = day;
    for (let n = 0; n < Math.abs(count); n += 1) found = snapped(found + way, way);
    return found;
  }
  const begun = (end, days) => (days > 1 ? stepped(snapped(end, -1), 1 - days) : snapped(end, -1));
  function lasting(start, end) {
    let count = 0;
    for (let day = start; day <= end; day += 1) if (works(day)) count += 1;
    return Math.max(1, count);
  }

  // ---- bars ---------------------------------------------------------------------------------
  const bars = () => $$("a.g-bar", gantt());
  const barOf = (key) => key && bars().find((bar) => bar.dataset.key === key);
  const number = (node, name) => Number(node.style.getPropertyValue(name));
  const placed = (bar) => ({ x: number(bar, "--x"), w: number(bar, "--w") });
  const width = () => { const canvas = $(".g-axis", gantt()); return canvas.clientWidth / Number(gantt().dataset.days); };
  const isWide = () => matchMedia("(min-width: 721px)").matches;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const say = (text) => { $("#g-said").textContent = text; };

  // One bar is a stop of the Tab key; the arrows up and down go to the others.
  function rove(chosen) {
    const all = bars();
    const current = chosen ?? all.find((bar) => bar.dataset.key === kept.key) ?? all.find((bar) => bar.classList.contains("can-move")) ?? all[0];
    for (const bar of all) bar.tabIndex = bar === current ? 0 : -1;
  }

  // What is drawn here has tags of its own: a morph would make elements of the page of the others.

  // ---- what is asked for --------------------------------------------------------------------
  const kept = { key: "", left: null };
  let wish = null; // { key, kind: move | last | after, day | days | other, asked }
  let asking = 0;

  function shadow(bar, x, w, css = "", words = "") {
    let node = $$(".g-shadow", bar.parentElement).find((each) => each.dataset.for === bar.dataset.key);
    if (!node) {
      node = document.createElement("g-shadow");
      node.dataset.for = bar.dataset.key;
      bar.parentElement.append(node);
    }
    node.className = `g-shadow ${css}`;
    node.style.setProperty("--x", x);
    node.style.setProperty("--w", w);
    if (words) node.dataset.words = words;
    else delete node.dataset.words;
    node.classList.toggle("turned", (x + w) * width() > $(".g-axis", gantt()).clientWidth - 140);
  }
  const unshadow = (keep) => { for (const node of $$(".g-shadow", gantt())) if (node.dataset.for !== keep) node.remove(); };

  function draw() {
    const bar = barOf(wish.key);
    if (!bar) return;
    const { x, w } = placed(bar);
    for (const row of $$(".g-row.chosen", gantt())) row.classList.remove("chosen");
    if (wish.kind === "move") {
      const start = Number(wish.fixed ?? begun(wish.day, Number(bar.dataset.days)));
      shadow(bar, Math.min(start, wish.day), wish.day + 1 - Math.min(start, wish.day), "", spoken(wish.day));
    } else if (wish.kind === "last") {
      const start = begun(x + w - 1, wish.days);
      shadow(bar, start, x + w - start, "", fill(gantt().dataset.takes, { n: wish.days }));
    } else {
      barOf(wish.other)?.closest(".g-row").classList.add("chosen");
    }
  }
  function announce() {
    const bar = barOf(wish.key);
    const data = gantt().dataset;
    if (wish.kind === "move") say(fill(data.saidMove, { title: bar.dataset.title, day: spoken(wish.day) }));
    else if (wish.kind === "last") say(fill(data.saidLast, { title: bar.dataset.title, n: wish.days }));
    else say(fill(data.saidAfter, { title: bar.dataset.title, other: barOf(wish.other)?.dataset.title ?? "" }));
  }
  const isChange = () => {
    const bar = wish && barOf(wish.key);
    if (!bar) return false;
    const { x, w } = placed(bar);
    if (wish.kind === "move") return wish.day !== x + w - 1;
    if (wish.kind === "last") return wish.days !== Number(bar.dataset.days);
    return Boolean(wish.other) && wish.other !== wish.key;
  };

  function ask({ focus = false } = {}) {
    clearTimeout(asking);
    if (!wish) return Promise.resolve();
    if (!isChange()) { leave(); return Promise.resolve(); }
    const to = wish.kind === "move" ? isoOf(wish.day) : wish.kind === "last" ? wish.days : wish.other;
    const query = new URLSearchParams({ step: wish.key, do: wish.kind, to });
    const state = gantt().dataset.query;
    const mine = wish;
    wish.asked = true;
    return fetch(`${gantt().dataset.change}?${query}${state ? `&${state}` : ""}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
      .then((html) => {
        if (wish !== mine) return;
        mine.panel = html;
        answer(html, focus);
      })
      .catch(() => { if (focus && wish === mine) location.assign(barOf(mine.key)?.href ?? location.href); });
  }
  function answer(html, focus) {
    const panel = $("#g-panel");
    panel.innerHTML = html;
    htmx.process(panel);
    follow(panel);
    if (focus) $("button.main, [data-g-keep]", panel)?.focus({ preventScroll: true });
  }
  function follow(panel) {
    const listed = $("[data-bars]", panel)?.dataset.bars ?? "";
    const found = listed ? listed.split(";").map((each) => each.trim().split(" ")) : [];
    unshadow(wish.key);
    for (const [quoted, start, end] of found) {
      const key = decodeURIComponent(quoted);
      const bar = barOf(key);
      if (!bar || (key === wish.key && wish.kind === "move")) continue;
      const x = dayOf(start);
      const { x: now, w } = placed(bar);
      const last = dayOf(end);
      if (key === wish.key && wish.kind === "after" && last === now + w - 1) continue;
      shadow(bar, x, last + 1 - x, key === wish.key ? "" : "follows", last === now + w - 1 ? "" : spoken(last));
    }
  }
  function leave({ quiet = false } = {}) {
    clearTimeout(asking);
    const key = wish?.key;
    wish = null;
    unshadow();
    for (const row of $$(".g-row.chosen", gantt())) row.classList.remove("chosen");
    $("#g-panel")?.replaceChildren();
    if (!quiet) {
      say(gantt().dataset.saidKept);
      barOf(key)?.focus({ preventScroll: true });
    }
  }

  // ---- by pointer ---------------------------------------------------------------------------
  let drag = null;
  const handle = document.createElement("g-handle");
  handle.className = "g-handle";
  handle.setAttribute("aria-hidden", "true");
  let held = null; // the bar that the handle belongs to

  function show(bar) {
    if (drag || !isWide() || !bar.classList.contains("can-move")) return;
    held = bar;
    const { x, w } = placed(bar);
    bar.parentElement.append(handle);
    handle.style.left = `${(x + w) * width() + 4}px`;
    handle.style.top = `${bar.offsetTop + bar.offsetHeight / 2 - 7}px`;
  }
  document.addEventListener("pointerover", (event) => {
    const bar = event.target.closest?.("a.g-bar");
    if (bar && event.pointerType !== "touch") show(bar);
    else if (held && !drag && !event.target.closest?.(".g-handle") && !held.parentElement?.contains(event.target)) { handle.remove(); held = null; }
  });
  document.addEventListener("pointermove", (event) => {
    const bar = !drag && event.target.closest?.("a.g-bar.can-move");
    if (bar) bar.style.cursor = event.clientX - bar.getBoundingClientRect().left < EDGE && !bar.closest(".doing, .stuck") ? "ew-resize" : "";
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || !isWide()) return;
    const isHandle = event.target === handle;
    const bar = isHandle ? held : event.target.closest?.("a.g-bar.can-move");
    if (!bar) return;
    event.preventDefault();
    if (!isHandle) bar.focus({ preventScroll: true });
    const isEdge = event.clientX - bar.getBoundingClientRect().left < EDGE && !bar.closest(".doing, .stuck");
    const scroller = $(".g-scroll", gantt());
    drag = { bar, kind: isHandle ? "after" : isEdge ? "last" : "move", from: event.clientX, scroll: scroller.scrollLeft, scroller, px: width(), moved: false, pointer: event.pointerId, ...placed(bar) };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.at = event;
    if (!drag.moved && Math.abs(event.clientX - drag.from) < 4 && drag.kind !== "after") return;
    if (!drag.moved) {
      drag.moved = true;
      leave({ quiet: true });
      document.documentElement.classList.add("g-dragging");
      if (drag.kind === "after") thread(true);
    }
    if (!drag.frame) drag.frame = requestAnimationFrame(dragged);
  });
  function dragged() {
    if (!drag) return;
    drag.frame = 0;
    const { at, bar, x, w, px, scroller } = drag;
    const box = scroller.getBoundingClientRect();
    if (at.clientX > box.right - 40) scroller.scrollLeft += 14;
    else if (at.clientX < box.left + 310 && scroller.scrollLeft > 0) scroller.scrollLeft -= 14;
    const days = Math.round((at.clientX - drag.from + scroller.scrollLeft - drag.scroll) / px);
    const before = wish && JSON.stringify([wish.day, wish.days, wish.other]);
    if (drag.kind === "move") {
      const begins = bar.closest(".doing, .stuck") ? x : null;
      wish = { key: bar.dataset.key, kind: "move", day: snapped(x + w - 1 + days, days < 0 ? -1 : 1), fixed: begins };
    } else if (drag.kind === "last") {
      wish = { key: bar.dataset.key, kind: "last", days: lasting(Math.min(x + days, x + w - 1), x + w - 1) };
    } else {
      const over = document.elementFromPoint(at.clientX, at.clientY)?.closest?.(".g-row")?.querySelector("a.g-bar");
      thread(true);
      wish = over && over !== bar ? { key: over.dataset.key, kind: "after", other: bar.dataset.key } : null;
      for (const row of $$(".g-row.chosen", gantt())) row.classList.remove("chosen");
      over?.closest(".g-row").classList.toggle("chosen", over !== bar && over.classList.contains("can-move"));
      return;
    }
    draw();
    if (before !== JSON.stringify([wish.day, wish.days, wish.other])) {
      clearTimeout(asking);
      asking = setTimeout(() => ask(), LIVE);
    }
  }
  // The line from a bar's end to the pointer, while it is put before another.
  function thread(isOn) {
    $(".g-thread", gantt())?.remove();
    if (!isOn || !drag?.at) return;
    const body = $(".g-body", gantt()).getBoundingClientRect();
    const from = drag.bar.getBoundingClientRect();
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "g-thread");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    for (const [name, value] of [["x1", from.left + drag.w * width() - body.left], ["y1", from.top + from.height / 2 - body.top], ["x2", drag.at.clientX - body.left], ["y2", drag.at.clientY - body.top]]) line.setAttribute(name, value);
    svg.append(line);
    $(".g-body", gantt()).append(svg);
  }
  function drop(isTaken) {
    if (!drag) return;
    const { moved, kind, frame } = drag;
    if (frame) cancelAnimationFrame(frame);
    if (moved && isTaken && drag.at) { drag.frame = 0; dragged(); }
    thread(false);
    drag = null;
    document.documentElement.classList.remove("g-dragging");
    handle.remove();
    if (!moved) return;
    // The click that ends a drag opens nothing.
    const hush = (event) => { event.preventDefault(); event.stopPropagation(); };
    addEventListener("click", hush, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", hush, { capture: true }), 60);
    if (!isTaken || !wish) { leave({ quiet: true }); return; }
    if (kind === "after" && !barOf(wish.key)?.classList.contains("can-move")) { leave({ quiet: true }); return; }
    ask({ focus: true });
  }
  document.addEventListener("pointerup", (event) => { if (drag?.pointer === event.pointerId) drop(true); });
  document.addEventListener("pointercancel", () => drop(false));
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("a.g-bar")) event.preventDefault(); });

  // ---- by keyboard --------------------------------------------------------------------------
  function neighbour(bar, way) {
    const all = bars();
    return all[all.indexOf(bar) + way] ?? null;
  }
  function onBar(event, bar) {
    const canMove = bar.classList.contains("can-move");
    const mine = wish?.key === bar.dataset.key ? wish : null;
    const { x, w } = placed(bar);
    switch (event.key) {
      case "ArrowUp": case "ArrowDown": {
        const way = event.key === "ArrowUp" ? -1 : 1;
        if (mine?.kind === "after") {
          const next = neighbour(barOf(mine.other) ?? bar, way);
          if (next && next !== bar) mine.other = next.dataset.key;
          else if (next && neighbour(next, way)) mine.other = neighbour(next, way).dataset.key;
          draw(); announce();
          barOf(mine.other)?.scrollIntoView({ block: "nearest", inline: "nearest" });
        } else {
          const next = neighbour(bar, way);
          if (mine) leave({ quiet: true });
          if (next) { rove(next); next.focus(); }
        }
        return true;
      }
      case "ArrowLeft": case "ArrowRight": {
        if (!canMove) return false;
        const way = event.key === "ArrowLeft" ? -1 : 1;
        const from = mine?.kind === "move" ? mine.day : x + w - 1;
        const day = event.shiftKey ? snapped(from + 7 * way, way) : stepped(from, way);
        if (!mine) leave({ quiet: true });
        wish = { key: bar.dataset.key, kind: "move", day, fixed: bar.closest(".doing, .stuck") ? x : null };
        draw(); announce();
        return true;
      }
      case "+": case "=": case "-": case "−": {
        if (!canMove) return false;
        const from = mine?.kind === "last" ? mine.days : Number(bar.dataset.days);
        if (!mine) leave({ quiet: true });
        wish = { key: bar.dataset.key, kind: "last", days: Math.max(1, from + (event.key === "+" || event.key === "=" ? 1 : -1)) };
        draw(); announce();
        return true;
      }
      case "l": case "L": {
        const other = canMove && (neighbour(bar, -1) ?? neighbour(bar, 1));
        if (!other) return false;
        leave({ quiet: true });
        wish = { key: bar.dataset.key, kind: "after", other: other.dataset.key };
        draw(); announce();
        return true;
      }
      case "Enter":
        if (!mine) return false;
        ask({ focus: true });
        return true;
      default:
        return false;
    }
  }
  document.addEventListener("keydown", (event) => {
    if ($("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && (wish || drag)) { event.preventDefault(); if (drag) drop(false); leave(); return; }
    const bar = event.target.closest?.("a.g-bar");
    if (bar && isWide() && onBar(event, bar)) { event.preventDefault(); event.stopPropagation(); }
  }, true);
  document.addEventListener("focusin", (event) => {
    kept.asks = Boolean(event.target.closest?.("#g-panel"));
    const bar = event.target.closest?.("a.g-bar");
    if (!bar) return;
    kept.key = bar.dataset.key;
    rove(bar);
  });

  // ---- the answer ---------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const keep = event.target.closest?.("[data-g-keep], [data-g-refresh]");
    if (!keep || !gantt().contains(keep)) return;
    event.preventDefault();
    if (keep.matches("[data-g-refresh]")) location.reload();
    else leave();
  });
  // The same day stays in the middle when the zoom changes.
  const middle = () => { const box = $(".g-scroll", gantt()); return (box.scrollLeft + (box.clientWidth - 270) / 2) / width(); };
  let centre = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "gantt") { centre = middle(); kept.zoom = gantt().className; }
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (centre === null) return;
    const box = $(".g-scroll", gantt());
    if (kept.zoom !== gantt().className) box.scrollLeft = Math.max(0, centre * width() - (box.clientWidth - 270) / 2);
    centre = null;
    settled();
    if (document.activeElement === document.body) barOf(kept.key)?.focus({ preventScroll: true });
  });
  function settled() {
    wish = null;
    unshadow();
    $("#g-panel")?.replaceChildren();
    for (const each of $$("[data-needs-script][hidden]", gantt())) each.hidden = false;
    rove();
  }
  // Somebody else's change: what is asked for is asked again of the plan as it is now.
  document.addEventListener("milepost:morphed", () => {
    rove();
    for (const each of $$("[data-needs-script][hidden]", gantt())) each.hidden = false;
    if (!wish || drag) return;
    if (!barOf(wish.key)) { leave({ quiet: true }); return; }
    draw();
    // The morph emptied the panel: what stood there, until the server has answered anew.
    const focus = Boolean(kept.asks) && document.activeElement === document.body;
    if (wish.panel) answer(wish.panel, focus);
    if (wish.asked) ask({ focus });
  });

  // ---- where it begins ----------------------------------------------------------------------
  const place = `gantt:${location.pathname}`;
  const scroller = $(".g-scroll", gantt());
  const read = () => { try { return sessionStorage.getItem(place); } catch { return null; } };
  const before = (read() ?? "").split(" ").map(Number);
  if (before.length === 2) {
    scroller.scrollLeft = before[0] * width();
    scroller.scrollTop = before[1];
  } else {
    // Today stands a third into the frame; in a long plan the first open step is near its top.
    scroller.scrollLeft = Math.max(0, Number(gantt().dataset.today) * width() - (scroller.clientWidth - 270) / 3);
    const row = $("a.g-bar.can-move", gantt())?.closest(".g-row");
    if (row && row.offsetTop > scroller.clientHeight / 2) scroller.scrollTop = row.offsetTop - 3 * row.offsetHeight;
  }
  addEventListener("pagehide", () => {
    const now = $(".g-scroll", gantt());
    try { sessionStorage.setItem(place, `${now.scrollLeft / width()} ${now.scrollTop}`); } catch { /* kept nowhere */ }
  });
  rove();
})();

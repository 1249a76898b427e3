// What a buyer's page does beyond plain HTML. Without it every form and link works all the same.
//
//   POST forms inside of #page or #said are sent from here: the answer's #page takes the place of
//   the old one, what is said goes to #said, and a lost connection is tried again with the same
//   key, so that one wish is one action. `data-plain` on a form leaves it to the browser.
//   #seen       sent once, after a person has touched, typed or scrolled: somebody looked at it
//   [data-print]    prints;   [data-dismiss]    puts what was said away
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = () => $("#words")?.dataset ?? {};
  const toast = (text, tone) => window.milepost?.toast(text, tone);
  const PAUSES = [1500, 3000, 6000, 12000, 20000];

  // ---- sending ------------------------------------------------------------------------------
  const waiting = new Map(); // form -> what wakes it
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[data-plain], [data-plain] *") || !form.closest("#page, #said")) return;
    event.preventDefault();
    if (form.dataset.sent || !window.Idiomorph) { if (!window.Idiomorph) form.submit(); return; }
    form.dataset.sent = "yes";
    form.classList.add("is-sending");
    form.setAttribute("aria-busy", "true");
    send(form, new FormData(form, event.submitter), form.action).finally(() => {
      delete form.dataset.sent;
      form.classList.remove("is-sending");
      form.removeAttribute("aria-busy");
      waiting.delete(form);
    });
  }, true); // before milepost.js, which would take it for the browser's own way

  async function send(form, data, address) {
    for (let tries = 0; ; tries += 1) {
      let answer;
      try {
        answer = await fetch(address, { method: "POST", body: data, credentials: "same-origin", headers: { "HX-Request": "true", Accept: "text/html" } });
        if ([502, 503, 504].includes(answer.status)) throw new Error(String(answer.status));
      } catch {
        // Nobody knows whether it arrived: the same key again is the same action.
        if (tries === 0) toast(words().noConnection, "stuck");
        await pause(form, PAUSES[Math.min(tries, PAUSES.length - 1)]);
        continue;
      }
      if (tries > 0) { forgetToasts(); toast(words().sent); }
      await take(form, answer);
      return;
    }
  }
  function pause(form, ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      waiting.set(form, () => { clearTimeout(timer); resolve(); });
    });
  }
  addEventListener("online", () => { for (const wake of [...waiting.values()]) wake(); });
  addEventListener("beforeunload", (event) => { if (waiting.size) { event.preventDefault(); event.returnValue = words().leave ?? ""; } });
  const forgetToasts = () => { for (const each of $$("#toasts .toast.stuck")) each.remove(); };

  async function take(form, answer) {
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) { location.assign(elsewhere); return; }
    let fresh = null;
    try { fresh = new DOMParser().parseFromString(await answer.text(), "text/html"); } catch { /* said below */ }
    const page = fresh?.getElementById("page");
    if (!page) {
      const told = answer.headers.get("X-Milepost-Message");
      if (answer.redirected) location.assign(answer.url);
      else toast(told ? decodeURIComponent(told) : answer.ok ? words().unread : words().failed, "stuck");
      return;
    }
    if (answer.ok) {
      form.closest("details.fold, details.new")?.removeAttribute("open");
      form.closest("details.fold")?.removeAttribute("open");
      form.reset();
    }
    put(page, answer.ok ? form : null);
  }

  // ---- putting in what is new -----------------------------------------------------------------
  // What is half typed elsewhere on the page stays, and so does what is folded open.
  const isTyped = (field) => field.matches("input:not([type=hidden]), textarea") && "defaultValue" in field && field.value !== field.defaultValue;
  function put(fresh, done) {
    const old = $("#page");
    const active = document.activeElement;
    const next = $(".said", fresh);
    next?.remove();
    for (const each of $$(".said", old)) each.remove();
    window.Idiomorph.morph(old, fresh, {
      morphStyle: "outerHTML",
      ignoreActiveValue: !done?.contains(active) && Boolean(active?.matches("input, textarea, select")),
      callbacks: {
        beforeNodeMorphed: (node) => !(node.nodeType === 1 && !done?.contains(node) && node.matches("input, textarea") && isTyped(node)),
        beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details")),
      },
    });
    $("#page").dispatchEvent(new CustomEvent("milepost:morphed", { bubbles: true }));
    ready($("#page"));
    say(next);
    if (done && (!document.activeElement || document.activeElement === document.body || !document.activeElement.isConnected)) focusNear(active);
  }
  // Whoever works with keys goes on where they were: at what was said, or at the next thing to do.
  function focusNear(active) {
    const again = active?.id && document.getElementById(active.id);
    const place = again || $("#said .said-undo") || $(".mine .btn.main, .mine a, h1 a, .up a");
    place?.focus({ preventScroll: true });
  }

  // ---- what came of it --------------------------------------------------------------------------
  let timer = 0;
  function say(said) {
    const place = $("#said");
    if (!place) return;
    clearTimeout(timer);
    if (!said) { place.replaceChildren(); return; }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "said-close";
    close.dataset.dismiss = "";
    close.setAttribute("aria-label", words().close ?? "");
    close.innerHTML = `<svg class="sign" aria-hidden="true"><use href="${$("svg.sign use")?.getAttribute("href").split("#")[0] ?? ""}#close"/></svg>`;
    said.classList.add("has-close");
    said.append(close);
    place.replaceChildren(said);
    if (!said.matches(".stuck")) leaveSoon(said);
  }
  function leaveSoon(said) {
    timer = setTimeout(() => { if (said.matches(":hover, :focus-within")) leaveSoon(said); else said.remove(); }, 12000);
  }
  document.addEventListener("click", (event) => {
    const away = event.target.closest("[data-dismiss]");
    if (away && away.closest("#said")) { event.preventDefault(); $("#said").replaceChildren(); }
    if (event.target.closest("[data-print]")) print();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !$("dialog[open]")) $("#said")?.replaceChildren(); });
  // A message that came with the page goes to the same place.
  if (window.Idiomorph && $("#page .said")) say($("#page .said"));

  // ---- somebody looked at it ----------------------------------------------------------------------
  // A page that a mail scanner opens is never touched. Scrolling is known by the wheel or the finger:
  // a "scroll" is trusted also where a script or an address with # caused it.
  const seen = $("#seen");
  const SIGNALS = ["pointerdown", "touchstart", "wheel", "keydown"];
  function signal(event) {
    if (!event.isTrusted || document.visibilityState !== "visible" || !seen) return;
    for (const name of SIGNALS) removeEventListener(name, signal, true);
    fetch(seen.action, { method: "POST", body: new FormData(seen), credentials: "same-origin", keepalive: true }).catch(() => {});
  }
  if (seen) for (const name of SIGNALS) addEventListener(name, signal, { capture: true, passive: true });

  // ---- on paper all is unfolded ---------------------------------------------------------------------
  let folded = [];
  addEventListener("beforeprint", () => { folded = $$("details.phase:not([open])"); for (const each of folded) each.open = true; });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; folded = []; });

  function ready(root) { for (const each of $$("[data-needs-script]", root)) each.hidden = false; }
  document.addEventListener("milepost:morphed", () => ready($("#page") ?? document));
  // What an address points at may lie in a fold.
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details:not([open])");
  if (fold) { fold.open = true; target.scrollIntoView(); }
})();

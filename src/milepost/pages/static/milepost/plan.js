// The plan page: editing in place, folding phases, order by drag and keyboard.
// Without this file every link leads to a page with the same form.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const editor = $("#editor");
  const body = $("#editor-body");
  let opener = null;

  // ---- editing in place ---------------------------------------------------------------------
  // The form opens over what it changes; on a phone the style sheet makes it a sheet from below.
  function place(anchor) {
    editor.classList.add("placed");
    const at = anchor.getBoundingClientRect();
    const width = editor.offsetWidth;
    const height = editor.offsetHeight;
    const left = Math.max(12, Math.min(at.left - 12, innerWidth - width - 16));
    const below = at.top - 10;
    const top = below + height > innerHeight - 12 ? Math.max(66, innerHeight - height - 12) : Math.max(66, below);
    editor.style.left = `${left}px`;
    editor.style.top = `${top}px`;
  }
  function remember(link) {
    const row = link.closest("tr");
    opener = { href: link.getAttribute("href"), link, row: row?.id };
    for (const each of document.querySelectorAll("tr.editing")) each.classList.remove("editing");
    row?.classList.add("editing");
  }
  function open(link) {
    const within = editor.contains(link);
    if (!within) remember(link);
    htmx.ajax("GET", link.getAttribute("href"), { target: body, swap: "innerHTML" }).then(() => {
      if (!body.textContent.trim()) return;
      if (!editor.open) editor.showModal();
      if (!within) place(link);
      else keepInside();
      ($("[autofocus], [aria-invalid=true], .edit-form input:not([type=hidden]), .edit-form select, .edit-form textarea, .edit-form button", body) ?? $("a, button", body))?.focus();
      const field = document.activeElement;
      if (field?.matches("input:not([type=date]):not([type=checkbox]):not([type=radio]), textarea")) field.select?.();
    });
  }
  function keepInside() {
    const box = editor.getBoundingClientRect();
    if (editor.classList.contains("placed") && box.bottom > innerHeight - 12) editor.style.top = `${Math.max(66, innerHeight - box.height - 12)}px`;
  }
  if (editor) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-edit]");
      if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
        event.preventDefault();
        link.closest("details.menu")?.removeAttribute("open");
        open(link);
        return;
      }
      const closer = event.target.closest("[data-editor-close]");
      if (closer && editor.contains(closer)) {
        event.preventDefault();
        editor.close();
        if (closer.dataset.editorClose === "refresh") location.reload();
      }
    });
    editor.addEventListener("close", () => {
      for (const row of document.querySelectorAll("tr.editing")) row.classList.remove("editing");
      body.replaceChildren();
      if (!opener) return;
      const again = opener.link.isConnected ? opener.link : $(`a[data-edit][href="${CSS.escape(opener.href)}"]`);
      (again ?? $(`#${CSS.escape(opener.row ?? "plan")} a`))?.focus();
    });
    body.addEventListener("htmx:afterSwap", keepInside);
    // A form that grows (somebody new, a preview) must not push its buttons out of the window.
    new ResizeObserver(() => { if (editor.open) keepInside(); }).observe(body);
    // Ctrl or Cmd with Enter saves from a text of several lines too.
    editor.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.target.form?.requestSubmit();
    });
    // A chosen date fills its preview at once; the dialog must not lose what was typed meanwhile.
    document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "plan") mark(); });
    // So has a change by somebody else (live.js).
    document.addEventListener("milepost:morphed", () => {
      mark();
      if (editor.open && opener?.row) document.getElementById(opener.row)?.classList.add("editing");
    });
  }

  // ---- phases fold --------------------------------------------------------------------------
  const folded = new Map();
  document.addEventListener("click", (event) => {
    const fold = event.target.closest(".phase-fold");
    if (!fold) return;
    const rows = document.getElementById(fold.getAttribute("aria-controls"));
    const open = fold.getAttribute("aria-expanded") !== "true";
    fold.setAttribute("aria-expanded", String(open));
    rows?.classList.toggle("folded", !open);
    folded.set(rows?.id, open);
  });

  // ---- order --------------------------------------------------------------------------------
  const plan = () => $("#plan");
  function send(key, values) {
    const page = plan();
    htmx.ajax("POST", `${page.dataset.url}/steps/${encodeURIComponent(key)}/move/`, {
      target: "#plan", swap: "morph:outerHTML", values: { seen: page.dataset.revision, ...values },
    }).then(() => $(`tr[data-key="${CSS.escape(key)}"] a.stone`)?.focus());
  }
  function mark() {
    for (const row of document.querySelectorAll("table.plan tr[data-key]")) row.draggable = true;
    for (const [id, open] of folded) {
      document.getElementById(id)?.classList.toggle("folded", !open);
      $(`[aria-controls="${id}"]`)?.setAttribute("aria-expanded", String(open));
    }
  }
  let dragged = null;
  const clear = () => { for (const row of document.querySelectorAll(".drop-before, .drop-after")) row.classList.remove("drop-before", "drop-after"); };
  document.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("table.plan tr[data-key]");
    if (!row) return;
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.key);
    row.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const row = dragged && event.target.closest?.("table.plan tr[data-key]");
    if (!row || row === dragged) return;
    event.preventDefault();
    clear();
    const box = row.getBoundingClientRect();
    row.classList.add(event.clientY < box.top + box.height / 2 ? "drop-before" : "drop-after");
  });
  document.addEventListener("drop", (event) => {
    const row = dragged && event.target.closest?.("table.plan tr[data-key]");
    if (!row || row === dragged) return;
    event.preventDefault();
    const where = row.classList.contains("drop-before") ? "before" : "after";
    send(dragged.dataset.key, { [where]: row.dataset.key });
  });
  document.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); dragged = null; clear(); });

  // ---- keys ---------------------------------------------------------------------------------
  const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  document.addEventListener("keydown", (event) => {
    if (typing(event.target) || $("dialog[open]")) return;
    const row = document.activeElement?.closest?.("table.plan tr[data-key]");
    if (event.altKey && row && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      send(row.dataset.key, { to: event.key === "ArrowUp" ? "up" : "down" });
      return;
    }
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const link = { n: "[data-key-n]", u: "[data-key-u]" }[event.key.toLowerCase()];
    const found = link && $(link);
    if (found) { event.preventDefault(); open(found); }
  });

  mark();
})();

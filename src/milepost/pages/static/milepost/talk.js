// Writing comments: what is typed is kept until it was sent, and @ offers the people of the form.
// Without this file the forms work as they stand; people are ticked instead of named.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // ---- drafts -------------------------------------------------------------------------------
  // <textarea data-draft="key">: kept for this tab, put back where the page comes anew.
  const kept = {
    get: (key) => { try { return sessionStorage.getItem(`draft ${key}`); } catch { return null; } },
    set: (key, text) => { try { text ? sessionStorage.setItem(`draft ${key}`, text) : sessionStorage.removeItem(`draft ${key}`); } catch { /* kept nowhere */ } },
  };
  function restore(root = document) {
    for (const area of $$("textarea[data-draft]", root)) if (!area.value) area.value = kept.get(area.dataset.draft) ?? "";
  }
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (area.matches?.("textarea[data-draft]")) kept.set(area.dataset.draft, area.value);
  });
  // What is being sent is no draft any more; what then still stands there was not taken.
  document.addEventListener("submit", (event) => {
    for (const area of $$("textarea[data-draft]", event.target)) {
      kept.set(area.dataset.draft, "");
      setTimeout(() => { if (area.isConnected) kept.set(area.dataset.draft, area.value); }, 4000);
    }
  });
  document.addEventListener("reset", (event) => { for (const area of $$("textarea[data-draft]", event.target)) kept.set(area.dataset.draft, ""); });
  new MutationObserver((changes) => {
    if (changes.some((change) => [...change.addedNodes].some((node) => node.nodeType === 1 && (node.matches("textarea[data-draft]") || $("textarea[data-draft]", node))))) restore();
  }).observe(document.documentElement, { childList: true, subtree: true });
  restore();

  // A file that is too large is said to be before it is sent.
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.matches?.("input[type=file][data-most]")) return;
    const large = [...field.files].some((file) => file.size > Number(field.dataset.most));
    field.setCustomValidity(large ? field.dataset.tooLarge : "");
    if (large) field.reportValidity();
  });

  // Ctrl or Cmd with Enter sends.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && event.target.matches?.(".say textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  // ---- a file was opened --------------------------------------------------------------------
  // By a person's click, on a buyer's page (which has #seen); what a scanner loads never says so.
  document.addEventListener("click", (event) => {
    const link = event.isTrusted && event.target.closest?.("a[data-opened]");
    const seen = link && $("#seen");
    if (!seen) return;
    const told = new FormData(seen);
    told.set("what", link.dataset.opened);
    fetch(seen.action, { method: "POST", body: told, credentials: "same-origin", keepalive: true }).catch(() => {});
  });

  // ---- @ ------------------------------------------------------------------------------------
  let list = null;
  let area = null;
  let number = 0;
  function close() {
    list?.remove();
    list = null;
    area?.removeAttribute("aria-activedescendant");
    area?.removeAttribute("aria-controls");
    area = null;
  }
  function typed(field) {
    const before = field.value.slice(0, field.selectionStart);
    return /(^|[^\p{L}\p{N}@.])@([\p{L}\p{N}' .-]{0,30})$/u.exec(before)?.[2] ?? null;
  }
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  function offered(field, begin) {
    const wanted = fold(begin);
    return $$(".mention label", field.form).filter((label) => {
      const name = fold($(".mention-name", label).textContent);
      return name.startsWith(wanted) || name.split(" ").some((part) => part.startsWith(wanted));
    });
  }
  function show(field) {
    const begin = typed(field);
    const found = begin === null ? [] : offered(field, begin);
    close();
    if (!found.length || (begin && found.length === 1 && fold($(".mention-name", found[0]).textContent) === fold(begin.trim()))) return;
    area = field;
    list = document.createElement("ul");
    list.className = "mention-list";
    list.id = `mentions-${++number}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", $(".mention legend", field.form).textContent);
    found.slice(0, 8).forEach((label, place) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${place}`;
      item.setAttribute("role", "option");
      item.append($(".face", label).cloneNode(true), document.createTextNode($(".mention-name", label).textContent));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
      list.append(item);
    });
    (field.closest("dialog") ?? document.body).append(list);
    const at = field.getBoundingClientRect();
    const frame = field.closest("dialog")?.getBoundingClientRect() ?? { left: -scrollX, top: -scrollY };
    const inside = field.closest("dialog")?.scrollTop ?? 0;
    list.style.left = `${at.left - frame.left}px`;
    list.style.top = `${at.bottom - frame.top + inside + 4}px`;
    field.setAttribute("aria-controls", list.id);
    choose(list.firstElementChild);
  }
  function choose(item) {
    for (const each of list.children) each.setAttribute("aria-selected", String(each === item));
    area.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }
  function take(item) {
    const field = area;
    const begin = typed(field) ?? "";
    const end = field.selectionStart;
    field.setRangeText(`${item.lastChild.textContent} `, end - begin.length, end, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }
  document.addEventListener("input", (event) => { if (event.target.matches?.("textarea[data-mentions]")) show(event.target); });
  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== area) return;
    const all = [...list.children];
    const now = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(all[(now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") take(all[now]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("focusout", (event) => { if (event.target === area) close(); });
})();

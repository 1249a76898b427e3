// Switches push messages on and off in this browser.
//
//   [data-push]          the part of the page; data-key is our public key, data-add where to tell of it
//   [data-push-state]    what is said, by state: can, on, blocked, cannot (one of them is shown)
//   [data-push-do]       the buttons: on, off
(() => {
  "use strict";
  const part = document.querySelector("[data-push]");
  if (!part) return;
  const token = part.querySelector("input[name=csrfmiddlewaretoken]").value;
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function show(state) {
    for (const each of part.querySelectorAll("[data-push-state]")) each.hidden = each.dataset.pushState !== state;
  }
  const post = (address, fields) => fetch(address, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token, Accept: "application/json" }, body: new URLSearchParams(fields) });

  async function mark(subscription) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  async function current() {
    const worker = await navigator.serviceWorker.getRegistration("/");
    return worker ? worker.pushManager.getSubscription() : null;
  }
  async function look() {
    if (!can) return show("cannot");
    if (Notification.permission === "denied") return show("blocked");
    const subscription = await current();
    const known = (part.dataset.marks || "").split(" ");
    show(subscription && known.includes(await mark(subscription)) ? "on" : "can");
  }
  async function on() {
    if (await Notification.requestPermission() !== "granted") return look();
    await navigator.serviceWorker.register("/push-worker.js");
    const worker = await navigator.serviceWorker.ready;
    const former = await worker.pushManager.getSubscription();
    if (former && text(former.options.applicationServerKey ?? new ArrayBuffer(0)) !== part.dataset.key) await former.unsubscribe();
    const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(part.dataset.key) });
    const answer = await post(part.dataset.add, { address: subscription.endpoint, p256dh: text(subscription.getKey("p256dh")), auth: text(subscription.getKey("auth")), key: part.dataset.key });
    if (answer.ok) location.reload(); else show("cannot");
  }
  async function off() {
    const subscription = await current();
    if (subscription) { await post(part.dataset.remove, { mark: await mark(subscription) }); await subscription.unsubscribe(); }
    location.reload();
  }
  part.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-push-do]")?.dataset.pushDo;
    if (wanted) (wanted === "on" ? on : off)().catch(() => show("cannot"));
  });
  look().catch(() => show("cannot"));
})();

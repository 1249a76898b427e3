// Shows a push message, and opens what it is about. Kept by the browser; it reads nothing and sends
// nothing. A message with the tag of one that is shown replaces it.
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data ? event.data.json() : {}; } catch { /* not ours */ }
  const shown = { body: said.body || "", tag: said.tag || "milepost", data: { url: said.url || "/inbox/" }, icon: "/static/milepost/favicon-180.png" };
  event.waitUntil(self.registration.showNotification(said.title || "Milepost", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data?.url || "/inbox/", self.location.origin);
  if (wanted.origin !== self.location.origin) return;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const here = open.find((each) => each.url === wanted.href);
    await (here ? here.focus() : self.clients.openWindow(wanted.href));
  })());
});

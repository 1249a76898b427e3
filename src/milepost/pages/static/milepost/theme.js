// Runs before the first paint, so that a chosen scheme never flashes in the other one.
(() => {
  try {
    const chosen = localStorage.getItem("milepost-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
    if (sessionStorage.getItem("milepost-folded") === "yes") document.documentElement.classList.add("folded-private");
  } catch { /* a browser that keeps nothing follows the system */ }
  document.documentElement.classList.add("has-script");
})();

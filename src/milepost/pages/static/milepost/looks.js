// What settings of looks and the editor of examples do with script; without it their forms post.
(() => {
  const told = field => field.dispatchEvent(new Event("input", { bubbles: true }));

  for (const picker of document.querySelectorAll("[data-colour-for]")) {
    const field = document.getElementById(picker.dataset.colourFor);
    picker.addEventListener("input", event => {
      event.stopPropagation();
      field.value = picker.value;
      told(field);
    });
    field.addEventListener("input", () => {
      if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value;
    });
  }

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-fills]");
    if (!button) return;
    const field = document.getElementById(button.dataset.fills);
    field.value = button.dataset.text;
    field.focus();
    told(field);
  });
})();

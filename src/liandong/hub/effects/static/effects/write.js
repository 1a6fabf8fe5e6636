// A name is put where the cursor is; the list of names is narrowed by what is typed above it.
(function () {
  "use strict";
  function insert(field, words) {
    field.focus();
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function ready() {
    const field = document.querySelector(".ef-write textarea");
    for (const button of document.querySelectorAll("[data-insert]")) button.addEventListener("click", () => insert(field, button.dataset.insert));
    const find = document.querySelector("[data-find]");
    find.addEventListener("input", () => {
      const words = find.value.trim().toLowerCase();
      for (const row of document.querySelectorAll(".ef-names dl > div")) row.hidden = !row.textContent.toLowerCase().includes(words);
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready); else ready();
})();

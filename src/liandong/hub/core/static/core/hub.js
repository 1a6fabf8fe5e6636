// What is typed is never lost: forms keep a draft in this browser until the server has accepted them.
(function () {
  "use strict";
  function key(form) { return "draft:" + form.dataset.draft; }
  function kept(field) { return field.name && !["hidden", "password", "file", "submit"].includes(field.type); }
  function save(form) {
    const values = {};
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") { if (field.checked) (values[field.name] ||= []).push(field.value); }
      else if (field.multiple) values[field.name] = Array.from(field.selectedOptions, (option) => option.value);
      else values[field.name] = [field.value];
    }
    try { localStorage.setItem(key(form), JSON.stringify(values)); } catch (error) { /* private mode: no draft */ }
  }
  function restore(form) {
    let values = null;
    try { values = JSON.parse(localStorage.getItem(key(form))); } catch (error) { return; }
    if (!values || form.querySelector(".invalid-feedback")) return;
    for (const field of form.elements) {
      if (!kept(field)) continue;
      const wanted = values[field.name] || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
      else if (wanted.length) field.value = wanted[0];
    }
    form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
  }
  function ready() {
    // A page with a success message follows an accepted form: the drafts marked as sent are done with.
    const sent = sessionStorage.getItem("draft:sent");
    if (sent && document.querySelector(".alert-success")) { localStorage.removeItem(sent); sessionStorage.removeItem("draft:sent"); }
    for (const form of document.querySelectorAll("form[data-draft]")) {
      restore(form);
      form.addEventListener("input", () => save(form));
      form.addEventListener("submit", () => sessionStorage.setItem("draft:sent", key(form)));
    }
    // A table wider than the screen without anything to focus in it is scrolled with the arrow keys.
    for (const box of document.querySelectorAll(".table-responsive")) if (box.scrollWidth > box.clientWidth && !box.querySelector("a, button, input")) box.tabIndex = 0;
    for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
    for (const form of document.querySelectorAll("form[data-confirm]")) form.addEventListener("submit", (event) => { if (!window.confirm(form.dataset.confirm)) event.preventDefault(); });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready); else ready();
})();

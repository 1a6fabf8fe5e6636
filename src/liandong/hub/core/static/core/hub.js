// What is typed is never lost: forms keep a draft in this browser until the server has accepted them. A draft belongs to
// who typed it and to the address the form is sent to, the one a sign-in leads back to; it knows what it was typed over.
(function () {
  "use strict";
  const mine = () => `draft:${document.body.dataset.user}:`;
  function key(form) {
    const target = new URL(form.getAttribute("action") || "", location.href);
    return mine() + target.pathname + target.search;
  }
  // What the form showed when it was opened, as the server marks it; nothing where there was nothing to show.
  function stamp(form) { return form.elements.seen || form.elements.began || { value: "" }; }
  function kept(field) { return field.name && !["hidden", "password", "file", "submit"].includes(field.type); }
  function save(form) {
    const values = {};
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") { if (field.checked) (values[field.name] ||= []).push(field.value); }
      else if (field.multiple) values[field.name] = Array.from(field.selectedOptions, (option) => option.value);
      else values[field.name] = [field.value];
    }
    const draft = { values, seen: stamp(form).value, at: Date.now() };
    try { localStorage.setItem(key(form), JSON.stringify(draft)); } catch (error) { /* private mode: no draft */ }
  }
  function restore(form, draft) {
    for (const field of form.elements) {
      if (!kept(field)) continue;
      const wanted = draft.values[field.name] || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
      else if (wanted.length) field.value = wanted[0];
    }
    // What others changed since is held against what this was typed over.
    stamp(form).value = draft.seen;
    form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
  }
  function tell(form, draft, kind) {
    const bar = document.getElementById("draft-" + kind).content.firstElementChild.cloneNode(true);
    bar.querySelector("time").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang);
    bar.querySelector("[data-restore]")?.addEventListener("click", () => { bar.remove(); restore(form, draft); save(form); tell(form, draft, "restored"); });
    bar.querySelector("[data-discard]").addEventListener("click", () => { localStorage.removeItem(key(form)); bar.remove(); if (kind === "restored") location.reload(); });
    form.prepend(bar);
    form.closest("details")?.setAttribute("open", "");
  }
  function recall(form) {
    let draft = null;
    try { draft = JSON.parse(localStorage.getItem(key(form))); } catch (error) { return; }
    if (!draft || !draft.values || form.querySelector(".invalid-feedback, .errorlist")) return;
    if (draft.seen !== stamp(form).value) return tell(form, draft, "offered");
    restore(form, draft);
    tell(form, draft, "restored");
  }
  function forget() {
    for (const name of Object.keys(localStorage)) if (name.startsWith(mine())) localStorage.removeItem(name);
  }
  function drafts() {
    // A page with a success message follows an accepted form; any other page leaves the draft where it is.
    const sent = sessionStorage.getItem("draft:sent");
    sessionStorage.removeItem("draft:sent");
    if (sent && document.querySelector(".alert-success")) localStorage.removeItem(sent);
    for (const form of document.querySelectorAll("form[data-draft]")) {
      recall(form);
      form.addEventListener("input", () => save(form));
      form.addEventListener("submit", () => sessionStorage.setItem("draft:sent", key(form)));
    }
    for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", forget);
  }
  function ready() {
    if (document.body.dataset.user) drafts();
    // A table wider than the screen without anything to focus in it is scrolled with the arrow keys.
    for (const box of document.querySelectorAll(".table-responsive")) if (box.scrollWidth > box.clientWidth && !box.querySelector("a, button, input")) box.tabIndex = 0;
    for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
    for (const form of document.querySelectorAll("form[data-confirm]")) form.addEventListener("submit", (event) => { if (!window.confirm(form.dataset.confirm)) event.preventDefault(); });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready); else ready();
})();

// Brings the chosen activity into view, or where nothing is chosen what is new; everything else works without this.
(function () {
  "use strict";
  function centre() {
    for (const map of document.querySelectorAll(".rf-map")) {
      const wanted = map.querySelector("a.chosen") || map.querySelector("g.new, g.changed");
      if (!wanted) continue;
      const box = wanted.getBoundingClientRect(), frame = map.getBoundingClientRect();
      map.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
      map.scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", centre); else centre();
})();

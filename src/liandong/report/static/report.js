"use strict";
/* Interaction only: everything is drawn already. Language, map, tables, downloads. */
(() => {
  const root = document.querySelector("[data-lang]");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const zh = () => root.dataset.lang === "zh";
  const say = (chinese, english) => (zh() ? chinese : english);

  /* Language */
  function setLanguage(lang) {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = root.dataset[lang === "zh" ? "titleZh" : "titleEn"] ?? document.title;
    all("[data-zh]").forEach((it) => it.setAttribute("aria-label", it.dataset[lang]));
    all("[data-language]").forEach((it) => it.setAttribute("aria-pressed", it.dataset.language === lang));
    map?.describe();
  }

  /* Tooltip */
  const tooltip = document.createElement("div");
  tooltip.className = "tooltip";
  tooltip.setAttribute("role", "status");
  tooltip.hidden = true;
  document.body.append(tooltip);

  function showTip(title, rows, x, y) {
    const heading = document.createElement("b");
    heading.textContent = title;
    const list = document.createElement("dl");
    for (const [name, value] of rows) {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = name;
      dd.textContent = value;
      list.append(dt, dd);
    }
    tooltip.replaceChildren(heading, list);
    tooltip.hidden = false;
    const { width, height } = tooltip.getBoundingClientRect();
    tooltip.style.left = `${Math.max(8, Math.min(x + 16, innerWidth - width - 12))}px`;
    tooltip.style.top = `${y + 18 + height > innerHeight ? Math.max(8, y - height - 14) : y + 18}px`;
  }
  const hideTip = () => { tooltip.hidden = true; };

  all("[data-tip-zh]").forEach((it) => {
    const show = (x, y) => {
      const [title, ...lines] = it.dataset[zh() ? "tipZh" : "tipEn"].split("\n");
      showTip(title, lines.map((line) => line.split("\t")), x, y);
    };
    it.addEventListener("pointermove", (event) => show(event.clientX, event.clientY));
    it.addEventListener("pointerleave", hideTip);
  });

  /* Process map */
  function processMap(figure) {
    const stage = figure.querySelector(".stage");
    const slider = figure.querySelector("#detail");
    const facts = new Map(all("script[data-zone]", figure).map((it) => [it.dataset.zone, JSON.parse(it.textContent)]));
    const drawings = new Map();
    const key = (zone, level) => `${zone}/${level}`;
    const state = { zone: figure.dataset.zone, level: Number(figure.dataset.level), scale: 1 };
    let drawing, chosen = null;

    const here = () => facts.get(state.zone);
    const name = (index) => {
      const label = here().nodes[index][0];
      return Array.isArray(label) ? label[zh() ? 0 : 1] : label;
    };
    const pick = (pair) => pair[zh() ? 0 : 1];

    function find(zone, level) {
      if (!drawings.has(key(zone, level))) {
        const template = figure.querySelector(`template[data-zone="${zone}"][data-level="${level}"]`);
        drawings.set(key(zone, level), prepare(template.content.firstElementChild.cloneNode(true)));
      }
      return drawings.get(key(zone, level));
    }

    /* Thin lines get a wide invisible twin, so that a hand can meet them. */
    function prepare(svg) {
      all(".e", svg).forEach((step) => {
        const hit = step.querySelector(".line").cloneNode();
        hit.setAttribute("class", "hit");
        hit.removeAttribute("stroke-width");
        step.append(hit);
      });
      return svg;
    }

    function draw() {
      const levels = here().levels;
      state.level = Math.min(state.level, levels.length - 1);
      drawing = find(state.zone, state.level);
      stage.replaceChildren(drawing);
      choose(null);
      all(".legend", figure).forEach((it) => { it.hidden = it.dataset.zone !== state.zone; });
      slider.max = levels.length - 1;
      slider.value = state.level;
      slider.disabled = levels.length < 2;
      const first = drawing.querySelector(".start") ?? drawing.querySelector(".a");
      all(".a", drawing).forEach((it) => it.setAttribute("tabindex", it === first ? 0 : -1));
      natural();
      describe();
    }

    function describe() {
      const [activities, every, steps, everyStep, share] = here().levels[state.level];
      figure.querySelector("#shown").textContent = say(
        `显示 ${activities}/${every} 个环节、${steps}/${everyStep} 条路径，占全部流转的 ${share}%`,
        `${activities} of ${every} activities, ${steps} of ${everyStep} paths: ${share}% of all steps taken`);
      all(".a", drawing).forEach((it) => it.setAttribute("aria-label", `${name(it.dataset.i)}: ${here().nodes[it.dataset.i][1]}`));
    }

    /* Zoom: the drawing is scaled, the stage scrolls. */
    const size = () => drawing.viewBox.baseVal;
    function zoom(scale) {
      const middle = [(stage.scrollLeft + stage.clientWidth / 2) / state.scale, (stage.scrollTop + stage.clientHeight / 2) / state.scale];
      state.scale = Math.max(0.12, Math.min(2.5, scale));
      drawing.setAttribute("width", Math.round(size().width * state.scale));
      drawing.setAttribute("height", Math.round(size().height * state.scale));
      stage.scrollLeft = middle[0] * state.scale - stage.clientWidth / 2;
      stage.scrollTop = middle[1] * state.scale - stage.clientHeight / 2;
    }
    const fit = () => zoom(Math.min(1, (stage.clientWidth - 8) / size().width, (stage.clientHeight - 8) / size().height));
    /* To begin with text is readable: the width fits where it can, and reading starts at the start. */
    function natural() {
      zoom(Math.max(0.62, Math.min(1, (stage.clientWidth - 20) / size().width)));
      const start = drawing.querySelector(".start")?.getBoundingClientRect();
      const box = stage.getBoundingClientRect();
      stage.scrollTop = 0;
      if (start) stage.scrollLeft += start.left - box.left - stage.clientWidth / 2;
    }

    /* Neighbours */
    function choose(item) {
      chosen = item;
      all(".on, .near", drawing).forEach((it) => it.classList.remove("on", "near"));
      drawing.classList.toggle("focus", Boolean(item));
      if (!item) return;
      item.classList.add("on");
      const isNode = item.classList.contains("a");
      all(".e", drawing).forEach((step) => {
        const [source, target] = here().steps[step.dataset.i];
        if (isNode ? [source, target].includes(Number(item.dataset.i)) : step === item) {
          step.classList.add("on");
          all(".a", drawing).forEach((node) => {
            if ([source, target].includes(Number(node.dataset.i))) node.classList.add("near");
          });
        }
      });
    }

    const KINDS = { waiting: ["等待", "Waiting"], elapsed: ["含等待与办理", "Waiting and work"], statutory: ["法定时限", "Statutory"], working: ["办理", "Working"] };
    function rows([n, median, p90, mean, share, kind]) {
      const list = [[say("次数", "Count"), n], [say("中位数", "Median"), pick(median)], ["P90", pick(p90)], [say("平均", "Mean"), pick(mean)], [say("占全程用时", "Share of lead time"), share]];
      if (KINDS[kind]) list.push([say("时间性质", "Kind of time"), pick(KINDS[kind])]);
      return list;
    }
    function tell(item, x, y) {
      const index = item.dataset.i;
      if (item.classList.contains("a")) {
        const [, ...figures] = here().nodes[index];
        showTip(name(index), item.classList.contains("mark") ? rows(figures).slice(0, 1) : rows(figures), x, y);
      } else {
        const [source, target, ...figures] = here().steps[index];
        showTip(`${name(source)} → ${name(target)}`, rows(figures), x, y);
      }
    }

    const itemAt = (event) => event.target.closest?.(".a, .e");
    stage.addEventListener("pointermove", (event) => { const item = itemAt(event); item ? tell(item, event.clientX, event.clientY) : hideTip(); });
    stage.addEventListener("pointerleave", hideTip);
    stage.addEventListener("focusin", (event) => {
      const item = itemAt(event);
      if (!item || !event.target.matches(":focus-visible")) return;
      const box = item.getBoundingClientRect();
      tell(item, box.right - 8, box.top + box.height / 2);
    });
    stage.addEventListener("focusout", hideTip);

    /* Drag to move */
    let held = null;
    stage.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0) held = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, moved: false };
    });
    addEventListener("pointermove", (event) => {
      if (!held) return;
      const dx = event.clientX - held.x, dy = event.clientY - held.y;
      if (!held.moved && Math.hypot(dx, dy) < 4) return;
      held.moved = true;
      stage.classList.add("held");
      stage.scrollLeft = held.left - dx;
      stage.scrollTop = held.top - dy;
    });
    addEventListener("pointerup", () => { setTimeout(() => { held = null; }); stage.classList.remove("held"); });
    stage.addEventListener("click", (event) => {
      if (held?.moved) return;
      const item = itemAt(event);
      choose(item === chosen ? null : item ?? null);
    });
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(state.scale * (event.deltaY < 0 ? 1.12 : 1 / 1.12));
    }, { passive: false });

    /* Keys: arrows go to the nearest activity that way. */
    const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    stage.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { choose(null); hideTip(); return; }
      const item = event.target.closest(".a");
      if (!item) return;
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(item === chosen ? null : item); return; }
      const way = WAYS[event.key];
      if (!way) return;
      event.preventDefault();
      const middle = (it) => { const box = it.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
      const [x, y] = middle(item);
      let best = null, least = Infinity;
      for (const other of all(".a", drawing)) {
        const [ox, oy] = middle(other), along = (ox - x) * way[0] + (oy - y) * way[1];
        const aside = Math.abs((ox - x) * way[1]) + Math.abs((oy - y) * way[0]);
        if (other !== item && along > 4 && along + 2 * aside < least) { least = along + 2 * aside; best = other; }
      }
      if (!best) return;
      item.setAttribute("tabindex", -1);
      best.setAttribute("tabindex", 0);
      best.focus();
      best.scrollIntoView({ block: "nearest", inline: "nearest" });
    });

    function set(what, value) {
      if (what === "metric") figure.dataset.metric = value;
      else { state.zone = value; figure.dataset.zone = value; draw(); }
    }
    all("[data-set]", figure).forEach((it) => it.addEventListener(it.tagName === "SELECT" ? "change" : "click", () => {
      set(it.dataset.set, it.value);
      all("button", it.parentElement).forEach((other) => other.setAttribute("aria-pressed", other === it));
    }));
    slider.addEventListener("input", () => { state.level = Number(slider.value); figure.dataset.level = slider.value; draw(); });
    all("[data-zoom]", figure).forEach((it) => it.addEventListener("click", () => {
      if (it.dataset.zoom === "fit") fit(); else zoom(state.scale * (it.dataset.zoom === "in" ? 1.25 : 0.8));
    }));

    drawings.set(key(state.zone, state.level), prepare(stage.querySelector("svg")));
    draw();
    return { describe };
  }
  const figure = document.getElementById("process-map");
  const map = figure && processMap(figure);

  /* Tables: sort, show all, save as CSV */
  const collator = new Intl.Collator("zh-CN", { numeric: true });
  const raw = (cell) => cell.dataset.v ?? cell.textContent.trim();
  function compare(a, b) {
    if (a === "" || b === "") return (a === "") - (b === "");
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) ? collator.compare(a, b) : difference;
  }
  all("th button").forEach((button) => button.addEventListener("click", () => {
    const th = button.parentElement, table = th.closest("table"), body = table.tBodies[0];
    const way = th.getAttribute("aria-sort") === "descending" ? 1 : -1;
    all("th", table).forEach((it) => it.removeAttribute("aria-sort"));
    th.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    const sorted = [...body.rows].map((row) => [raw(row.cells[th.cellIndex]), row]);
    sorted.sort(([a], [b]) => (a === "" || b === "" ? compare(a, b) : way * compare(a, b)));
    body.append(...sorted.map(([, row]) => row));
  }));
  all("[data-more]").forEach((button) => button.addEventListener("click", () => {
    button.closest(".table").classList.remove("short");
    button.parentElement.remove();
  }));

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
  const visible = (cell) => {
    const hidden = zh() ? ".en" : ".zh";
    const copy = cell.cloneNode(true);
    all(hidden, copy).forEach((it) => it.remove());
    return copy.textContent.trim();
  };
  /* A spreadsheet takes text that begins with = + - @ for a formula; an apostrophe keeps it text. */
  const quoted = (value) => {
    const safe = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  all("[data-csv]").forEach((button) => button.addEventListener("click", () => {
    const table = button.closest(".table").querySelector("table");
    const heading = [...table.tHead.rows[0].cells].map((th) => visible(th) + (th.dataset.unit ? ` (${th.dataset.unit})` : ""));
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.dataset.v ?? visible(cell)));
    const text = [heading, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n");
    save(`${button.dataset.csv}.csv`, new Blob(["\uFEFF", text, "\r\n"], { type: "text/csv;charset=utf-8" }));
  }));

  const book = document.getElementById("workbook");
  all("[data-workbook]").forEach((button) => button.addEventListener("click", () => {
    const bytes = Uint8Array.from(atob(book.textContent.trim()), (character) => character.charCodeAt(0));
    save(button.dataset.workbook, new Blob([bytes], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }));
  }));

  all("[data-language]").forEach((it) => it.addEventListener("click", () => setLanguage(it.dataset.language)));
  all("[data-print]").forEach((it) => it.addEventListener("click", () => print()));
  setLanguage(root.dataset.lang);

  /* Where the reader is */
  const links = new Map(all(".toc a").map((it) => [it.getAttribute("href").slice(1), it]));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((link) => link.classList.remove("here"));
      links.get(entry.target.id)?.classList.add("here");
    }
  }, { rootMargin: "-15% 0px -75% 0px" });
  all("section[id]").forEach((it) => watcher.observe(it));
})();

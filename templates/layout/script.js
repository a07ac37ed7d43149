// The page is whole without this. It adds: a read-out under the pointer on charts, the source of a number on tap, and
// the section being read told to screen readers and brought into sight in the bar. It asks nothing of any other place.
(() => {
  "use strict";
  const shown = (element) => getComputedStyle(element).display !== "none";

  const heads = (table) => [...table.tHead.rows[0].cells].map((cell) =>
    ([...cell.children].find(shown) || cell).textContent);

  const readOut = (plot, svg, rows, table) => {
    const [left, right, start, end] = svg.dataset.x.split(" ");
    const first = Date.parse(start), days = (Date.parse(end) - first) / 864e5;
    const box = document.createElement("div");
    box.className = "read-out";
    box.hidden = true;
    const label = box.appendChild(document.createElement("span"));
    plot.append(box);
    const move = (event) => {
      const frame = svg.getBoundingClientRect();
      const scale = frame.width / svg.viewBox.baseVal.width;
      const share = ((event.clientX - frame.left) / scale - left) / (right - left);
      const day = new Date(first + Math.round(Math.min(1, Math.max(0, share)) * days) * 864e5).toISOString().slice(0, 10);
      const row = rows.find((one) => one.cells[0].textContent <= day) || rows[rows.length - 1];
      const at = (Date.parse(row.cells[0].textContent) - first) / 864e5 / days;
      if (at < 0 || at > 1) { box.hidden = true; return; }
      const names = heads(table);
      const told = (cell, place) => (place ? `${names[place]} ${cell.textContent}` : cell.textContent);
      label.textContent = [...row.cells].map(told).join("\n");
      box.hidden = false;
      const x = (Number(left) + at * (right - left)) * scale;
      box.classList.toggle("before", x > frame.width / 2);
      box.style.setProperty("--x", `${x}px`);
    };
    plot.addEventListener("pointermove", move);
    plot.addEventListener("pointerdown", move);
    plot.addEventListener("pointerleave", () => { box.hidden = true; });
  };

  for (const table of document.querySelectorAll("figure > details.data table")) {
    const rows = [...table.tBodies[0].rows];
    for (const plot of table.closest("figure").querySelectorAll(".plot")) {
      const svg = plot.querySelector("svg[data-x]");
      if (svg && rows.length) readOut(plot, svg, rows, table);
    }
  }

  let told = null;
  document.addEventListener("click", (event) => {
    const call = event.target.closest("sup.r a[title]");
    const first = call && call !== told && matchMedia("(hover: none)").matches;
    told = call;
    if (first) { event.preventDefault(); call.focus(); }
  });

  const links = new Map([...document.querySelectorAll(".sections a")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      for (const link of links.values()) link.removeAttribute("aria-current");
      const link = links.get(entry.target.id), bar = link.parentNode;
      link.setAttribute("aria-current", "true");
      bar.scrollLeft = link.offsetLeft - bar.offsetLeft - (bar.clientWidth - link.clientWidth) / 2;
    }
  }, { rootMargin: `-80px 0px ${81 - innerHeight}px 0px` });
  for (const id of links.keys()) {
    const section = document.getElementById(id);
    if (section) seen.observe(section);
  }
})();

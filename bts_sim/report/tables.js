"use strict";
{
  const words = JSON.parse(document.getElementById("mots").textContent);
  const lang = document.documentElement.lang;

  // A number as it is shown: spaces or commas between thousands, a true minus; only the first counts.
  const quantity = (text) => {
    const found = text.replace(/[\s\u202f\u00a0]/g, "").replace("−", "-").match(/[+-]?\d[\d.,]*/);
    if (!found) return NaN;
    const bare = lang === "fr" ? found[0].replace(/\./g, "").replace(",", ".") : found[0].replace(/,/g, "");
    return Number.parseFloat(bare);
  };
  const isNumber = (header) => header.classList.contains("nombre");
  const missing = (text) => text === "" || text === "—";

  const compare = (a, b, numeric) => {
    if (missing(a) || missing(b)) return missing(a) - missing(b);
    return numeric ? quantity(a) - quantity(b) : a.localeCompare(b, lang, { numeric: true });
  };

  // A first column left blank under a name means that name again: once sorted, it has to say so.
  const carry = (rows) => {
    let last = "";
    for (const row of rows) {
      const cell = row.cells[0];
      last = cell.textContent.trim() || last;
      if (!cell.textContent.trim()) cell.textContent = last;
    }
  };

  const sortable = (table) => {
    const head = table.tHead;
    const body = table.tBodies[0];
    if (!head || head.rows.length !== 1 || !body || body.rows.length < 2) return;
    if (table.querySelector("[rowspan], [colspan]")) return;
    const rows = [...body.rows];
    const blank = rows.map((row) => row.cells[0].innerHTML);
    [...head.rows[0].cells].forEach((header, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tri";
      button.title = words.trier;
      button.append(...header.childNodes);
      if (!button.textContent.trim()) button.setAttribute("aria-label", words.trier);
      header.append(button);
      button.addEventListener("click", () => {
        const was = header.getAttribute("aria-sort");
        for (const other of head.rows[0].cells) other.removeAttribute("aria-sort");
        let order = rows;
        rows.forEach((row, at) => (row.cells[0].innerHTML = blank[at]));
        // Up, down, then as it came.
        if (was !== "descending") {
          carry(rows);
          const sign = was === "ascending" ? -1 : 1;
          header.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
          const text = (row) => row.cells[place].textContent.trim();
          order = [...rows].sort((a, b) => {
            const last = missing(text(a)) - missing(text(b));
            return last || sign * compare(text(a), text(b), isNumber(header));
          });
        }
        body.append(...order);
      });
    });
  };

  const cells = (table) =>
    [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.replace(/\s*\n\s*/g, " ").trim()));

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  const button = (label, action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", () => action(made));
    return made;
  };

  const save = (table, name) => {
    const quoted = (text) => (/[;,"\t\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    // No cell is a formula: the rule of bts_sim/runs/cells.py, where a number with its unit and interval stays.
    const number = "[+−-]?\\d+(\\s\\d{3})*([.,]\\d+)?([eE][+-]?\\d+)?";
    const quantity = new RegExp(`^${number}(\\s?(%|€|\\p{L}{1,12}))?(\\s?\\[${number}\\s?[;,]\\s?${number}\\])?$`, "u");
    const plain = (text) => (/^['\s]*[=+\-@＝＋－＠](?=.*\S)/s.test(text) && !quantity.test(text) ? `'${text}` : text);
    // Nor does Excel make a day of 25/2: the form of bts_sim/runs/spreadsheet.py.
    const alone = (text) => (/^\d{1,4}([\/:-]\d{1,4}){1,2}$|^0\d+$/.test(text) ? `="${text}"` : plain(text));
    const text = cells(table).map((row) => row.map(alone).map(quoted).join(";")).join("\r\n");
    const link = document.createElement("a");
    // The mark lets Excel see UTF-8.
    link.href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }));
    link.download = `${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  for (const place of document.querySelectorAll(".tableau")) {
    const table = place.querySelector("table");
    if (!table) continue;
    sortable(table);
    const tools = place.querySelector(".outils");
    if (!tools) continue;
    const copy = button(words.copier, (one) => {
      copied(cells(table).map((row) => row.join("\t")).join("\n"));
      one.textContent = words.copie;
      setTimeout(() => (one.textContent = words.copier), 1500);
    });
    copy.className = "copier";
    tools.prepend(copy);
    if (!tools.querySelector("a")) tools.append(button(words.telecharger, () => save(table, place.id || "table")));
  }

  for (const place of document.querySelectorAll("[data-copier]")) {
    place.append(
      button(words.copier, (one) => {
        copied(document.getElementById(place.dataset.copier).textContent);
        one.textContent = words.copie;
        setTimeout(() => (one.textContent = words.copier), 1500);
      }),
    );
  }
}

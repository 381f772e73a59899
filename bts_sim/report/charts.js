"use strict";
// Draw each chart as wide as the frame that holds it, on a telephone as on a large screen, and again when the frame changes.
{
  const NARROW = 560;
  const WIDEST = 1.5;
  // Vega leaves 5 pixels on each side of what it draws.
  const PADDING = 12;
  const INNER = ["layer", "hconcat", "vconcat", "concat"];
  const within = (view) => [...INNER.flatMap((key) => view[key] ?? []), ...(view.spec ? [view.spec] : [])];
  const every = (view) => [view, ...within(view).flatMap(every)];

  const pen = document.createElement("canvas").getContext("2d");
  // A text on as many lines as its width asks for, in the letters of a chart.
  const lines = (text, width, size, weight = "normal") => {
    const made = [""];
    pen.font = `${weight} ${size}px Helvetica, Arial, sans-serif`;
    // A sign of French stays with its word.
    for (const word of text.split(/(?<!«) (?![:;?!»])/)) {
      const last = made.at(-1);
      if (last && pen.measureText(`${last} ${word}`).width > width) made.push(word);
      else made[made.length - 1] = last ? `${last} ${word}` : word;
    }
    return made;
  };
  const all = (text) => (text === undefined ? [] : Array.isArray(text) ? text : [text]);

  // Panels one under the other, words on more lines: what a narrow frame asks for.
  const stacked = (spec, room) => {
    let high = 0;
    // Cells of a facet are panels with a title, cut in lines: a header is not, and takes the width from the bars.
    for (const view of every(spec).filter((one) => one.facet?.row)) {
      const rows = Object.values(spec.datasets ?? {}).flat();
      const cells = [view.facet.row, view.facet.column].filter(Boolean).map(({ field, sort }) => {
        const known = new Set(rows.map((row) => row[field]).filter((value) => value !== undefined));
        return (Array.isArray(sort) ? sort : [...known]).map((value) => [{ field, equal: value }]);
      });
      const crossed = cells.reduce((these, those) => these.flatMap((one) => those.map((other) => [...one, ...other])));
      view.vconcat = crossed.map((cell) => ({
        ...structuredClone(view.spec),
        title: {
          text: lines(cell.map(({ equal }) => equal).join(", "), room * 0.6, 12),
          anchor: "start",
          fontSize: 12,
          fontWeight: "normal",
        },
        transform: [...cell.map((filter) => ({ filter })), ...(view.spec.transform ?? [])],
      }));
      view.resolve = { ...view.resolve, scale: { y: "shared", ...view.resolve?.scale } };
      delete view.facet;
      delete view.spec;
    }
    for (const view of every(spec)) {
      if (view.hconcat) {
        // Panels side by side share the names of the first; one under the other, each has them.
        const named = every(view.hconcat[0]).find((one) => one.encoding?.y?.axis)?.encoding.y.axis;
        for (const one of view.hconcat.slice(1).flatMap(every)) if (one.encoding?.y?.axis === null) one.encoding.y.axis = named ?? null;
        view.vconcat = view.hconcat;
        delete view.hconcat;
      }
      if (view.facet?.column) {
        view.facet = { ...view.facet.column, header: { ...view.facet.column.header, labelAnchor: "start" } };
        view.columns = 1;
      }
      for (const one of Object.values(view.encoding ?? {})) {
        // No legend beside the plot, which needs the width.
        if (one?.legend) Object.assign(one.legend, { columns: Math.max(1, Math.floor(room / 220)), orient: one.legend.orient === "bottom" ? "bottom" : "top" });
      }
      if (view.mark?.type === "text") {
        if (view.mark.fontSize > 11) view.mark = { ...view.mark, fontSize: 11, fontWeight: "normal" };
        // Words at the right edge would stand on the marks: they go past it.
        if (view.mark.align === "right" && view.encoding?.x?.value > 0) view.mark = { ...view.mark, align: "left", dx: 6 };
      }
      // Words above a panel, wider than what it draws, would leave it half of the frame.
      if (view !== spec && view.title) {
        const title = typeof view.title === "string" || Array.isArray(view.title) ? { text: view.title } : view.title;
        view.title = { ...title, text: lines(all(title.text).join(" "), room * 0.6, title.fontSize ?? 12) };
      }
      const { x, y, text } = view.encoding ?? {};
      if (x?.title) x.title = lines(all(x.title).join(" "), room * 0.6, 12);
      if (x?.axis?.title) x.axis.title = lines(all(x.axis.title).join(" "), room * 0.6, 12);
      // Words beside the plot, as those of an axis, take as many lines as they ask for.
      if (view.mark?.type === "text" && typeof x?.value === "number" && text?.field) {
        view.mark.lineBreak = "\n";
        // Vega puts the lines after the first one below its place: they go around it, or above it over the plot.
        const [up, dy] = [y?.value < 0 ? 12 : 6, view.mark.dy ?? 0];
        view.mark.dy = { expr: `${dy} - ${up} * (length(split(datum[${JSON.stringify(text.field)}], "\\n")) - 1)` };
        for (const row of Object.values(spec.datasets ?? {}).flat()) {
          const words = row[text.field];
          if (typeof words === "string") row[text.field] = lines(words, room * 0.27, 11).join("\n");
        }
      }
      const own = y?.axis?.labelExpr;
      if (["nominal", "ordinal"].includes(y?.type) && y.axis !== null && (!own || own.includes("split("))) {
        const rows = Object.values(spec.datasets ?? {}).flat();
        const known = [...rows.map((row) => row[y.field]), ...(y.scale?.domain ?? [])];
        const names = new Set(known.filter((name) => typeof name === "string"));
        const short = [...names].map((name) => [name, lines(name.replaceAll("\n", " "), room * 0.29, 11)]);
        if (short.some(([, text]) => text.length > 1)) {
          const read = `(${JSON.stringify(Object.fromEntries(short))})[datum.value] || [datum.value]`;
          // Vega centres the first line of a label on its mark, and puts the others below.
          const labelOffset = { condition: { test: "true", expr: `6 * (1 - length(${read}))` }, value: 0 };
          const small = { labelLimit: room * 0.32, labelFontSize: 11, labelLineHeight: 12 };
          y.axis = { ...y.axis, ...small, labelExpr: read, labelOffset };
          high = Math.max(high, 12 * Math.max(...short.map(([, text]) => text.length)) + 8);
        }
      }
    }
    // Where regimes stand one under the other in a group, a step is that of a regime.
    const shared = every(spec).some((view) => view.encoding?.yOffset);
    for (const view of shared ? [] : every(spec)) if (view.height?.step) view.height.step = Math.max(view.height.step, high);
    // A legend that ends where the plot ends has the width of the names of the axis too.
    const layout = { top: { anchor: "end" }, bottom: { anchor: "end" } };
    const legend = { ...spec.config?.legend, columns: Math.max(1, Math.floor(room / 220)), labelLimit: room - 30, layout };
    spec.config = { ...spec.config, legend };
  };

  const onColours = (spec) => {
    const marks = every(spec).map((view) => (typeof view.mark === "string" ? { type: view.mark } : view.mark ?? {}));
    const filled = marks.some((mark) => ["bar", "rect", "area"].includes(mark.type));
    return filled && marks.some((mark) => mark.type === "text" && (mark.align ?? "center") === "center");
  };

  const fitted = (source, room, ratio, titled) => {
    const spec = structuredClone(source);
    // Words upon colours are read on the paper of the drawing; the others follow a dark screen.
    spec.background = onColours(spec) ? "white" : "transparent";
    if (!titled) delete spec.title;
    if (room < NARROW) stacked(spec, room);
    if (spec.title) {
      const title = typeof spec.title === "string" ? { text: spec.title } : spec.title;
      const size = room < NARROW ? 14 : 15;
      // The menu of the chart stands at the end of its first line.
      title.text = lines(all(title.text).join(" "), room - (room < NARROW ? 40 : PADDING), size, "bold");
      title.subtitle = all(title.subtitle).flatMap((one) => lines(one, room - PADDING, 12));
      spec.title = { ...title, fontSize: size };
    }
    for (const view of every(spec)) {
      if (typeof view.width === "number") view.width = Math.max(90, view.width * ratio);
      else if (view.width?.step) {
        view.width = { step: Math.max(room < NARROW ? 25 : 34, view.width.step * Math.min(ratio, 1.2)) };
        // Cells are small there, and so is what they hold.
        for (const one of room < NARROW ? every(spec) : []) {
          if (one.mark?.type === "text") one.mark.fontSize = 10;
          if (one.encoding?.x?.axis) one.encoding.x.axis.labelFontSize = 10;
        }
      }
      // What stands at a place of the frame follows it.
      const { x, x2 } = view.encoding ?? {};
      // The left edge, and what stands on its left, stays.
      if (x?.value > 0) {
        view.encoding.x = { ...x, value: x.value * ratio };
        if (typeof x2?.value === "number") view.encoding.x2 = { ...x2, value: x2.value + x.value * (ratio - 1) };
      }
    }
    return spec;
  };

  const written = (word) => word.textContent.trim() && getComputedStyle(word).opacity !== "0";
  const meet = (one, other) =>
    // Two numbers that touch are read as one.
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > -2 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
  const holds = (one, other) => one.left <= other.left && one.right >= other.right && one.top <= other.top && one.bottom >= other.bottom;
  // Words of a mark that stand on other words go to its other side; without room there, they are left to the table.
  const untangled = (svg) => {
    const frame = svg.getBoundingClientRect();
    const taken = [...svg.querySelectorAll(".mark-text:not(.role-mark) text")]
      .filter(written)
      .map((word) => word.getBoundingClientRect());
    const bars = [...svg.querySelectorAll(".mark-rect.role-mark path")].map((bar) => bar.getBoundingClientRect());
    let [mark, said] = [null, []];
    for (const word of [...svg.querySelectorAll(".mark-text.role-mark text")].filter(written)) {
      const { x, y, width, height } = word.getBoundingClientRect();
      if (word.closest(".mark-text") !== mark) [mark, said] = [word.closest(".mark-text"), []];
      const other = { end: width + 24, start: -width - 24 }[word.getAttribute("text-anchor") ?? "start"];
      const free = [0, other].find((aside) => {
        if (aside === undefined) return false;
        const there = new DOMRect(x + aside, y, width, height);
        if (aside && (there.left < frame.left || there.right > frame.right)) return false;
        // Past another number of its line, it would be read in that one's place.
        if (aside && said.some((one) => one.top < there.bottom && one.bottom > there.top && (one.left - x) * (one.left - there.left) < 0)) return false;
        return !taken.some((one) => meet(one, there)) && taken.push(there) && said.push(there);
      });
      if (free === undefined) word.style.opacity = 0;
      else if (free) {
        word.setAttribute("transform", `translate(${free}) ${word.getAttribute("transform") ?? ""}`);
        // On its bar it has the ink of paper, whatever the screen.
        if (bars.some((bar) => holds(bar, taken.at(-1)))) word.style.fill = "#202124";
      }
    }
  };

  const drawn = async (place, spec, options) => {
    const room = place.clientWidth - (options.actions && place.clientWidth >= NARROW ? 40 : 0);
    const wide = async (ratio, titled) => {
      await window.btsEmbed(place, fitted(spec, room, ratio, titled), options);
      return Number.parseFloat(place.querySelector("svg.marks")?.getAttribute("width") ?? room);
    };
    // The words beside the plot keep their width: where the plot has to end is found from two drawings without title.
    const guess = room < NARROW ? 0.5 : 1.2;
    let [near, far] = [{ ratio: 1, is: await wide(1, false) }, { ratio: guess, is: await wide(guess, false) }];
    const slope = () => (far.is - near.is) / (far.ratio - near.ratio);
    // A legend wider than the plot hides what the plot takes: a wider one shows it.
    if (guess > 1 && slope() <= 50) [near, far] = [far, { ratio: WIDEST, is: await wide(WIDEST, false) }];
    const ratio = slope() > 50 ? near.ratio + (room - 2 - near.is) / slope() : Math.min(far.ratio, (far.ratio * room) / far.is);
    await wide(Math.min(WIDEST, Math.max(0.15, ratio)), true);
    const menu = options.actions && place.querySelector("summary");
    if (menu) menu.setAttribute("aria-label", menu.title || options.i18n.CLICK_TO_VIEW_ACTIONS);
    const svg = place.querySelector("svg.marks");
    // Shrunk a little rather than cut; past that, text would be too small, and the frame scrolls.
    svg?.style.setProperty("min-width", `${0.91 * Number.parseFloat(svg.getAttribute("width"))}px`);
    // Marks that answer to a control are drawn again without us.
    if (svg && !every(spec).some((view) => view.params)) untangled(svg);
    // A mark that says nothing, such as the frame of a brush, is not announced.
    for (const mark of place.querySelectorAll("[role=graphics-symbol]:not([aria-label])")) {
      mark.setAttribute("aria-hidden", "true");
    }
  };

  window.btsDraw = async (figure, place, spec, options) => {
    figure.classList.toggle("clair", onColours(spec));
    let room = place.clientWidth;
    await drawn(place, spec, options);
    // Who takes pictures of pages waits for all of them.
    window.btsDrawn = (window.btsDrawn ?? 0) + 1;
    let waiting = 0;
    new ResizeObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        if (Math.abs(place.clientWidth - room) < 0.05 * room) return;
        room = place.clientWidth;
        drawn(place, spec, options).catch(console.error);
      }, 200);
    }).observe(figure);
  };
}

"use strict";
// Draw each chart as wide as the frame that holds it, on a telephone as on a large screen, and again when the frame changes.
{
  const NARROW = 560;
  const WIDEST = 1.5;
  const INNER = ["layer", "hconcat", "vconcat", "concat"];
  const within = (view) => [...INNER.flatMap((key) => view[key] ?? []), ...(view.spec ? [view.spec] : [])];
  const every = (view) => [view, ...within(view).flatMap(every)];

  const lines = (text, letters) => {
    const made = [""];
    for (const word of text.split(" ")) {
      const last = made.at(-1);
      if (last && last.length + 1 + word.length > letters) made.push(word);
      else made[made.length - 1] = last ? `${last} ${word}` : word;
    }
    return made;
  };
  const all = (text) => (text === undefined ? [] : Array.isArray(text) ? text : [text]);

  // Panels one under the other, words on more lines: what a narrow frame asks for.
  const stacked = (spec, room) => {
    for (const view of every(spec)) {
      if (view.hconcat) {
        view.vconcat = view.hconcat;
        delete view.hconcat;
      }
      if (view.facet?.column && !view.facet.row) {
        view.facet = { ...view.facet.column, header: { ...view.facet.column.header, labelAnchor: "start" } };
        view.columns = 1;
      } else if (view.facet?.column) {
        for (const one of every(view.spec)) if (typeof one.width === "number") one.width /= 2;
      }
      for (const one of Object.values(view.encoding ?? {})) {
        if (one?.legend) one.legend.columns = Math.max(1, Math.floor(room / 220));
      }
      if (view.mark?.type === "text" && view.mark.fontSize > 11) view.mark.fontSize = 11;
      const y = view.encoding?.y;
      if (y && ["nominal", "ordinal"].includes(y.type) && y.axis !== null && !y.axis?.labelExpr) {
        const rows = spec.datasets?.[view.data?.name ?? spec.data?.name] ?? Object.values(spec.datasets ?? {}).flat();
        const names = new Set(rows.map((row) => row[y.field]).filter((name) => typeof name === "string"));
        const long = [...names].filter((name) => name.length > 20).map((name) => [name, lines(name, 18)]);
        if (long.length) {
          const read = `(${JSON.stringify(Object.fromEntries(long))})[datum.value] || datum.value`;
          y.axis = { ...y.axis, labelExpr: read, labelLimit: 130, labelFontSize: 11, labelLineHeight: 12 };
        }
      }
    }
    spec.config = { ...spec.config, legend: { ...spec.config?.legend, columns: Math.max(1, Math.floor(room / 220)) } };
  };

  const fitted = (source, room, ratio) => {
    const spec = structuredClone(source);
    if (room < NARROW) stacked(spec, room);
    if (spec.title) {
      const title = typeof spec.title === "string" ? { text: spec.title } : spec.title;
      const size = room < NARROW ? 14 : 15;
      title.text = lines(all(title.text).join(" "), Math.floor(room / (size * 0.56)));
      const under = all(title.subtitle);
      if (room < NARROW) title.subtitle = under.flatMap((one) => lines(one, Math.floor(room / 6.2)));
      spec.title = { ...title, fontSize: size };
    }
    for (const view of every(spec)) {
      if (typeof view.width === "number") view.width = Math.max(90, view.width * ratio);
      else if (view.width?.step) view.width = { step: Math.max(18, view.width.step * Math.min(ratio, 1.2)) };
      // What stands at a place of the frame follows it.
      const x = view.encoding?.x;
      if (typeof x?.value === "number") view.encoding.x = { ...x, value: x.value * ratio };
    }
    return spec;
  };

  // Words written upon colours keep the paper of the drawing, where they are read; the others follow a dark screen.
  const onColours = (spec) => {
    const marks = every(spec).map((view) => (typeof view.mark === "string" ? { type: view.mark } : view.mark ?? {}));
    const filled = marks.some((mark) => ["bar", "rect", "area"].includes(mark.type));
    return filled && marks.some((mark) => mark.type === "text" && (mark.align ?? "center") === "center");
  };

  const drawn = async (place, spec, options) => {
    const room = place.clientWidth - (options.actions ? 40 : 0);
    const wide = async (ratio) => {
      await window.btsEmbed(place, fitted(spec, room, ratio), options);
      return Number.parseFloat(place.querySelector("svg.marks")?.getAttribute("width") ?? room);
    };
    // The words beside the plot keep their width: where the plot has to end is found from two drawings.
    const first = await wide(1);
    const guess = Math.min(WIDEST, Math.max(0.2, room / first));
    if (Math.abs(first - room) > 8) {
      const second = await wide(guess);
      if (Math.abs(second - room) > 8 && first !== second) {
        const ratio = 1 + ((room - first) * (guess - 1)) / (second - first);
        await wide(Math.min(WIDEST, Math.max(0.15, ratio)));
      }
    }
    const svg = place.querySelector("svg.marks");
    // Shrunk a little rather than cut; past that, text would be too small, and the frame scrolls.
    svg?.style.setProperty("min-width", `${0.83 * Number.parseFloat(svg.getAttribute("width"))}px`);
    // A mark that says nothing, such as the frame of a brush, is not announced.
    for (const mark of place.querySelectorAll("[role=graphics-symbol]:not([aria-label])")) {
      mark.setAttribute("aria-hidden", "true");
    }
  };

  window.btsDraw = async (figure, place, spec, options) => {
    figure.classList.toggle("clair", onColours(spec));
    let room = place.clientWidth;
    await drawn(place, spec, options);
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

// Draw each chart of a notebook from its specification; where that fails, its picture stays.
for (const figure of document.querySelectorAll("figure.chart")) {
  const place = figure.querySelector("div");
  const spec = JSON.parse(figure.querySelector("script").textContent);
  window.btsDraw(figure, place, spec, { mode: "vega-lite", renderer: "svg", actions: false }).then(
    () => figure.querySelector("img").remove(),
    (error) => console.error(error),
  );
}

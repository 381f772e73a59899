const options = {
  mode: "vega-lite",
  renderer: "svg",
  // The editor opens a web site; the sources say nothing to who reads a report.
  actions: { export: true, source: false, compiled: false, editor: false },
  i18n: {
    CLICK_TO_VIEW_ACTIONS: "Enregistrer ce graphique",
    PNG_ACTION: "Enregistrer en PNG",
    SVG_ACTION: "Enregistrer en SVG",
  },
};
for (const figure of document.querySelectorAll("figure.graphique")) {
  const place = figure.querySelector("div");
  const spec = JSON.parse(figure.querySelector("script").textContent);
  window.btsEmbed(place, spec, options).catch((error) => {
    console.error(error);
    place.innerHTML = figure.querySelector("noscript").textContent;
  });
}

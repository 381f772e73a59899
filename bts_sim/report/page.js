"use strict";
{
  const words = JSON.parse(document.getElementById("mots").textContent);
  const options = (actions) => ({
    mode: "vega-lite",
    renderer: "svg",
    // The editor opens a web site; the sources say nothing to who reads a report.
    actions: actions && { export: true, source: false, compiled: false, editor: false },
    i18n: { CLICK_TO_VIEW_ACTIONS: words.menu, PNG_ACTION: words.png, SVG_ACTION: words.svg },
  });
  for (const figure of document.querySelectorAll("figure.graphique")) {
    const place = figure.querySelector("div");
    const spec = JSON.parse(figure.querySelector("script").textContent);
    // Files beside the page say more than the menu, which is for a page that stands alone.
    window.btsDraw(figure, place, spec, options(!figure.querySelector(".outils"))).catch((error) => {
      console.error(error);
      place.innerHTML = figure.querySelector("noscript").textContent;
    });
  }

  const links = new Map();
  for (const link of document.querySelectorAll(".sommaire a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading && !links.has(heading)) links.set(heading, link);
  }
  const headings = [...links.keys()];
  const mark = () => {
    const last = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < window.innerHeight / 4);
    const current = last ? headings.at(-1) : above.at(-1);
    for (const [heading, link] of links) {
      if (heading === current) {
        if (!link.hasAttribute("aria-current")) {
          link.setAttribute("aria-current", "true");
          const nav = link.closest(".sommaire");
          if (nav.scrollHeight > nav.clientHeight) nav.scrollTop = link.offsetTop - nav.clientHeight / 2;
        }
      } else link.removeAttribute("aria-current");
    }
  };
  if (headings.length) {
    let asked = false;
    document.addEventListener(
      "scroll",
      () => {
        if (asked) return;
        asked = true;
        requestAnimationFrame(() => {
          asked = false;
          mark();
        });
      },
      { passive: true },
    );
    mark();
  }
}

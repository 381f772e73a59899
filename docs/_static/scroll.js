// What is wider than the screen scrolls by itself: a keyboard has to reach it, and a screen reader to name it.
{
  const WIDE = "main pre, main .table-wrapper, main .formula, main figure.chart, main .output.text_html, main math";
  const words = document.documentElement.lang === "fr" ? "Contenu à faire défiler" : "Content that scrolls";
  const reach = () => {
    for (const one of document.querySelectorAll(WIDE)) {
      const scrolls = one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible";
      if (scrolls && !one.hasAttribute("tabindex")) {
        one.setAttribute("tabindex", "0");
        if (!one.hasAttribute("aria-label")) one.setAttribute("aria-label", words);
        if (!one.matches("figure")) one.setAttribute("role", "region");
      }
    }
  };
  reach();
  addEventListener("load", reach);
  addEventListener("resize", reach);
}

// What is wider than the screen scrolls by itself: a keyboard has to reach it, and a screen reader to name it.
{
  const WIDE = ["pre", ".table-wrapper", ".formula", "figure.chart", ".output.text_html", "math"].map((one) => `article ${one}`);
  const words = document.documentElement.lang === "fr" ? "Contenu à faire défiler" : "Content that scrolls";
  const reach = () => {
    for (const one of document.querySelectorAll(WIDE.join(", "))) {
      const larger = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
      const scrolls = larger && getComputedStyle(one).overflowX !== "visible";
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

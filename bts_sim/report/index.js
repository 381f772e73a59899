"use strict";
{
  const words = JSON.parse(document.getElementById("mots").textContent);
  const form = document.querySelector(".filtres");
  if (form) {
    const list = document.getElementById("liste");
    const count = document.querySelector(".decompte");
    const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();
    const runs = [...list.querySelectorAll("article")].map((place) => ({
      place,
      statut: place.dataset.statut,
      debut: place.dataset.debut,
      duree: Number(place.dataset.duree),
      notebooks: JSON.parse(place.dataset.notebooks),
      parametres: JSON.parse(place.dataset.parametres),
      texte: fold(place.textContent),
    }));
    const orders = {
      recent: () => 0,
      ancien: (a, b) => runs.indexOf(b) - runs.indexOf(a),
      long: (a, b) => b.duree - a.duree,
      notebook: (a, b) => a.notebooks.join().localeCompare(b.notebooks.join()),
    };

    const show = () => {
      const asked = Object.fromEntries(new FormData(form));
      const parts = fold(asked.texte).split(" ").filter(Boolean);
      let shown = 0;
      for (const run of runs) {
        const kept =
          parts.every((part) => run.texte.includes(part)) &&
          (!asked.notebook || run.notebooks.includes(asked.notebook)) &&
          (!asked.statut || run.statut === asked.statut) &&
          (!asked.parametre ||
            (asked.parametre === "(aucun)" ? !run.parametres.length : run.parametres.includes(asked.parametre)));
        run.place.hidden = !kept;
        shown += kept;
      }
      count.textContent = words.decompte.replace("{n}", shown).replace("{total}", runs.length);
    };
    const sort = () => list.append(...[...runs].sort(orders[form.elements.ordre.value]).map((run) => run.place));

    const bar = document.querySelector(".comparer");
    const boxes = [...list.querySelectorAll(".choix input")];
    let chosen = [];
    const choose = (box) => {
      chosen = chosen.filter((one) => one !== box);
      if (box.checked) chosen.push(box);
      // A third choice takes the place of the first.
      while (chosen.length > 2) chosen.shift().checked = false;
      bar.hidden = chosen.length < 2;
      const folders = chosen.map((one) => one.closest("article")).sort((a, b) => (a.dataset.debut < b.dataset.debut ? -1 : 1));
      const quoted = (name) => (/^[\w./-]+$/.test(name) ? name : `"${name}"`);
      const paths = folders.map((one) => quoted(`${bar.dataset.place}/${one.dataset.dossier}`));
      document.getElementById("commande").textContent = `bts-sim compare-runs ${paths.join(" ")} --out comparaison.html`;
    };
    for (const box of boxes) {
      box.checked = false;
      box.parentElement.hidden = false;
      box.addEventListener("change", () => choose(box));
    }
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => {
      if (event.target.name === "ordre") sort();
      else show();
    });
    if (form.elements.ordre.value !== "recent") sort();
    show();
  }
}

"use strict";
const told = new Map(Object.entries(JSON.parse(document.getElementById("donnees").textContent)));
const words = JSON.parse(document.getElementById("mots").textContent);
const field = document.getElementById("numero");
const answer = () => {
  const typed = field.value.trim();
  const code = told.get(typed) ?? told.get(typed.replace(/\s/g, "")) ?? "absent";
  document.getElementById("reponse").textContent = typed === "" ? "" : `${typed}\u202f: ${words[code]}`;
};
document.getElementById("recherche").addEventListener("submit", (event) => {
  event.preventDefault();
  answer();
});
// A link may give the number: page.html#0123.
field.value = decodeURIComponent(location.hash.slice(1));
answer();

// The search as parts that can be taken away one by one, and what the server made of it.
import { current, go, groups, emptySearch } from "./address.js";
import { byId, h, icon } from "./dom.js";
import { count, month, nameOf, placeName, stars, statusName } from "./format.js";
import { tagName } from "./names.js";
import { folderOf, quote, split, without } from "./query.js";

const reasons = { typo: "spelled like it", alias: "also called so", parent: "a kind of it" };

function chip(kind, text, remove) {
  return h(
    "button",
    { type: "button", class: "chip", "aria-label": `Remove ${kind ? `${kind} ` : ""}${text}`, on: { click: remove } },
    kind && h("span", { class: "kind", text: `${kind} ` }),
    h("span", { class: "text", text }),
    icon("close"),
  );
}

export function showChips(state) {
  const chips = [];
  const { or, parts } = split(state.q);
  for (const [i, part] of parts.entries()) {
    if (or && i > 0) chips.push(h("span", { class: "or", text: "or" }));
    const folder = folderOf(part.text);
    chips.push(chip(folder ? "folder" : "", folder ?? part.text, () => go({ q: without(current.q, i), view: "search" })));
  }
  for (const { param, title } of groups) {
    for (const value of state[param]) {
      if (param === "favourite") {
        chips.push(chip("", "favourites", () => go({ favourite: [] })));
        continue;
      }
      const text = param === "month" || param === "taken" ? month(value) : param === "rating" ? stars(value) : param === "tag" ? tagName(value) : param === "place" ? placeName(value) : param === "status" ? statusName(value) : value;
      chips.push(chip(title === "Tags" ? "tag" : title === "Categories" ? "category" : title.toLowerCase(), text, () => go({ [param]: current[param].filter((v) => v !== value) })));
    }
  }
  if (state.like) chips.push(chip("similar to", nameOf(state.like), () => go({ like: "" })));
  if (state.min > 0) chips.push(chip("sure from", `${state.min} %`, () => go({ min: 0 })));
  if (chips.length > 1) {
    chips.push(h("button", { type: "button", class: "link", text: "Clear all", on: { click: () => go({ ...emptySearch(), sort: current.sort }) } }));
  }
  const bar = byId("chips");
  // A removed chip hands its focus on instead of losing it to the page.
  const held = [...bar.children].indexOf(document.activeElement);
  bar.replaceChildren(...chips);
  bar.hidden = chips.length === 0;
  if (held >= 0) (bar.children[Math.min(held, chips.length - 1)] ?? byId("q")).focus();
}

const proposal = (suggestion) =>
  h("button", { type: "button", class: "link", text: suggestion.name ?? suggestion.text, on: { click: () => go({ q: suggestion.text, view: "search" }) } });

const facts = { taken: "taken in", place: "the place", people: "the person", camera: "the camera", lens: "the lens", title: "the title", key: "the file" };

// A query as one would say it.
export const inWords = (text) =>
  text
    .replace(/\b(taken|place|people|camera|lens|title|key):("[^"]*"|\S+)/g, (_, fact, value) => `${facts[fact]} ${fact === "key" ? value.replaceAll("*", "") : value}`)
    .replaceAll('"', "");

export function showNotes(answer) {
  // Where nothing is found it does not matter what else would have been.
  const expanded = (answer?.expanded ?? []).map((e) => ({ ...e, to: e.to.filter((name) => name !== e.from) })).filter((e) => (e.to.length > 0 || e.why === "meaning") && (answer.total > 0 || e.why === "typo"));
  const lines = expanded.map(({ from, to, why, sentence }) =>
    why === "meaning"
      ? h("p", { text: sentence })
      : h(
          "p",
          null,
          // A guess is a question; the pictures below are an answer to it.
          ...(why === "typo" ? ["Did you mean ", proposal({ text: quote(to[0]), name: tagName(to[0]) }), "? "] : []),
          "Showing also ",
          ...to.flatMap((name, i) => [i > 0 ? ", " : "", h("strong", { text: tagName(name) })]),
          ` for “${from}”`,
          h("span", { class: "why", text: reasons[why] && to.length === 1 ? ` (${reasons[why]})` : "" }),
        ),
  );
  if (answer?.didYouMean?.length) {
    const [guess] = answer.didYouMean;
    lines.push(h("p", null, "Did you mean ", proposal({ ...guess, name: inWords(guess.text) }), ` (${count(guess.count)})?`));
  }
  // Null where nothing similar was asked for.
  if (typeof answer?.least === "number" && answer.least > -1 && answer.total > 0) {
    lines.unshift(h("p", { text: "The most similar first; what is less similar is left out." }));
  }
  const notes = byId("notes");
  notes.replaceChildren(...lines);
  notes.hidden = lines.length === 0;
}

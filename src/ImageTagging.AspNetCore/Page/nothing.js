// Where a search finds nothing: what is known near it, what the taggers can know, and how to teach them.
import { current, emptySearch, go, searchParams } from "./address.js";
import { get, isAbort, thumbnail } from "./api.js";
import { button, emptyState, h } from "./dom.js";
import { inWords } from "./chips.js";
import { count, pictures } from "./format.js";
import { tagName } from "./names.js";

let asking = null;

/** Fills a place with what there is to say; `canTeach` where tags can be corrected. */
export async function showNothing(place, { canTeach, hasBefore, guess }) {
  asking?.abort();
  const mine = (asking = new AbortController());
  const q = current.q.trim();
  if (current.like) {
    return place.replaceChildren(...emptyState("similar", "Nothing looks like it", "No other picture here is similar enough.", button("Without the similarity", "pictures", () => go({ like: "" }), { class: "button primary" })));
  }
  const all = button("Show all pictures", "pictures", () => go({ ...emptySearch(), view: "search" }), { class: "button" });
  const meant = guess && button(`Show ${inWords(guess.text)} (${count(guess.count)})`, "search", () => go({ q: guess.text, view: "search" }), { class: "button primary" });
  const said = h("div", { class: "said" });
  const near = h("div", { class: "nearby" });
  const before = hasBefore && h("p", { class: "quiet before", text: "Below, in grey: the pictures of the search before." });
  place.replaceChildren(...emptyState("search", q ? `Nothing found for “${q}”` : "Nothing found", null), said, near, h("div", { class: "actions" }, meant, all), ...(before ? [before] : []));
  try {
    const known = await get("api/search/nearby", searchParams(current), mine.signal);
    if (mine !== asking) return;
    said.replaceChildren(...sentences(known, canTeach && !guess, Boolean(guess)));
    near.replaceChildren(...cards(known));
  } catch (fault) {
    if (!isAbort(fault)) said.replaceChildren(h("p", { text: "No picture here has all of this. Take a part away above, or look for something else." }));
  }
}

export const leaveNothing = () => asking?.abort();

// What a tagger knows is beside the point where another meaning is at hand.
function sentences({ images, unfiltered, parts, words, labels }, canTeach, isGuessed) {
  const lines = [];
  for (const { name, known } of words) {
    const what = `No picture here is tagged “${name}”.`;
    if (isGuessed) lines.push(what);
    else if (known === true) lines.push(`${what} The tagger knows the word, and saw none in these ${pictures(images)}.`);
    else if (known === false) lines.push(`${what} The tagger does not know the word; it knows ${count(labels)} others.`);
    else lines.push(what);
  }
  if (parts.length > 1 && words.length === 0) lines.push("Each of these finds pictures, and no picture has all of them.");
  if (unfiltered > 0) lines.push(`Without the filters there would be ${pictures(unfiltered)}.`);
  if (lines.length === 0) lines.push("No picture here matches this.");
  const shown = lines.map((text) => h("p", { text }));
  if (unfiltered > 0) shown.push(button("Without the filters", "filter", () => go({ ...emptySearch(), q: current.q, sort: current.sort, meaning: current.meaning, view: "search" }), { class: "button primary" }));
  if (canTeach && words.length > 0) {
    const [{ name, known }] = words;
    shown.push(h("p", { text: `${known ? "If one shows it all the same: open it" : "To teach it: open a picture that shows it"} and add the tag “${name}”. From then on it is found by that word.` }));
  }
  return shown;
}

function cards({ parts, near, words }) {
  const groups = [];
  if (parts.length > 0) groups.push([words.length > 0 ? "The rest of it finds" : "Each alone finds", parts]);
  if (near.length > 0 && (words.length > 0 || parts.length === 0)) groups.push(["You could look at", near]);
  return groups.map(([title, found]) => h("section", null, h("h3", { text: title }), h("ul", null, found.map((one) => h("li", null, card(one, found === near))))));
}

// A tag is looked at by its filter, so that here, beside the filter and behind the press stands one number.
function card({ text, count: n, hits }, isTag) {
  return h(
    "a",
    { class: "near", href: `./?${isTag ? "tag" : "q"}=${encodeURIComponent(text)}` },
    h("span", { class: "strip", "aria-hidden": "true" }, hits.slice(0, 3).map((hit) => picture(hit))),
    h("strong", { text: tagName(text) }),
    h("span", { class: "number", text: pictures(n) }),
  );
}

function picture(hit) {
  const image = h("img", { alt: "", width: "56", height: "56", loading: "lazy", decoding: "async", src: thumbnail(hit, 160) });
  image.addEventListener("error", () => image.remove());
  return image;
}

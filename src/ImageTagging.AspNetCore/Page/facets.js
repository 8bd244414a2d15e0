// Filters beside the pictures: within a group any of the chosen, every group together.
import { current, go, groups } from "./address.js";
import { byId, h } from "./dom.js";
import { folderTree } from "./folders.js";
import { count, month, placeName, stars, statusName } from "./format.js";
import { tagName } from "./names.js";

const short = 8;
// Times stand in their order, the latest first; so do stars.
const ordered = { year: String, taken: String, month: String, rating: (value) => Number(value) };
const given = new Set(["favourite", "rating", "people"]);
const expanded = new Set();
const closed = new Set();
let last = {};
// Every value that was seen: a group that never had but one tells nothing.
const seen = new Map();

function label({ param }, value) {
  if (param === "month" || param === "taken") return month(value);
  if (param === "rating") return stars(value);
  if (param === "place") return placeName(value);
  if (param === "favourite") return "With a heart";
  if (param === "status") return statusName(value);
  if (param === "tag") return tagName(value);
  // Folders differ at their ends.
  return param === "source" && value.length > 28 ? `…${value.slice(-27)}` : value;
}

function toggle(param, value, on) {
  const others = current[param].filter((v) => v !== value);
  go({ [param]: on ? [...others, value] : others, view: "search" });
}

function groupOf(group, facet) {
  const chosen = current[group.param];
  // A chosen value stays to be taken back, also where nothing has it any more.
  const missing = chosen.filter((value) => !facet.some((f) => f.value === value)).map((value) => ({ value, count: 0 }));
  const values = [...missing, ...facet];
  const key = ordered[group.param];
  if (key) values.sort((a, b) => (key(a.value) < key(b.value) ? 1 : -1));
  // How many of the similar ones have it nobody has counted.
  const counted = !current.like;
  if (values.length === 0) return null;
  const all = seen.get(group.param) ?? seen.set(group.param, new Set()).get(group.param);
  for (const { value } of values) all.add(value);
  // What people gave to some pictures tells them from the others, also where all of them got the same.
  const tells = given.has(group.param) ? values.some(({ count: n }) => n > 0) : all.size > 1;
  if (!tells && chosen.length === 0 && group.param !== "tag") return null;
  const whole = expanded.has(group.param);
  const shown = whole ? values : values.filter((v, i) => i < short || chosen.includes(v.value));
  const most = Math.max(1, ...values.map((v) => v.count));
  const items = shown.map(({ value, count: n }) =>
    h(
      "label",
      { class: "facet", css: { "--share": counted ? `${(100 * n) / most}%` : "0%" } },
      h("input", {
        type: "checkbox",
        name: group.param,
        value,
        checked: chosen.includes(value),
        "aria-label": counted ? `${label(group, value)}, ${count(n)}` : label(group, value),
        on: { change: (event) => toggle(group.param, value, event.target.checked) },
      }),
      h("span", { class: "name", text: label(group, value), title: group.param === "source" ? value : undefined }),
      counted && h("span", { class: "number", text: count(n) }),
    ),
  );
  const details = h(
    "details",
    {
      open: !closed.has(group.param),
      "data-group": group.param,
      on: { toggle: (event) => (event.target.open ? closed.delete(group.param) : closed.add(group.param)) },
    },
    h("summary", null, h("span", { text: group.title }), chosen.length > 0 && h("span", { class: "badge", text: String(chosen.length), title: "chosen" })),
    h("div", { class: "values", role: "group", "aria-label": group.title }, items),
    values.length > short &&
      h("button", {
        type: "button",
        class: "link more",
        text: whole ? "Fewer" : `${values.length - short} more`,
        "aria-expanded": String(whole),
        on: {
          click() {
            if (whole) expanded.delete(group.param);
            else expanded.add(group.param);
            showFacets(last);
          },
        },
      }),
  );
  return details;
}

/** Where a search finds nothing the filters stay, with nothing behind them. */
export function keepFacets(facets) {
  const kept = {};
  for (const { facet } of groups) {
    const found = facets?.[facet] ?? [];
    const before = (last[facet] ?? []).filter((b) => !found.some((f) => f.value === b.value));
    kept[facet] = [...found, ...before.map((b) => ({ ...b, count: 0 }))];
  }
  showFacets(kept);
  return groups.every(({ facet }) => kept[facet].length === 0);
}

export function showFacets(facets) {
  last = facets ?? {};
  const root = byId("facets");
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const mark = held && { name: held.name, value: held.value, title: held.title, group: held.closest("details")?.dataset.group, tag: held.tagName };
  root.replaceChildren(...groups.flatMap((group) => [group.param === "source" ? folderTree() : null, groupOf(group, last[group.facet] ?? [])]).filter(Boolean));
  root.setAttribute("aria-busy", "false");
  if (mark) {
    const box = [...root.querySelectorAll("input")].find((i) => i.name === mark.name && i.value === mark.value);
    const within = root.querySelector(`details[data-group="${mark.group}"]`);
    (box ?? within?.querySelector(mark.tag === "BUTTON" ? ".more" : "summary") ?? root.querySelector("summary"))?.focus();
  }
  const chosen = groups.reduce((n, { param }) => n + current[param].length, Number(current.min > 0));
  const badge = byId("filter-count");
  badge.textContent = String(chosen);
  badge.hidden = chosen === 0;
}

/** Grey lines of the size of what comes, so that nothing moves when it does. */
export function awaitFacets() {
  const root = byId("facets");
  root.setAttribute("aria-busy", "true");
  root.replaceChildren(h("div", { class: "bones", "aria-hidden": "true" }));
}

/** On a narrow screen the filters live in a drawer. */
export function startFacets() {
  const drawer = byId("drawer");
  const narrow = matchMedia("(max-width: 899px)");
  const head = h(
    "div",
    { class: "head" },
    h("h2", { text: "Filters" }),
    h("button", { type: "button", class: "button primary", text: "Show pictures", on: { click: () => drawer.close() } }),
  );
  drawer.append(head);
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
  const place = () => {
    (narrow.matches ? drawer : byId("filters")).append(byId("facets"), byId("finer"));
    if (!narrow.matches && drawer.open) drawer.close();
  };
  narrow.addEventListener("change", place);
  place();
  byId("open-filters").addEventListener("click", () => drawer.showModal());
}

export function focusFacets() {
  if (matchMedia("(max-width: 899px)").matches) byId("drawer").showModal();
  byId("facets").querySelector("summary")?.focus();
}

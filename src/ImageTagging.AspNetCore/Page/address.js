// Every state of the page is an address: the view in the path, the search in the query string.
import { isFactual } from "./query.js";

export const groups = [
  { param: "tag", facet: "tags", title: "Tags" },
  { param: "category", facet: "categories", title: "Categories" },
  { param: "year", facet: "year", title: "Year" },
  { param: "taken", facet: "taken", title: "Month" },
  { param: "camera", facet: "camera", title: "Camera" },
  { param: "place", facet: "place", title: "Place" },
  { param: "people", facet: "people", title: "People" },
  { param: "favourite", facet: "favourite", title: "Favourites" },
  { param: "rating", facet: "rating", title: "Rating" },
  { param: "source", facet: "source", title: "Source" },
  { param: "month", facet: "month", title: "Changed" },
  { param: "status", facet: "status", title: "Status" },
];

const views = ["charts", "duplicates", "run", "failures", "teach", "upload"];
const sorts = ["relevance", "taken", "taken-oldest", "newest", "oldest", "name", "size"];
const base = new URL(document.baseURI);
const listeners = new Set();

export const emptySearch = () => ({ q: "", like: "", sort: "relevance", min: 0, meaning: true, ...Object.fromEntries(groups.map(({ param }) => [param, []])) });

export function parse(href) {
  const url = new URL(href, base);
  const path = url.pathname.startsWith(base.pathname) ? url.pathname.slice(base.pathname.length) : "";
  const [first, second] = path.split("/");
  const state = { view: "search", id: null, ...emptySearch() };
  if (first === "picture" && second) {
    state.view = "picture";
    state.id = decode(second);
  } else if (views.includes(first)) {
    state.view = first;
  }
  const asked = url.searchParams;
  state.q = asked.get("q") ?? "";
  state.like = asked.get("like") ?? "";
  state.sort = sorts.includes(asked.get("sort")) ? asked.get("sort") : "relevance";
  const min = Number(asked.get("min"));
  state.min = min >= 0 && min <= 100 ? min : 0;
  state.meaning = asked.get("meaning") !== "false";
  for (const { param } of groups) state[param] = asked.getAll(param);
  return state;
}

export function format(state) {
  const path = state.view === "picture" ? `picture/${encodeURIComponent(state.id)}` : state.view === "search" ? "" : state.view;
  const asked = searchParams(state);
  const text = asked.toString();
  return base.href.replace(/[?#].*$/, "") + path + (text ? `?${text}` : "");
}

/** The parts of the state that ask the server for something, in one order, without what is the default. */
export function searchParams(state) {
  const asked = new URLSearchParams();
  if (state.q.trim()) asked.set("q", state.q.trim());
  if (state.like) asked.set("like", state.like);
  for (const { param } of groups) for (const value of state[param]) asked.append(param, value);
  // Similar pictures come in one order only.
  if (state.sort !== "relevance" && !state.like) asked.set("sort", state.sort);
  if (state.min > 0) asked.set("min", String(state.min));
  // Without words there is nothing that could be meant.
  if (!state.meaning && state.q.trim()) asked.set("meaning", "false");
  return asked;
}

/** Whether the pictures stand in the order of their days: where one asks for it, and where there are no words that could rank them. */
export const isByTaken = (state) => !state.like && (state.sort.startsWith("taken") || (state.sort === "relevance" && isFactual(state.q)));

export const sameSearch = (one, other) => searchParams(one).toString() === searchParams(other).toString();

export let current = parse(location.href);

/** Goes to the state with these changes. `replace` leaves no step back. */
export function go(changes, { replace = false } = {}) {
  const next = { ...current, ...changes };
  if (next.view !== "picture") next.id = null;
  const href = format(next);
  if (href === location.href && format(current) === href) return;
  if (replace) history.replaceState(history.state, "", href);
  else history.pushState({ inside: true }, "", href);
  move(next, replace ? "replace" : "push");
}

export const onMove = (listener) => listeners.add(listener);

function move(next, how) {
  const before = current;
  current = next;
  for (const listener of listeners) listener(current, before, how);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Makes plain clicks on the page's own links go without a load; every other click stays the browser's. */
export function follow(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!link || link.target || link.hasAttribute("download") || link.dataset.outside !== undefined) return;
  const url = new URL(link.href);
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return;
  event.preventDefault();
  go(parse(link.href));
}

history.scrollRestoration = "manual";
addEventListener("popstate", () => move(parse(location.href), "pop"));

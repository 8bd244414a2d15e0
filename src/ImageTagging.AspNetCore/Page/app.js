// Starts the page and holds its parts together.
import { current, follow, go, onMove } from "./address.js";
import { Corrections } from "./corrections.js";
import { beginning } from "./beginning.js";
import { byId, drawIcons, emptyState, h, isTyping } from "./dom.js";
import { focusFacets, startFacets } from "./facets.js";
import { announce, notice } from "./live.js";
import { PictureView } from "./picture.js";
import { RunWatch } from "./run-watch.js";
import { startSearchBox } from "./search-box.js";
import { SearchView, title } from "./search-view.js";
import { UploadView } from "./upload.js";

const names = { search: "Pictures", picture: "Picture", charts: "Charts", duplicates: "Duplicates", run: "Run", failures: "Failures", teach: "Teach", upload: "Upload" };
const themes = ["auto", "dark", "light"];
const themeNames = { auto: "as the system", dark: "dark", light: "light" };

// What is seldom looked at comes when it is.
const later = (load, act) => () => load().then(act).catch(() => notice("The server does not answer; try again"));
const showHelp = later(
  () => import("./help.js"),
  (help) => help.showHelp(),
);
const showCharts = later(
  () => import("./charts.js"),
  (charts) => charts.showCharts(),
);

let duplicates = null;
const showDuplicates = later(
  () => import("./duplicates.js"),
  ({ DuplicatesView }) => (duplicates ??= new DuplicatesView(corrections)).show(),
);
let failures = null;
const showFailures = later(
  () => import("./failures.js"),
  ({ FailuresView }) => (failures ??= new FailuresView(session)).show(),
);
let run = null;
const showRun = later(
  () => import("./run.js"),
  ({ RunView }) => current.view === "run" && (run ??= new RunView(session, corrections, () => search.reload())).show(),
);
let teach = null;
const showTeach = later(
  () => import("./teach.js"),
  ({ TeachView }) => (teach ??= new TeachView(corrections, () => search.reload())).show(),
);

drawIcons(document);
document.addEventListener("click", follow);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  const tile = document.querySelector(".tile[tabindex='0']");
  (current.view === "search" && tile ? tile : byId("main")).focus();
});
startFacets();
startSearchBox();

const search = new SearchView();
const started = search.start();
// What a person may do here, and so what can be corrected, is known with the session; keys work before it.
let corrections = null;

function setTheme(name) {
  const root = document.documentElement;
  if (name === "auto") delete root.dataset.theme;
  else root.dataset.theme = name;
  byId("theme").setAttribute("aria-label", `Colours: ${themeNames[name]}`);
  byId("theme").title = `Colours: ${themeNames[name]}`;
  try {
    localStorage.setItem("theme", name);
  } catch {
    // For this visit only.
  }
}

function nextTheme() {
  const now = document.documentElement.dataset.theme ?? "auto";
  const next = themes[(themes.indexOf(now) + 1) % themes.length];
  setTheme(next);
  announce(`Colours: ${themeNames[next]}`);
}

setTheme(document.documentElement.dataset.theme ?? "auto");
byId("theme").addEventListener("click", nextTheme);
byId("help").addEventListener("click", showHelp);

// When "g" was pressed; no time at all is long ago, also in the first second of a visit.
let prefix = -Infinity;
const views = { p: "search", c: "charts", d: "duplicates", r: "run", f: "failures", l: "teach", u: "upload" };

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (byId("viewer").open && event.key !== "?" && event.key !== "t") return;
  if (byId("sheet").open || byId("drawer").open) return;
  if (current.view === "teach" && performance.now() - prefix >= 1200 && teach?.key(event.key)) return event.preventDefault();
  const inGrid = current.view === "search";
  if (performance.now() - prefix < 1200 && views[event.key]) {
    prefix = -Infinity;
    event.preventDefault();
    return go({ view: views[event.key] });
  }
  const acts = {
    "/": () => {
      byId("q").focus();
      byId("q").select();
    },
    "?": showHelp,
    g: () => (prefix = performance.now()),
    t: nextTheme,
    u: () => corrections?.allowed && corrections.undo(),
    f: () => inGrid && focusFacets(),
    "+": () => inGrid && search.resize(1),
    "-": () => inGrid && search.resize(-1),
    a: () => inGrid && correct("askToAdd"),
    x: () => inGrid && correct("askToRemove"),
    ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((n) => [n, () => inGrid && correct("correct", { rating: n })])),
    Escape: () => search.selection.size + Number(search.selection.everything) > 0 && search.selection.clear(),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});

// The room that the page's scroll bar takes: a dialog leaves it empty instead of moving the page.
const measure = () => {
  if (!document.querySelector("dialog[open]")) document.documentElement.style.setProperty("--gutter", `${innerWidth - document.body.getBoundingClientRect().width}px`);
};
measure();
addEventListener("resize", measure);

const connection = () => {
  byId("offline").hidden = navigator.onLine !== false;
  if (navigator.onLine !== false && search.failed) search.reload();
};
addEventListener("offline", connection);
addEventListener("online", connection);
connection();

let session;
try {
  session = await title();
} catch (fault) {
  session = {};
  const state = byId("state");
  state.hidden = false;
  state.replaceChildren(...emptyState("failures", fault.title ?? "The page cannot start", fault.detail ?? fault.message));
}

search.known(session);
corrections = new Corrections(search, session);
const picture = new PictureView(search, corrections);
corrections.onChange = () => picture.refresh();
const upload = new UploadView(session, () => search.reload());
byId("page").addEventListener("to-run", () => go({ view: "run" }));

search.acts = {
  canCorrect: corrections.allowed,
  add: () => corrections.askToAdd(search.subject),
  remove: () => corrections.askToRemove(search.subject),
  rate: () => corrections.askToRate(search.subject),
  download: () => corrections.download(search.subject),
  write: session.canWriteSidecars ? () => corrections.writeFiles(search.subject) : null,
};
new RunWatch(search).start();

let place = null;

function show(state, before) {
  const shown = state.view === "picture" ? "search" : state.view;
  const was = byId("page").dataset.shown;
  if (was === "search" && shown !== "search") place = search.grid.place;
  byId("page").dataset.shown = shown;
  for (const view of document.querySelectorAll(".view")) view.hidden = view.id !== `view-${shown}`;
  byId("filters").hidden = shown !== "search";
  for (const link of document.querySelectorAll("nav.views a")) {
    if (link.dataset.view === shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    const path = link.dataset.view === "search" ? "./" : link.dataset.view;
    // Charts and back keep the search.
    link.setAttribute("href", path + location.search);
  }
  document.title = [state.q.trim(), shown === "search" ? "" : names[shown], byId("title").textContent].filter(Boolean).join(" · ");
  if (shown !== "run") run?.leave();
  open(shown);
  if (!before || was === shown) return;
  if (shown === "search" && place) {
    const kept = place;
    place = null;
    search.grid.restore(kept);
  } else {
    scrollTo({ top: 0, behavior: "instant" });
  }
  if (shown !== "search" && !isTyping(document.activeElement)) byId("main").focus({ preventScroll: true });
  announce(names[shown]);
}

/** What a view shows, or how to begin where there are no pictures yet. */
async function open(name) {
  const views = { charts: showCharts, failures: showFailures, duplicates: showDuplicates, teach: showTeach, run: showRun, upload: () => upload.show() };
  if (!views[name]) return;
  // A server that waits for a folder has nothing to run and nowhere to put a picture; of the others only those that look at pictures need some.
  if (name === "run" || name === "upload" ? session.canChoose : !search.failed && (search.results.answered || (await started, true)) && search.isEmpty) {
    const view = byId(`view-${name}`);
    view.dataset.empty = "true";
    view.replaceChildren(h("h1", { text: names[name] }), h("div", { class: "state" }, beginning(session, search.tagging)));
    return;
  }
  if (current.view !== name) return;
  const view = byId(`view-${name}`);
  if (view.dataset.empty) {
    delete view.dataset.empty;
    view.replaceChildren();
  }
  views[name]();
}

onMove(show);
show(current, null);
started.then(() => picture.start());

/** Without a selection the picture that has the focus is meant. */
function correct(how, change) {
  if (!corrections) return;
  if (!corrections.allowed) return announce("Tags cannot be corrected here");
  if (!search.subject) {
    const hit = search.activeHit;
    if (!hit) return announce("Select pictures first: Space selects the one that has the focus");
    // Stars need no selection: the next key goes on to the next picture.
    if (change) return corrections[how]([hit.id], change);
    search.selection.toggle(hit, search.grid.active);
  }
  corrections[how](search.subject, change);
}

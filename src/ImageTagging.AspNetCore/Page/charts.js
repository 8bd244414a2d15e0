// How often tags are, and which stand together: small drawings, with the same numbers as tables behind them.
import { current, emptySearch, format, go } from "./address.js";
import { get, isAbort } from "./api.js";
import { byId, button, emptyState, h, s } from "./dom.js";
import { count, pictures } from "./format.js";
import { tagName } from "./names.js";
import { quote, split, whole } from "./query.js";

const most = 30;
const together = 16;
let asking = null;

export async function showCharts() {
  const view = byId("view-charts");
  asking?.abort();
  const mine = (asking = new AbortController());
  const q = whole(current);
  // Chosen tags are counted as the filter counts them.
  const rest = whole({ ...current, tag: [] });
  if (!view.hasChildNodes()) view.replaceChildren(h("div", { class: "bones tall", "aria-hidden": "true" }));
  try {
    const params = (size) => new URLSearchParams([["size", String(size)], ...(rest ? [["q", rest]] : []), ...current.tag.map((tag) => ["tag", tag])]);
    const [counts, matrix] = await Promise.all([get("api/tags", params(most), mine.signal), get("api/tags/together", params(together), mine.signal)]);
    if (mine !== asking) return;
    draw(view, counts, matrix, q);
  } catch (fault) {
    if (isAbort(fault)) return;
    view.replaceChildren(h("div", { class: "state" }, emptyState("failures", fault.title, fault.detail, button("Try again", "retry", showCharts))));
  }
}

function draw(view, counts, matrix, q) {
  const head = [
    h("h1", { text: "Tags at a glance" }),
    h("p", { class: "quiet" }, q ? `Of the ${pictures(counts.images)} that the search finds: ` : `Of all ${pictures(counts.images)}. `, q && h("code", { text: q })),
  ];
  if (counts.tags.length === 0) {
    view.replaceChildren(...head, h("div", { class: "state" }, emptyState("charts", "No tags yet", "Once pictures are tagged, this shows which tags are frequent and which stand together.")));
    return;
  }
  view.replaceChildren(
    ...head,
    h(
      "div",
      { class: "cards" },
      card("Tags by frequency", bars(counts), table(["Tag", "Pictures", "Share"], counts.tags.map((t) => [tagName(t.name), count(t.count), share(t.count, counts.images)]))),
      matrix.tags.length > 1 &&
        card(
          "Tags that stand together",
          heat(matrix),
          table(
            ["Tag", "With", "Pictures"],
            pairs(matrix).map(([a, b, n]) => [a, b, count(n)]),
          ),
        ),
    ),
  );
}

const share = (n, all) => (all > 0 ? `${((100 * n) / all).toFixed(1)} %` : "");

const card = (title, drawing, data) =>
  h("section", { class: "card" }, h("h2", { text: title }), drawing, h("details", null, h("summary", { text: "The numbers" }), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${title}: numbers` }, data)));

function table(heads, lines) {
  return h(
    "table",
    null,
    h("thead", null, h("tr", null, heads.map((text) => h("th", { scope: "col", text })))),
    h("tbody", null, lines.map(([first, ...rest]) => h("tr", null, h("th", { scope: "row", text: first }), rest.map((text) => h("td", { text }))))),
  );
}

// A press narrows the search that is drawn by filters, which find as many as stand here.
const narrowed = (tag, ...words) => {
  const chosen = current.tag.length > 0 ? [whole({ ...emptySearch(), tag: current.tag })] : [];
  const q = current.q.trim();
  const more = [...chosen, ...words];
  return { ...current, view: "search", q: [...(q && more.length > 0 && split(q).or ? [`(${q})`] : q ? [q] : []), ...more].join(" "), tag: [tag] };
};

/** Each bar is a link: real text, so it needs no drawing. */
function bars({ tags, images }) {
  const top = Math.max(1, ...tags.map((t) => t.count));
  return h(
    "ol",
    { class: "bars" },
    tags.map((tag) =>
      h(
        "li",
        null,
        h(
          "a",
          { href: format(narrowed(tag.name)), title: `${pictures(tag.count)}, ${share(tag.count, images)}` },
          h("span", { class: "name", text: `${tagName(tag.name)} ` }),
          s(
            "svg",
            { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
            s("rect", { class: "track", width: 100, height: 10 }),
            s("rect", { class: "fill", width: Math.max(0.5, (100 * tag.count) / top), height: 10 }),
          ),
          h("span", { class: "number", text: count(tag.count) }),
        ),
      ),
    ),
  );
}

function pairs({ tags, counts }) {
  const found = [];
  for (let a = 0; a < tags.length; a++) for (let b = a + 1; b < tags.length; b++) if (counts[a][b] > 0) found.push([tags[a], tags[b], counts[a][b]]);
  return found.sort((x, y) => y[2] - x[2]);
}

function heat(matrix) {
  const { tags, counts } = matrix;
  const n = tags.length;
  const cell = 26;
  const left = 118;
  const head = 96;
  const strongest = Math.max(1, ...pairs(matrix).map((p) => p[2]));
  const best = pairs(matrix)[0];
  const fit = (text, room) => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
  const svg = s(
    "svg",
    {
      class: "heat",
      viewBox: `0 0 ${left + n * cell + 40} ${head + n * cell + 4}`,
      role: "img",
      "aria-label": best ? `How often two tags stand on one picture; most often ${tagName(best[0])} with ${tagName(best[1])}, ${count(best[2])} times` : "No two of these tags stand on one picture",
    },
    tags.map((tag, i) => s("text", { class: "axis", x: left - 8, y: head + i * cell + 17, "text-anchor": "end", text: fit(tagName(tag), 16) })),
    tags.map((tag, i) => s("text", { class: "axis", transform: `translate(${left + i * cell + 14} ${head - 8}) rotate(-50)`, text: fit(tagName(tag), 14) })),
    tags.flatMap((a, row) =>
      tags.map((b, column) => {
        const own = row === column;
        const times = counts[row][column];
        const square = s(
          "rect",
          {
            class: own ? "own" : times > 0 ? "some" : "none",
            x: left + column * cell + 1,
            y: head + row * cell + 1,
            width: cell - 2,
            height: cell - 2,
            rx: 3,
            // A root spreads the many small counts over more shades.
            "fill-opacity": own || times === 0 ? undefined : (0.18 + 0.82 * Math.sqrt(times / strongest)).toFixed(3),
            on: times > 0 && !own ? { click: () => go(narrowed(b, quote(a))) } : {},
          },
          s("title", { text: own ? `${tagName(a)}: ${count(times)}` : `${tagName(a)} with ${tagName(b)}: ${count(times)}` }),
        );
        return square;
      }),
    ),
  );
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Tags that stand together: drawing" }, svg);
}

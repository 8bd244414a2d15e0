// Just enough of the query language to show and edit a query by its parts; the server alone decides what it means.
const bare = /^[^\s"():<>=\\*?-][^\s"():<>=\\*?]*$/;
const words = new Set(["OR", "AND", "NOT", "untagged", "failed", "gone", "or", "and", "not"]);

export function quote(tag) {
  return bare.test(tag) && !words.has(tag) && !words.has(tag.toLowerCase()) ? tag : `"${tag.replaceAll('"', '""')}"`;
}

/** The top-level parts of a query, each with its place; `or` where the parts are alternatives. */
export function split(text) {
  const parts = [];
  let or = false;
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at])) {
      at++;
      continue;
    }
    const start = at;
    let depth = 0;
    let quoted = false;
    while (at < text.length) {
      const c = text[at];
      if (c === '"') quoted = !quoted;
      else if (!quoted && c === "\\") at++;
      else if (!quoted && c === "(") depth++;
      else if (!quoted && c === ")") depth--;
      else if (!quoted && depth <= 0 && /\s/.test(c)) break;
      at++;
    }
    parts.push({ text: text.slice(start, Math.min(at, text.length)) });
  }
  const joined = [];
  for (let i = 0; i < parts.length; i++) {
    const word = parts[i].text;
    if (word === "OR") {
      or = true;
      joined.push({ or: true });
    } else if (word === "NOT" && parts[i + 1]) {
      joined.push({ text: `NOT ${parts[++i].text}` });
    } else if (word !== "AND") {
      joined.push({ text: word });
    }
  }
  if (!or) return { or, parts: joined };
  // OR binds weaker than standing side by side, so each alternative is one part.
  const alternatives = [[]];
  for (const part of joined) {
    if (part.or) alternatives.push([]);
    else alternatives.at(-1).push(part.text);
  }
  return { or, parts: alternatives.filter((a) => a.length > 0).map((a) => ({ text: a.join(" ") })) };
}

const facts = "taken|camera|lens|place|people|person|folder|key|source|near|rating|iso|has|title|orientation|status|modified";
const fact = new RegExp(`^(?:(?:${facts})\\s*[:<>=]|(?:favourite|favorite|untagged|failed|gone)$)`, "i");

/** Whether nothing of a query ranks what it finds: it asks for facts, and for what is not to be there. */
export function isFactual(text) {
  const { or, parts } = split(text);
  return parts.every(({ text: part }) => {
    if (or) return isFactual(part);
    if (/^\(.*\)$/s.test(part)) return isFactual(part.slice(1, -1));
    return /^(?:-|NOT )/.test(part) || fact.test(part);
  });
}

/** The folder that a part of a query names; null where it names none. */
export function folderOf(part) {
  const [, name, key] = /^(?:folder:(".*"|[^\s"]+)|key:"?(.*)\/\*"?)$/.exec(part) ?? [];
  return name?.replace(/^"|"$/g, "").replaceAll('""', '"') ?? key?.replace(/\\(.)/g, "$1") ?? null;
}

export function without(text, index) {
  const { or, parts } = split(text);
  return parts
    .filter((_, i) => i !== index)
    .map((p) => p.text)
    .join(or ? " OR " : " ");
}

export function withTag(text, tag) {
  const { or, parts } = split(text);
  const quoted = quote(tag);
  if (parts.some((p) => p.text === quoted)) return text;
  const before = text.trim();
  return before === "" ? quoted : or ? `(${before}) ${quoted}` : `${before} ${quoted}`;
}

export const inQuotes = (value) => `"${value.replaceAll('"', '""')}"`;

/** Whether the last word is being typed: a query that the server refuses then is not a mistake yet. */
export const unfinished = (text) => /(?:^|\s)(?:-|NOT|OR|AND)\s*$|[:<>=(]$/.test(text) || (text.match(/"/g)?.length ?? 0) % 2 === 1;

/** The whole search, facets included, as one query: what a correction of everything found is asked with. */
export function whole(state) {
  const any = (values, form) => {
    if (values.length === 0) return [];
    const text = values.map(form).join(" OR ");
    return [values.length > 1 ? `(${text})` : text];
  };
  const q = state.q.trim();
  return [
    ...(q ? [split(q).or ? `(${q})` : q] : []),
    ...any(state.tag, quote),
    ...any(state.category, (v) => `category:${inQuotes(v)}`),
    ...any(state.source, (v) => `source:${inQuotes(v)}`),
    ...any(state.month, (v) => `modified:${v}`),
    ...any(state.status, (v) => `status:${v}`),
    ...any(state.year, (v) => `taken:${v}`),
    ...any(state.taken, (v) => `taken:${v}`),
    ...any(state.camera, (v) => `camera=${inQuotes(v)}`),
    ...any(state.place, (v) => `place=${inQuotes(v)}`),
    ...any(state.people, (v) => `people=${inQuotes(v)}`),
    ...any(state.favourite, () => "favourite"),
    ...any(state.rating, (v) => `rating=${v}`),
  ].join(" ");
}

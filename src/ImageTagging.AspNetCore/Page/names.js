// The names of tags in the language that a person chose; what is sent and kept is the tag itself.
import { get } from "./api.js";

let shown = new Map();
let chosen = kept();

/** A tag as it is shown. */
export const tagName = (tag) => shown.get(tag) ?? tag;

export const language = () => chosen;

/** Reads the names of the chosen language; tells which languages there are. */
export async function readNames() {
  const { language, languages, names } = await get("api/names", new URLSearchParams(chosen ? { language: chosen } : {}));
  // One that there is no more is forgotten.
  chosen = language ?? "";
  shown = new Map(Object.entries(names));
  return languages;
}

/** Chooses a language; "" for tags as they are. */
export async function choose(code) {
  chosen = code;
  try {
    if (code) localStorage.setItem("language", code);
    else localStorage.removeItem("language");
  } catch {
    // For this visit only.
  }
  await readNames();
}

function kept() {
  try {
    return localStorage.getItem("language") ?? "";
  } catch {
    return "";
  }
}

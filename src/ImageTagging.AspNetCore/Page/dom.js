// Elements are made here and nowhere from text: whatever comes from outside becomes a text node or an attribute.
import { paths } from "./icons.js";

const svgSpace = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    } else if (name === "text") {
      element.textContent = value;
    } else if (name === "css") {
      for (const [property, setting] of Object.entries(value)) element.style.setProperty(property, setting);
    } else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...some(children));
  return element;
}

// What is left out by a condition is nothing, and not the word "false".
const some = (children) => children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== "");

/** Puts these in the place of what an element has, without those that a condition leaves out. */
export const put = (element, ...children) => element.replaceChildren(...some(children));

export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

export const s = (tag, props, ...children) => fill(document.createElementNS(svgSpace, tag), props, children);

export function icon(name) {
  return s(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" },
    paths[name].map((d) => s("path", { d })),
  );
}

export function button(label, name, onClick, props) {
  return h("button", { type: "button", class: "button", on: { click: onClick }, ...props }, name && icon(name), h("span", { text: label }));
}

export function iconButton(label, name, onClick, props) {
  return h("button", { type: "button", class: "plain", "aria-label": label, title: label, on: { click: onClick }, ...props }, icon(name));
}

/** Replaces each data-icon in the static page. */
export function drawIcons(root) {
  for (const element of root.querySelectorAll("[data-icon]")) {
    element.prepend(icon(element.dataset.icon));
    if (element.tagName === "BUTTON") element.title = element.getAttribute("aria-label") ?? "";
  }
}

/** What a person sees where there is nothing: a mark, a sentence, what to do. */
export function emptyState(name, title, text, ...actions) {
  return [
    h("div", { class: "mark", "aria-hidden": "true" }, icon(name)),
    h("h2", { text: title }),
    text && h("p", { text }),
    actions.length > 0 && h("div", { class: "actions" }, actions),
  ].filter(Boolean);
}

export const isTyping = (target) =>
  target instanceof HTMLElement && (target.matches("input:not([type=range]):not([type=checkbox]), textarea, select") || target.isContentEditable);

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function debounce(wait, action) {
  let timer = 0;
  const run = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(action, wait, ...args);
  };
  run.cancel = () => clearTimeout(timer);
  return run;
}

// Looks at the page as an assistive program would; returns a sentence for each fault.
() => {
  const faults = [];
  const visible = (e) => e.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && e.getClientRects().length > 0 && !e.closest("[aria-hidden=true], [inert]");
  const say = (e, what) => faults.push(`${what}: <${e.tagName.toLowerCase()} id="${e.id}" class="${e.getAttribute("class") ?? ""}"> ${(e.textContent ?? "").trim().slice(0, 40)}`);
  const top = document.querySelector("dialog[open]") ?? document.body;

  const textOf = (id) => document.getElementById(id)?.textContent?.trim() ?? "";
  const nameOf = (e) => {
    const by = (e.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean).map(textOf).join(" ").trim();
    if (by) return by;
    const label = e.getAttribute("aria-label")?.trim();
    if (label) return label;
    if (e.labels?.length) return [...e.labels].map((l) => l.textContent.trim()).join(" ").trim();
    const hidden = [...e.querySelectorAll("img[alt]")].map((i) => i.alt).join(" ");
    return `${e.textContent ?? ""} ${hidden}`.trim() || e.getAttribute("title")?.trim() || "";
  };

  // Names and roles.
  const controls = top.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1']), [role=option], [role=listbox], [role=toolbar], [role=region], [role=progressbar], [role=img], nav, aside, dialog");
  const implied = { A: 1, BUTTON: 1, INPUT: 1, SELECT: 1, TEXTAREA: 1, SUMMARY: 1, NAV: 1, ASIDE: 1, DIALOG: 1, LI: 1 };
  for (const e of controls) {
    if (!visible(e) || (e.tagName === "INPUT" && e.type === "hidden")) continue;
    if (!nameOf(e)) say(e, "has no name");
    if (!e.getAttribute("role") && !implied[e.tagName]) say(e, "can be focused and has no role");
  }
  for (const e of top.querySelectorAll("img")) if (!e.hasAttribute("alt")) say(e, "picture without alt");
  for (const e of top.querySelectorAll("svg")) if (visible(e) && !e.getAttribute("aria-hidden") && e.getAttribute("role") !== "img") say(e, "drawing without role");
  for (const e of top.querySelectorAll("table")) if (!e.querySelector("th[scope]")) say(e, "table without heads");

  // Words of people: nothing that only a program would say.
  const words = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    if (/^(?:false|true|null|undefined|NaN)+$|\[object /.test(node.data.trim()) && visible(node.parentElement)) say(node.parentElement, `says "${node.data.trim()}"`);
  }

  // References and identities.
  const ids = new Map();
  for (const e of document.querySelectorAll("[id]")) ids.set(e.id, (ids.get(e.id) ?? 0) + 1);
  for (const [id, n] of ids) if (n > 1) faults.push(`id '${id}' is there ${n} times`);
  for (const attribute of ["aria-controls", "aria-labelledby", "aria-describedby", "aria-activedescendant"]) {
    for (const e of document.querySelectorAll(`[${attribute}]`)) {
      if (!visible(e)) continue;
      for (const id of e.getAttribute(attribute).split(/\s+/)) if (!ids.has(id)) say(e, `${attribute} names '${id}', which is not there`);
    }
  }
  for (const option of top.querySelectorAll("[role=option]")) if (!option.closest("[role=listbox]")) say(option, "option without listbox");
  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");
  if (top === document.body && ![...document.querySelectorAll("h1")].some(visible)) faults.push("no heading");
  if (!document.querySelector("[role=status][aria-live=polite]")) faults.push("no live region");

  // Contrast, by WCAG: of each text with the colours that lie behind it.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((v, i) => (i === 3 ? v / 255 : v));
  };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const behind = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] > 0.99) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), rgba("Canvas"));
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || seen.has(e) || !visible(e) || e.closest("svg, .tile, .hidden, :disabled, option")) continue;
    seen.add(e);
    const style = getComputedStyle(e);
    const ground = behind(e);
    const ink = over(rgba(style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) say(e, `contrast ${ratio.toFixed(2)}`);
  }

  // Fingers: WCAG 2.2 asks for 24 by 24.
  for (const e of top.querySelectorAll("button, input:not([type=checkbox]):not([type=file]), select, summary, nav a")) {
    if (!visible(e)) continue;
    const { width, height } = e.getBoundingClientRect();
    if (width < 24 || height < 24) say(e, `small: ${width.toFixed(0)} by ${height.toFixed(0)}`);
  }

  // Nothing sticks out to the side, what is fixed included.
  const scrolls = (e) => {
    for (let at = e.parentElement; at && at !== top; at = at.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  for (const e of controls) {
    if (!visible(e) || scrolls(e)) continue;
    const { left, right } = e.getBoundingClientRect();
    if (right > innerWidth + 1 || left < -1) if (!e.matches(".skip")) say(e, `sticks out: ${left.toFixed(0)} to ${right.toFixed(0)} of ${innerWidth}`);
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push(`wider than the window: ${document.documentElement.scrollWidth}`);
  return faults;
}

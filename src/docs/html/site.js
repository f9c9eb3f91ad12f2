// Search, the theme, tabs of examples, the sidebar, and the panel that tries operations. There is no other script, and
// without this one every page can be read all the same.
"use strict";
(() => {
  const root = document.body.dataset.root;
  const here = document.body.dataset.page;
  const data = window.portcullisDocs ?? { groups: [], operations: [], others: [] };
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  document.documentElement.classList.add("scripted");

  const make = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const remember = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // A browser that keeps nothing asks again.
    }
  };
  const remembered = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  // The theme: as the system has it, or the other one.
  const theme = $(".theme");
  const isDark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const nameTheme = () => {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme");
  };
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    remember("portcullis-theme", next);
    nameTheme();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", nameTheme);
  nameTheme();

  // The sidebar: on small screens it opens; everywhere it shows what is near the page.
  const sidebar = $("#sidebar");
  const menu = $(".menu");
  menu.hidden = false;
  menu.addEventListener("click", () => {
    const isOpen = sidebar.classList.toggle("open");
    menu.setAttribute("aria-expanded", String(isOpen));
  });
  const showNear = () => {
    const place = data.operations.findIndex((own) => "operations/" + own[3] === here);
    const group = place >= 0 ? data.operations[place][4] : data.groups.findIndex((own) => own[1] === here);
    if (group < 0) return;
    const link = all(".side-groups a").find((own) => own.getAttribute("href") === root + data.groups[group][1] + ".html");
    const own = data.operations.filter((one) => one[4] === group);
    const at = own.findIndex((one) => "operations/" + one[3] === here);
    const first = Math.max(0, Math.min(at - 12, own.length - 25));
    const list = make("ul", { class: "near" });
    for (const [verb, path, title, file] of own.slice(first, first + 25)) {
      const item = make("a", { href: root + "operations/" + file + ".html", title: verb + " " + path });
      if ("operations/" + file === here) item.setAttribute("aria-current", "page");
      item.append(make("span", { class: "verb " + verb }, verb), " ", title);
      list.append(make("li", {}, item));
    }
    (link?.parentElement ?? $(".side-groups")).append(list);
    $("[aria-current]", list)?.scrollIntoView({ block: "nearest" });
  };
  showNear();

  // Search: all words have to be there; what begins as a word does counts more, and so do names and paths.
  const input = $("#search");
  const found = $("#found");
  const entries = [];
  const prepare = () => {
    if (entries.length > 0) return;
    for (const [verb, path, title, file, group, words] of data.operations) {
      const where = data.groups[group]?.[0] ?? "";
      entries.push({
        kind: verb, title, sub: path, where, href: "operations/" + file,
        strong: (title + " " + path + " " + verb).toLowerCase(),
        weak: (words + " " + where).toLowerCase(),
      });
    }
    for (const [kind, title, href, words] of data.others) {
      entries.push({ kind, title, sub: "", where: words, href, strong: title.toLowerCase(), weak: words.toLowerCase() });
    }
  };
  const score = (entry, words) => {
    let total = 0;
    for (const word of words) {
      const at = entry.strong.indexOf(word);
      if (at === 0) total += 12;
      else if (at > 0) total += /[a-z0-9]/.test(entry.strong[at - 1]) ? 4 : 8;
      else if (entry.weak.includes(word)) total += 1;
      else return 0;
    }
    if (entry.sub.toLowerCase() === words.join(" ") || entry.title.toLowerCase() === words.join(" ")) total += 30;
    return total - Math.min(entry.strong.length, 200) / 400;
  };
  let selected = -1;
  const choose = (next) => {
    const items = all("li", found);
    selected = items.length === 0 ? -1 : (next + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === selected)));
    if (selected >= 0) {
      input.setAttribute("aria-activedescendant", items[selected].id);
      items[selected].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const close = () => {
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    selected = -1;
  };
  const address = (href) => {
    const [page, part] = href.split("#");
    return root + page + ".html" + (part ? "#" + part : "");
  };
  const search = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    if (words.length === 0) return close();
    prepare();
    const best = entries
      .map((entry) => [score(entry, words), entry])
      .filter(([own]) => own > 0)
      .sort((left, right) => right[0] - left[0]);
    found.replaceChildren();
    best.slice(0, 30).forEach(([, entry], at) => {
      const item = make("li", { role: "option", id: "found-" + at, "aria-selected": "false" });
      item.dataset.href = address(entry.href);
      const isVerb = entry.kind === entry.kind.toUpperCase();
      item.append(make("span", { class: isVerb ? "verb " + entry.kind : "flag" }, entry.kind), make("span", {}, entry.title));
      if (entry.sub) item.append(make("code", { class: "path" }, entry.sub));
      if (entry.where) item.append(make("span", { class: "where" }, entry.where.slice(0, 80)));
      found.append(item);
    });
    found.hidden = best.length === 0;
    input.setAttribute("aria-expanded", String(best.length > 0));
    $("#found-count").textContent = best.length === 0 ? "Nothing found" : best.length + " found";
    choose(0);
  };
  $(".search").hidden = false;
  input.addEventListener("input", search);
  input.addEventListener("focus", () => input.value && search());
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(selected + 1);
    else if (event.key === "ArrowUp") choose(selected - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && selected >= 0) location.href = all("li", found)[selected].dataset.href;
    else return;
    event.preventDefault();
  });
  found.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (item) location.href = item.dataset.href;
  });
  input.addEventListener("blur", close);
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(input|textarea|select)$/i.test(document.activeElement?.tagName ?? "");
    const isAsked = (event.key === "/" && !isTyping) || (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (!isAsked) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // Examples in several languages become tabs; the language that was chosen last is shown everywhere.
  const groups = all(".samples").map((box, number) => {
    const samples = all(".sample", box);
    const tabs = make("div", { class: "tabs", role: "tablist", "aria-label": "Languages" });
    const show = (label, focus = false) => {
      const known = samples.some((own) => own.dataset.label === label) ? label : samples[0].dataset.label;
      samples.forEach((own, at) => {
        const is = own.dataset.label === known;
        own.hidden = !is;
        const tab = tabs.children[at];
        tab.setAttribute("aria-selected", String(is));
        tab.tabIndex = is ? 0 : -1;
        if (is && focus) tab.focus();
      });
    };
    samples.forEach((own, at) => {
      const id = "sample-" + number + "-" + at;
      own.id = id;
      own.setAttribute("role", "tabpanel");
      own.setAttribute("aria-labelledby", id + "-tab");
      const tab = make("button", { type: "button", role: "tab", id: id + "-tab", "aria-controls": id }, own.dataset.label);
      tab.addEventListener("click", () => select(own.dataset.label));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = samples[(at + step + samples.length) % samples.length].dataset.label;
        select(next);
        show(next, true);
      });
      tabs.append(tab);
      const copy = make("button", { type: "button", class: "copy", "aria-label": "Copy the example for " + own.dataset.label }, "Copy");
      copy.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText($("pre", own).textContent);
          copy.textContent = "Copied";
        } catch {
          copy.textContent = "Not allowed";
        }
        setTimeout(() => (copy.textContent = "Copy"), 1500);
      });
      own.prepend(copy);
    });
    box.prepend(tabs);
    box.classList.add("tabbed");
    return show;
  });
  const select = (label) => {
    remember("portcullis-language", label);
    groups.forEach((show) => show(label));
  };
  groups.forEach((show) => show(remembered("portcullis-language") ?? "curl"));

  // Trying an operation: the request goes to a server on this machine, which the policy of the page holds as well.
  const panel = $(".try");
  if (!panel) return;
  const form = $("form", panel);
  const outcome = $(".outcome", panel);
  const separators = { commas: ",", spaces: " ", tabs: "\t", pipes: "|" };
  panel.hidden = false;

  const say = (title, ...parts) => outcome.replaceChildren(make("h3", {}, title), ...parts);
  const text = (own) => make("p", {}, own);

  const request = () => {
    const base = new URL($("#try-base").value);
    if (!["127.0.0.1", "localhost"].includes(base.hostname)) {
      throw new Error("The address is that of another machine. This page reaches 127.0.0.1 and localhost alone.");
    }
    let path = form.dataset.path;
    const query = [];
    const headers = new Headers();
    const refused = [];
    for (const field of all("input[data-place]", form)) {
      const { name, place, style, prefix } = field.dataset;
      let value = field.value;
      if (place === "path") {
        const encoded = encodeURIComponent(value);
        path = path.replace("{" + name + "+}", () => value.split("/").map(encodeURIComponent).join("/")).replace("{" + name + "}", () => encoded);
        continue;
      }
      if (value === "") continue;
      if (prefix) value = prefix + " " + value;
      if (place === "query") {
        const values = style === "repeated" ? value.split(separators.commas) : [value];
        for (const own of values) query.push(encodeURIComponent(name) + "=" + encodeURIComponent(own));
      } else if (place === "header") {
        headers.set(name, value);
      } else {
        refused.push(name);
      }
    }
    const method = form.dataset.method === "ANY" ? $("#try-method").value : form.dataset.method;
    let body;
    if (!["GET", "HEAD"].includes(method)) {
      const kind = form.dataset.body;
      const field = $("#try-body");
      if (kind === "text" && field.value !== "") body = field.value;
      if (kind === "file") body = field.files[0];
      if (kind === "parts") {
        body = new FormData();
        for (const part of all("[data-part]", form)) {
          if (part.type === "file") {
            if (part.files[0]) body.append(part.dataset.part, part.files[0]);
          } else if (part.value !== "") {
            body.append(part.dataset.part, part.value);
          }
        }
      } else if (body !== undefined && form.dataset.media) {
        headers.set("Content-Type", form.dataset.media);
      }
    }
    const url = base.href.replace(/\/$/, "") + path + (query.length > 0 ? "?" + query.join("&") : "");
    return { url, base: base.href, refused, options: { method, headers, body, cache: "no-store", credentials: "omit", redirect: "manual" } };
  };

  const answered = async (response, took, refused) => {
    if (response.type === "opaqueredirect") {
      return say("A redirect", text("The answer leads elsewhere, which a page cannot follow step by step."));
    }
    const raw = await response.text();
    let shown = raw;
    try {
      shown = JSON.stringify(JSON.parse(raw), null, 2);
    } catch {
      // It is no JSON, and is shown as it came.
    }
    const lines = [...response.headers].map(([name, value]) => name + ": " + value);
    const parts = [text(Math.round(took) + " ms")];
    if (refused.length > 0) parts.push(text("A page may not send cookies, so these were left out: " + refused.join(", ")));
    parts.push(make("h4", {}, "Headers"), make("pre", { tabindex: "0" }, lines.join("\n") || "none that this page may see"));
    parts.push(make("h4", {}, "Body"), make("pre", { tabindex: "0" }, shown || "empty"));
    say("Status " + response.status, ...parts);
  };

  // A browser does not tell a page why it gets nothing: a request whose answer nobody may read tells whether a server is
  // there. It is a GET of the address alone.
  const failed = async (base) => {
    try {
      await fetch(base, { mode: "no-cors", cache: "no-store", credentials: "omit" });
      say("The browser does not hand out the answer", text("The server at " + base + " answers, but its answer does not allow this page to read it (CORS). Give the operation and its preflight Access-Control-Allow-Origin, and the gateway responses as well; or take the example for curl."));
    } catch {
      say("No answer", text("Nothing answers at " + base + ". Start it with `portcullis serve`, and compare the address."));
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    let made;
    try {
      made = request();
    } catch (error) {
      return say("Not sent", text(error.message));
    }
    say("Sending");
    const start = performance.now();
    let response;
    try {
      response = await fetch(made.url, made.options);
    } catch {
      return failed(made.base);
    }
    try {
      await answered(response, performance.now() - start, made.refused);
    } catch {
      say("The answer ended early", text("Its body did not come whole."));
    }
  });
})();

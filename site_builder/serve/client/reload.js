// The browser's side of `site-builder serve`: keeps this page as new as the site, and shows what keeps a site from being built.
"use strict";
(() => {
  const script = document.currentScript;
  const page = {
    run: script.dataset.run,
    generation: Number(script.dataset.generation),
    builds: Number(script.dataset.builds),
    // The desk shows the sources, not the site: it follows each build, and says itself what is wrong.
    isDesk: location.pathname.startsWith("/_desk/"),
  };
  const TEXTS = {
    zh: {
      failed: (count) => `没有建成：${count} 处问题`,
      kept: "页面还是上一次建成的样子，改好保存后自动更新。",
      badge: (count) => `${count} 处问题`,
      hint: "提示：",
      close: "收起（Esc）",
    },
    en: {
      failed: (count) => `Not built: ${count} ${count === 1 ? "problem" : "problems"}`,
      kept: "This page is still the last good one; it follows as soon as the problems are gone.",
      badge: (count) => `${count} ${count === 1 ? "problem" : "problems"}`,
      hint: "hint: ",
      close: "Hide (Esc)",
    },
  };
  const texts = navigator.language.startsWith("zh") ? TEXTS.zh : TEXTS.en;

  // One tab of the browser listens to the server and tells the others: a browser opens six connections to a server
  // at most, and a stream in every tab would leave the seventh tab without an answer.
  const tabs = new BroadcastChannel("site-builder-serve");
  let latest = null;
  let isLeaving = false;

  tabs.onmessage = ({ data }) => {
    if (data.asks) {
      if (latest) tabs.postMessage({ news: latest });
    } else {
      hear(data.news);
    }
  };

  function listen() {
    const source = new EventSource("/__dev/events");
    source.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      tabs.postMessage({ news });
      hear(news);
    };
    source.onerror = () => {
      // The browser tries again by itself, but not after an answer that it takes for final.
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    };
    return source;
  }

  function hear(news) {
    latest = news;
    if (isLeaving) return;
    const isOld = page.isDesk ? page.builds < news.builds : page.generation < news.pagesFrom;
    if (news.run !== page.run || isOld) {
      isLeaving = true;
      location.reload();
      return;
    }
    if (page.generation < news.generation) {
      page.generation = news.generation;
      swapSheets(news.generation);
    }
    showProblems(news);
  }

  // The old sheet stays until its successor is there, so that the page is never without style and keeps its state.
  function swapSheets(generation) {
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]:not([data-replaced])')) {
      const address = new URL(old.href);
      if (address.origin !== location.origin) continue;
      address.searchParams.set("v", generation);
      const next = old.cloneNode();
      next.href = address;
      next.onload = () => old.remove();
      next.onerror = () => {
        next.remove();
        delete old.dataset.replaced;
      };
      old.dataset.replaced = "";
      old.after(next);
    }
  }

  // Everything below makes elements and text nodes; no text becomes markup. The shadow keeps the theme's styles out.
  let host = null;
  let shown = "";

  function showProblems(news) {
    const key = JSON.stringify(news.problems);
    if (key === shown) return;
    shown = key;
    host?.remove();
    host = null;
    if (!news.problems.length) return;
    host = document.createElement("site-builder-problems");
    const root = host.attachShadow({ mode: "open" });
    const dialog = make("dialog", "", problemList(news));
    const badge = make("button", "badge", texts.badge(news.problems.length));
    badge.onclick = () => dialog.showModal();
    root.append(sheet(() => root.querySelectorAll("pre").forEach(showMark)), dialog, badge);
    document.documentElement.append(host);
    if (!page.isDesk) dialog.showModal();
  }

  function problemList(news) {
    const count = news.problems.length;
    const close = make("button", "close", texts.close);
    close.onclick = () => close.closest("dialog").close();
    close.autofocus = true;
    return [
      make("header", "", [make("h2", "", texts.failed(count)), close]),
      make("p", "note", page.generation ? texts.kept : ""),
      make("ol", "", news.problems.map(problemItem)),
    ];
  }

  function problemItem(problem) {
    const parts = [make("p", "place", problem.place), make("p", "message", problem.message)];
    if (problem.line) parts.push(excerpt(problem));
    if (problem.hint) parts.push(make("p", "hint", [make("b", "", texts.hint), problem.hint]));
    return make("li", "", parts);
  }

  // The caret stands below an invisible copy of the line's beginning, so that it is right under Han characters too.
  function excerpt(problem) {
    const number = `${problem.line} | `;
    const line = make("div", "", [make("i", "", number), problem.before, make("mark", "", problem.marked), problem.after]);
    const carets = make("span", "carets", [make("span", "ghost", problem.marked || " ")]);
    const below = make("div", "", [make("span", "ghost", number + problem.before), carets]);
    below.className = "below";
    below.setAttribute("aria-hidden", "true");
    const pre = make("pre", "", [line, below]);
    pre.tabIndex = 0;
    return pre;
  }

  function showMark(pre) {
    const mark = pre.querySelector("mark");
    if (mark.offsetLeft > pre.clientWidth / 2) pre.scrollLeft = mark.offsetLeft - pre.clientWidth / 3;
  }

  function make(tag, name, children) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...(Array.isArray(children) ? children : [children]));
    return element;
  }

  function sheet(onload) {
    const link = make("link", "", []);
    link.rel = "stylesheet";
    link.href = "/__dev/overlay.css";
    link.onload = onload;
    return link;
  }

  // Who holds the lock listens; when its tab is closed or reloads, the next tab gets it. Locks are for secure addresses
  // only, which localhost is: at another host every tab listens for itself while it is looked at.
  if (navigator.locks) {
    navigator.locks.request("site-builder-serve", () => {
      listen();
      return new Promise(() => {});
    });
    tabs.postMessage({ asks: true });
  } else {
    let source = null;
    const follow = () => {
      source?.close();
      source = document.visibilityState === "visible" ? listen() : null;
    };
    document.addEventListener("visibilitychange", follow);
    follow();
  }
})();

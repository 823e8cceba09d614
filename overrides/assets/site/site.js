/* Everything a page does by itself. It stores nothing and sends nothing. Without it, all links still work. */
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, exit = doc.querySelector("[data-exit]");
  function all(selector) { return Array.prototype.slice.call(doc.querySelectorAll(selector)); }

  /* --- leaving: the link, or Shift three times. The page goes from the screen before anything is fetched --- */
  var presses = 0, timer, alone = true, says = doc.createElement("span"), overlay;
  says.className = "only-read";
  says.setAttribute("role", "status");
  function leave(event) {
    if (event) event.preventDefault();
    overlay = doc.createElement("div");
    overlay.className = "gone";
    overlay.setAttribute("role", "alert");
    overlay.textContent = exit.dataset.loading;
    doc.body.appendChild(overlay);
    doc.title = exit.dataset.loading;
    var away = location.protocol === "file:" || navigator.onLine === false;
    location.replace(away ? exit.dataset.local : exit.href);
  }
  function forget() {
    presses = 0;
    exit.classList.remove("dots");
  }
  if (exit) {
    doc.body.appendChild(says);
    exit.addEventListener("click", leave);
    doc.addEventListener("keydown", function (event) {
      if (event.key !== "Shift") { alone = false; forget(); } else if (!event.repeat) alone = true;
    });
    doc.addEventListener("keyup", function (event) {
      if (event.key !== "Shift" || !alone) return;
      presses += 1;
      clearTimeout(timer);
      if (presses === 3) return leave();
      exit.classList.add("dots");
      exit.dataset.dots = "•".repeat(presses);
      says.textContent = exit.dataset.more.replace("{n}", 3 - presses);
      timer = setTimeout(function () { forget(); says.textContent = exit.dataset.expired; }, 5000);
    });
    addEventListener("pageshow", function () { if (overlay) { overlay.remove(); overlay = null; } });
  }

  /* --- discreet mode: lives in this tab only, in its name, which no other site can read and no file keeps --- */
  var discreet = window.name === "d";
  function hide() {
    doc.title = exit && exit.dataset.title || "–";
    all("a[href$='.pdf'],a[href$='.zip']").forEach(function (a, n) {
      a.setAttribute("download", (n + 1) + a.getAttribute("href").slice(-4));
    });
    doc.addEventListener("click", function (event) {
      var a = event.target.closest && event.target.closest("a[href]");
      if (!a || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || a.hasAttribute("download")) return;
      if (a.origin === location.origin && !(a.hash && a.pathname === location.pathname)) {
        event.preventDefault();
        location.replace(a.href);
      }
    });
  }
  if (discreet) hide();

  /* --- buttons that only make sense with a script stand hidden in the page --- */
  var tools = {
    discreet: function (button) {
      function show() { button.setAttribute("aria-pressed", String(window.name === "d")); }
      show();
      button.addEventListener("click", function () {
        var on = window.name !== "d";
        window.name = on ? "d" : "";
        if (on) { show(); hide(); } else location.reload();
      });
    },
    filter: function (box) {
      var items = all("li[data-tags]"), fields = Array.prototype.slice.call(box.querySelectorAll("select"));
      function show() {
        var wanted = fields.map(function (field) { return field.value; }).filter(Boolean), n = 0;
        items.forEach(function (item) {
          var tags = item.dataset.tags.split(" ");
          item.hidden = !wanted.every(function (tag) { return tags.indexOf(tag) >= 0; });
          if (!item.hidden) n += 1;
        });
        box.querySelector("[role=status]").textContent = box.dataset.shown.replace("{n}", n);
      }
      fields.forEach(function (field) { field.addEventListener("change", show); });
      box.querySelector("button").addEventListener("click", function () {
        fields.forEach(function (field) { field.value = ""; });
        show();
      });
    },
    elsewhere: function (link) {
      var target = decodeURIComponent(location.hash.slice(1));
      if (/^[\w./-]+$/.test(target)) link.href = target; else link.hidden = true;
    },
    keep: function (button) {
      if (!navigator.serviceWorker || location.protocol === "file:") { button.hidden = true; return; }
      button.addEventListener("click", function () {
        var n = 0, pages;
        navigator.serviceWorker.register(button.dataset.worker).then(function () { return fetch(button.dataset.list); })
          .then(function (answer) { return answer.json(); })
          .then(function (list) {
            pages = list.files;
            return caches.open("kept-" + list.lang);
          })
          .then(function (cache) {
            return pages.reduce(function (before, page) {
              return before.then(function () { return cache.add(page); }).then(function () {
                n += 1;
                if (n % 10 === 0) say(button, button.dataset.busy.replace("{n}", n));
              });
            }, Promise.resolve());
          })
          .then(function () { say(button, button.dataset.done); }, function () { say(button, button.dataset.failed); });
      });
    },
    forget: function (button) {
      button.addEventListener("click", function () {
        var work = [];
        try { localStorage.clear(); sessionStorage.clear(); } catch (e) { /* a browser that has none */ }
        window.name = "";
        if (navigator.serviceWorker) work.push(navigator.serviceWorker.getRegistrations().then(function (found) {
          return Promise.all(found.map(function (worker) { return worker.unregister(); }));
        }));
        if (window.caches) work.push(caches.keys().then(function (names) {
          return Promise.all(names.map(function (name) { return caches.delete(name); }));
        }));
        Promise.all(work).then(function () { say(button, button.dataset.done); }, function () { say(button, button.dataset.failed); });
      });
    }
  };
  function say(button, text) {
    var line = button.nextElementSibling;
    if (!line || line.getAttribute("role") !== "status") {
      line = doc.createElement("p");
      line.setAttribute("role", "status");
      button.after(line);
    }
    line.textContent = text;
  }
  all("[data-tool]").forEach(function (element) {
    var make = tools[element.dataset.tool];
    if (make) { element.hidden = false; make(element); }
  });

  /* --- parts that few readers use come when they are used --- */
  all("[data-load]").forEach(function (element) {
    element.hidden = false;
    var wanted = function () {
      element.removeEventListener("focusin", wanted);
      element.removeEventListener("pointerdown", wanted);
      var script = doc.createElement("script");
      script.src = element.dataset.load;
      doc.head.appendChild(script);
    };
    element.addEventListener("focusin", wanted);
    element.addEventListener("pointerdown", wanted);
  });

  /* --- a table that is wider than the screen can be scrolled with the keyboard --- */
  function reach() {
    all(".scroll,pre").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    });
  }
  reach();
  addEventListener("resize", reach);
  root.classList.add("js");
})();

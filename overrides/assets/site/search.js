/* Search, fetched when somebody searches. It works from a folder too: the index comes in script files. What is typed stays on
   this page: it goes into no address and no store. Folding and cutting must do what render/search.py does. */
var gpSearch = (function () {
  "use strict";
  var box = document.querySelector("[data-search]"), field = box.querySelector("input"), list = box.querySelector("ul"),
    status = box.querySelector("[role=status]"), index, shards = {}, asked = 0, HAN = /[\u3400-\u9fff\uf900-\ufaff]/,
    TOKEN = /[\u3400-\u9fff\uf900-\ufaff]+|(?:(?![\u3400-\u9fff\uf900-\ufaff])[\p{L}\p{N}])+/gu;

  function fold(text) {
    return text.toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, "").replace(/ß/g, "ss").replace(/\u0640/g, "")
      .replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/œ/g, "oe");
  }
  function stem(word) {
    index.starts.some(function (start) {
      if (word.startsWith(start) && word.length - start.length >= index.least) { word = word.slice(start.length); return true; }
    });
    index.endings.some(function (pair) {
      if (word.endsWith(pair[0]) && word.length - pair[0].length >= index.least) {
        word = word.slice(0, word.length - pair[0].length) + pair[1];
        return true;
      }
    });
    return word;
  }
  /* each item: {word: as indexed, raw: as typed} */
  function tokens(text) {
    var made = [];
    (fold(text).match(TOKEN) || []).forEach(function (token) {
      if (/^\p{N}{1,2}$/u.test(token)) return;
      if (!HAN.test(token)) made.push({ word: stem(token), raw: token });
      else if (token.length === 1) made.push({ word: token, raw: token });
      else for (var i = 0; i < token.length - 1; i += 1) made.push({ word: token.substr(i, 2), raw: token.substr(i, 2) });
    });
    return made;
  }
  function load(name) {
    return new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = box.dataset.index + name + ".js";
      script.onload = done;
      script.onerror = failed;
      document.head.appendChild(script);
    });
  }
  function shardOf(word) {
    var n = 0;
    while (n + 1 < index.shards.length && index.shards[n + 1] <= word) n += 1;
    return n;
  }
  function need(numbers) {
    return Promise.all(numbers.map(function (n) {
      if (!shards[n]) shards[n] = { words: null, ready: load(n) };
      return shards[n].ready;
    }));
  }
  function unpack(text) {
    var at = -1, made = [];
    text.replace(/([0-9a-z]*)([A-I])/g, function (all, distance, weight) {
      at += 1 + (distance ? parseInt(distance, 36) : 0);
      made.push([at, weight.charCodeAt(0) - 64]);
    });
    return made;
  }
  /* at most one letter more, less, other, or two changed over */
  function near(a, b) {
    if (Math.abs(a.length - b.length) > 1 || a === b) return a === b;
    var i = 0;
    while (i < a.length && a[i] === b[i]) i += 1;
    var x = a.slice(i), y = b.slice(i);
    return x.slice(1) === y.slice(1) || x === y.slice(1) || x.slice(1) === y || (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
  }
  function hits(token, numbers, fuzzy) {
    var best = {};
    numbers.forEach(function (n) {
      var words = shards[n].words;
      Object.keys(words).forEach(function (word) {
        var factor = word === token.word ? 1 : word.startsWith(token.raw) ? 0.6 : fuzzy && token.word.length > 3 && near(word, token.word) ? 0.4 : 0;
        if (!factor) return;
        var found = unpack(words[word]), rare = Math.log(1 + index.pages.length / found.length);
        found.forEach(function (pair) { best[pair[0]] = Math.max(best[pair[0]] || 0, pair[1] * rare * factor); });
      });
    });
    return best;
  }
  function around(token) {
    var from = shardOf(token.word), to = shardOf(token.raw + "\uffff"), low = Math.min(from, shardOf(token.raw)), made = [];
    for (var n = low; n <= Math.max(from, to); n += 1) made.push(n);
    return made;
  }
  function find(token) {
    var close = around(token), everything = index.shards.map(function (first, n) { return n; });
    return need(close).then(function () {
      var found = hits(token, close, false);
      if (Object.keys(found).length || HAN.test(token.word)) return found;
      return need(everything).then(function () { return hits(token, everything, true); });
    });
  }
  function search() {
    var mine = asked += 1, wanted = tokens(field.value);
    if (!wanted.length) { list.textContent = ""; status.textContent = ""; return; }
    Promise.all(wanted.map(find)).then(function (found) {
      if (mine !== asked) return;
      var scores = Object.keys(found[0]).filter(function (n) {
        return found.every(function (one) { return one[n]; });
      }).map(function (n) {
        return [n, found.reduce(function (sum, one) { return sum + one[n]; }, 0)];
      }).sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; });
      show(scores);
    }, function () { status.textContent = box.dataset.failed; });
  }
  function show(scores) {
    list.textContent = "";
    status.textContent = scores.length ? (scores.length === 1 ? box.dataset.one : box.dataset.other.replace("#", scores.length)) : box.dataset.none;
    scores.slice(0, 30).forEach(function (score) {
      var page = index.pages[score[0]], item = document.createElement("li"), link = document.createElement("a");
      link.href = box.dataset.home + page[0];
      link.textContent = page[1];
      item.appendChild(link);
      if (index.groups[page[2]]) {
        var group = document.createElement("small");
        group.textContent = " " + index.groups[page[2]];
        item.appendChild(group);
      }
      list.appendChild(item);
    });
  }
  var timer;
  field.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () { if (index) search(); }, 150);
  });
  status.textContent = box.dataset.starting;
  load("docs").catch(function () { status.textContent = box.dataset.failed; });
  return {
    docs: function (data) { index = data; status.textContent = ""; if (field.value) search(); },
    words: function (n, text) {
      shards[n] = shards[n] || {};
      shards[n].words = Object.create(null);
      text.split("\n").forEach(function (line) {
        var space = line.indexOf(" ");
        shards[n].words[line.slice(0, space)] = line.slice(space + 1);
      });
    },
    tokens: tokens
  };
})();

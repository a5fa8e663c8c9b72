// Keys, copying, and the report beside the answer. Without it every link and form works as a page of its own.
(function () {
  "use strict";
  var root = document.documentElement, body = document.body, opener = null;
  root.classList.add("js");

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function typing(element) { return /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName); }

  function close() {
    var reader = one("#reader");
    if (!body.classList.contains("reading")) return false;
    body.classList.remove("reading");
    reader.textContent = "";
    if (opener && document.contains(opener)) opener.focus();
    return true;
  }

  function move(step) {
    var quotes = all("#conversation .cite").filter(function (cite) { return cite.offsetParent; });
    var at = quotes.indexOf(one(".cite.current"));
    var next = quotes[at < 0 ? (step > 0 ? 0 : quotes.length - 1) : Math.max(0, Math.min(quotes.length - 1, at + step))];
    if (!next) return;
    quotes.forEach(function (cite) { cite.classList.toggle("current", cite === next); });
    next.scrollIntoView({ block: "nearest" });
    one(".open", next).focus({ preventScroll: true });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { if (close()) event.preventDefault(); return; }
    if (typing(event.target)) return;
    if (event.key === "/" && one("#q")) { event.preventDefault(); one("#q").focus(); one("#q").select(); }
    if (event.key === "j") move(1);
    if (event.key === "k") move(-1);
  });

  function copied(button, done) {
    var before = button.textContent;
    button.textContent = done ? button.dataset.copied : button.dataset.failed;
    setTimeout(function () { button.textContent = before; }, 1600);
  }

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    var area = document.createElement("textarea");  // a page of the office network is no secure context
    area.value = text;
    body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    body.removeChild(area);
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy], [data-close]");
    if (!button) return;
    if (button.hasAttribute("data-close")) { close(); return; }
    copy(button.dataset.copy).then(function () { copied(button, true); }, function () { copied(button, false); });
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    var target = event.detail.target;
    if (target && target.id === "reader") opener = event.detail.elt;
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    var target = event.detail.target;
    if (target.id === "reader") {
      body.classList.add("reading");
      var heading = one(".bar h2", target), quote = one("#quote", target);
      if (heading) heading.focus({ preventScroll: true });
      target.scrollTop = 0;
      if (quote) target.scrollTop = quote.getBoundingClientRect().top - target.getBoundingClientRect().top - target.clientHeight / 3;
    } else if (target.id === "conversation") {
      body.classList.add("talking");
      var turns = all(".turn"), last = turns[turns.length - 1];
      if (last) last.scrollIntoView({ block: "start" });
      document.title = one(".question", last).lastChild.textContent + " · " + one(".brand").lastChild.textContent;
    }
  });

  var turns = all(".turn");
  if (turns.length > 1 && !location.hash) turns[turns.length - 1].scrollIntoView({ block: "start" });

  // What the server refuses is shown as the page that it sends.
  document.addEventListener("htmx:responseError", function (event) {
    var config = event.detail.requestConfig;
    if (config.verb === "get") window.location.assign(event.detail.pathInfo.finalRequestPath || config.path);
  });
})();

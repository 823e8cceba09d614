/* The form for a practice. Everything happens on this page: it makes a text, a file and a draft, and sends nothing. */
(function () {
  "use strict";
  var form = document.querySelector("[data-form]"), agreed = form.querySelector("[data-agreed]"),
    fields = form.querySelector("[data-fields]"), result = form.querySelector("[data-result]");
  function value(name) { return (form.querySelector("[data-field='" + name + "']").value || "").trim(); }
  function front(text) { return JSON.stringify(text || "?"); }
  agreed.addEventListener("change", function () { fields.hidden = !agreed.checked; });
  fields.hidden = !agreed.checked;
  form.querySelector("[data-make]").addEventListener("click", function () {
    var text = "---\ntitle: " + front(value("organisation")) + "\nstatus: draft\norganisation: " + front(value("organisation")) +
      "\ncountry: " + front(value("country")) + "\n---\n";
    Array.prototype.forEach.call(form.querySelectorAll("[data-section]"), function (field) {
      text += "\n## " + field.dataset.section + "\n\n" + field.value.trim() + "\n";
    });
    form.querySelector("#c-result").value = text;
    result.hidden = false;
    form.querySelector("[data-file]").href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    form.querySelector("[data-mail]").href = "mailto:?subject=Case%20study&body=" + encodeURIComponent(text);
    form.querySelector("#c-result").focus();
  });
})();

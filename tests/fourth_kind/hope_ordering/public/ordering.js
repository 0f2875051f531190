// Marks numbers that are given twice, as soon as they are. Nothing depends on it.
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    var form = event.target.closest(".hope form");
    if (!form) { return; }
    var lists = Array.from(form.querySelectorAll(".ordering-step select"));
    lists.forEach(function (list) {
      var twins = lists.filter(function (other) { return list.value && other.value === list.value; });
      list.setAttribute("aria-invalid", twins.length > 1);
    });
  });
})();

// Marks numbers that are given twice, as soon as they are. Nothing depends on it.
(function () {
  "use strict";

  function mark(lesson) {
    var lists = Array.from(lesson.querySelectorAll(".ordering-step select"));
    lists.forEach(function (list) {
      var twins = lists.filter(function (other) { return list.value && other.value === list.value; });
      list.setAttribute("aria-invalid", twins.length > 1);
    });
  }

  ["hope:shown", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var lesson = event.target.closest(".hope");
      if (lesson) { mark(lesson); }
    });
  });
})();

document.getElementById("app").textContent = document.title;

// An old address keeps its anchor. Without scripts the page's own refresh leads to the top of the new page.
location.replace(document.querySelector("a").href + location.hash);

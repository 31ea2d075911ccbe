"""A report shows whatever a document holds, and does nothing of it."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

from harness import Watched

UNSEEN = re.compile("[\u202a-\u202e\u2028\u2029\u2066-\u2069\u200b\ufeff\U000e0000-\U000e007f]")


class Elements(HTMLParser):
    """Names of the elements of a file, and their attributes."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attributes]


def hostile(report):
    return [document for document in report.data("review")["documents"] if re.search(r"[<>\u202e]", document["id"])]


def test_the_file_has_a_strict_policy_and_names_nothing_outside(world):
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', world.traced.html)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-"), policy
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy, policy
    head = world.traced.html[: world.traced.html.index("<meta http-equiv")]
    assert "script" not in head and "style" not in head, "nothing comes before the policy"
    found = Elements()
    found.feed(world.traced.html)
    assert not found.tags & {"link", "img", "iframe", "object", "embed", "base", "form"}, found.tags
    names = {name for name, _ in found.attributes}
    assert not [name for name in names if name.startswith("on") or name in ("src", "srcset", "srcdoc", "style")], names
    addresses = [value for name, value in found.attributes if name in ("href", "xlink:href")]
    assert addresses and all(address.startswith("#") for address in addresses), addresses
    style = re.search(r"<style>(.*?)</style>", world.traced.html, re.DOTALL)[1]
    assert not re.search(r"@import|url\((?!#)|expression", style)


def test_hostile_documents_are_text_in_the_review(world):
    documents = hostile(world.traced)
    assert len(documents) >= 5, [document["id"] for document in documents]
    with Watched(world.browser, world.traced, "#review") as watched:
        page = watched.page
        for document in documents:
            watched.go("#review/" + quote(document["id"], safe=""), "review")
            assert watched.open_document() == document["id"]
            shown = page.inner_text("#review-document")
            if not UNSEEN.search(document["id"]):
                assert document["id"] in shown, (document["id"], shown[:300])
            assert not UNSEEN.search(shown), shown
            for block in range(1, min(4, len(document["blocks"])) + 1):
                watched.go(f"#review/{quote(document['id'], safe='')}/{block}", "review")
                assert page.get_attribute("#decision", "data-block") == str(block)
                assert not UNSEEN.search(page.inner_text("#decision"))
        page.fill("#review-filters input[name=q]", "<script>")
        page.wait_for_selector("#review-document mark.hit", state="attached")


def test_hostile_documents_are_text_in_every_view(world):
    with Watched(world.browser, world.compared) as watched:
        page = watched.page
        for view in ["review", "duplicates", "lines", "compare"]:
            watched.go(f"#{view}", view)
            assert not UNSEEN.search(page.inner_text("body")), view
            for selector in [f"#{view}-list a"]:
                for at in range(min(12, page.locator(selector).count())):
                    page.locator(selector).nth(at).click()
                    watched.ready(view)
        assert watched.dangerous() == watched.elements


def test_addresses_name_what_they_may_and_run_nothing(world):
    attacks = ["<img src=x onerror=window.__steered=1>", "\"><script>window.__steered=1</script>", "%E0%A4%A", "__proto__", "constructor"]
    with Watched(world.browser, world.traced) as watched:
        for attack in attacks:
            for fragment, view in [
                ("#" + attack, "missing"), ("#review/" + quote(attack, safe=""), "review"),
                ("#duplicates/" + quote(attack, safe=""), "duplicates"), ("#lines/" + quote(attack, safe=""), "lines"),
                ("#review?q=" + quote(attack, safe=""), "review"), ("#review?reason=" + quote(attack, safe=""), "review"),
                ("#review?host=" + quote(attack, safe=""), "review"),
            ]:
                watched.go(fragment, view)


def test_only_addresses_of_the_web_are_links(world):
    with Watched(world.browser, world.traced, "#review") as watched:
        for document in hostile(world.traced):
            watched.go("#review/" + quote(document["id"], safe=""), "review")
            for link in watched.page.query_selector_all("#review-document a.address"):
                assert link.get_attribute("href").startswith(("http://", "https://"))
                assert "noopener" in link.get_attribute("rel")

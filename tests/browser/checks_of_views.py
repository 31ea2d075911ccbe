"""Views of a report: figures, filters, keys, permalinks, appearance."""

import re
from urllib.parse import quote

from harness import Watched


def at(stats, path):
    """The figure of stats.json at a path such as removed_by_reason.ad-marker.words; lists by number."""
    found = stats
    for part in path.split("."):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def figures_of(page):
    return page.evaluate(
        "[...document.querySelectorAll('[data-figure]')].map((e) => [e.dataset.figure, e.dataset.value, e.textContent])"
    )


def check_figures(page, stats):
    figures = figures_of(page)
    for path, value, _ in figures:
        assert str(at(stats, path)) == value, (path, value, at(stats, path))
    return {path for path, _, _ in figures}


def is_judged(block):
    return block["verdict"] == "keep" or block["verdict"] == "drop" and block.get("stage", "strip") == "strip"


def reasons_of(document):
    reasons = {block.get("reason", "other") for block in document["blocks"] if block["verdict"] == "drop"}
    for block in document["blocks"]:
        reasons |= {edit["reason"] for edit in block.get("edits", [])}
        if "decoded" in block:
            reasons.add(block["decoded"]["reason"])
    if document["fate"] != "kept" and document.get("why"):
        reasons.add(document["why"].split(":")[0])
    return reasons


def ids(documents):
    return sorted(document["id"] for document in documents)


def test_every_figure_of_the_overview_is_that_of_stats(world):
    stats = world.runs.stats("traced")
    with Watched(world.browser, world.traced) as watched:
        paths = check_figures(watched.page, stats)
        for path in ["books.records_in", "books.kept", "books.duplicates", "books.dropped", "books.rejected"]:
            assert path in paths, path
        reasons = {path.split(".")[1] for path in paths if path.startswith("removed_by_reason.")}
        assert reasons == set(stats["removed_by_reason"]), reasons ^ set(stats["removed_by_reason"])
        shown = [text for path, value, text in figures_of(watched.page) if path == "books.records_in"]
        assert any(text.replace(",", "") == str(stats["books"]["records_in"]) for text in shown), shown


def test_filters_show_exactly_the_documents_they_name(world):
    documents = world.traced.data("review")["documents"]
    reasons = sorted({reason for document in documents for reason in reasons_of(document)})
    with Watched(world.browser, world.traced, "#review") as watched:
        page = watched.page

        def shows(fragment, expected):
            watched.go("#review?" + fragment, "review")
            listed = sorted(watched.listed())
            assert listed == ids(expected), (fragment, set(listed) ^ set(ids(expected)))
            count = page.inner_text("#review-count b")
            assert count.startswith(str(len(listed)) + " "), (fragment, count)

        assert sorted(watched.listed()) == ids(documents)
        for reason in reasons:
            shows("reason=" + quote(reason), [one for one in documents if reason in reasons_of(one)])
        for host in sorted({document["host"] for document in documents}):
            shows("host=" + quote(host, safe=""), [one for one in documents if one["host"] == host])
        for fate in ["kept", "duplicate", "dropped"]:
            shows("fate=" + fate, [one for one in documents if one["fate"] == fate])
        for low, high in [(0, 0.01), (0.4, 0.6), (0.999, 1), (0, 1), (0.7, 0.2)]:
            inside = [
                one for one in documents
                if any(is_judged(block) and low <= block["score"] <= high for block in one["blocks"])
            ]
            shows(f"low={low}&high={high}", inside)
        for query in ["ferry", "FERRY", "a.b", "<script>", "nothing holds this", "plain 3 ä?#"]:
            def holds(one):
                texts = [one["id"], one.get("title"), one.get("url"), *(block["text"] for block in one["blocks"])]
                return any(text and re.search(re.escape(query), text, re.IGNORECASE) for text in texts)

            shows("q=" + quote(query, safe=""), [one for one in documents if holds(one)])
        both = [one for one in documents if {"teaser", "navigation"} & reasons_of(one) and one["fate"] == "kept"]
        shows("reason=teaser&reason=navigation&fate=kept", both)


def test_the_form_filters_as_the_address_does(world):
    documents = world.traced.data("review")["documents"]
    with Watched(world.browser, world.traced, "#review") as watched:
        page = watched.page
        page.keyboard.press("f")
        assert page.evaluate("document.querySelector('#review-filters details').open")
        page.check("#review-filters input[name=reason][value=navigation]")
        expected = [one for one in documents if "navigation" in reasons_of(one)]
        assert sorted(watched.listed()) == ids(expected)
        page.fill("#review-filters input[name=low]", "0.9")
        page.keyboard.press("Enter")
        page.click("#review-filters .chip >> nth=0")
        expected = [
            one for one in documents if any(is_judged(block) and block["score"] >= 0.9 for block in one["blocks"])
        ]
        assert sorted(watched.listed()) == ids(expected)
        page.click("#review-filters .chip >> nth=0")
        assert sorted(watched.listed()) == ids(documents)


def test_orders_are_what_they_say(world):
    documents = {document["id"]: document for document in world.traced.data("review")["documents"]}
    with Watched(world.browser, world.traced, "#review") as watched:
        page = watched.page

        def listed(order):
            page.select_option("#review-filters select[name=order]", order)
            found = watched.listed()
            assert sorted(found) == sorted(documents)
            return [documents[name] for name in found]

        closest = [one.get("closest", float("inf")) for one in listed("closest")]
        assert closest == sorted(closest)

        def below(document):
            return max([0] + [document["threshold"] - block["score"] for block in document["blocks"]
                              if "threshold" in document and block["verdict"] == "drop" and block.get("stage") == "strip"])

        against = [below(one) for one in listed("against")]
        assert against == sorted(against, reverse=True)
        lost = [one["words_in"] - one["words_out"] for one in listed("words")]
        assert lost == sorted(lost, reverse=True)
        assert [one["id"] for one in listed("run")] == list(documents)
        first = [one["id"] for one in listed("random")]
        page.fill("#review-filters input[name=seed]", "7")
        page.keyboard.press("Tab")
        second = watched.listed()
        assert first != second and sorted(first) == sorted(second)


def test_keys_go_through_documents_blocks_and_views(world):
    with Watched(world.browser, world.traced, "#review") as watched:
        page = watched.page
        listed = watched.listed()

        def opened(number):
            page.wait_for_selector(f'#review-list li:nth-child({number + 1}) a[aria-current="true"]')
            assert watched.open_document() == listed[number]

        opened(0)
        for key, number in [("j", 1), ("n", 2), ("j", 3), ("k", 2), ("p", 1), ("k", 0), ("k", 0)]:
            page.keyboard.press(key)
            opened(number)
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type("j2?")
        assert watched.open_document() is not None, "keys are text in the search"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.name") is None
        page.keyboard.press("?")
        page.wait_for_selector("dialog.help[open]")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog.help:not([open])", state="attached")
        for number, view in [("3", "duplicates"), ("4", "lines"), ("1", "overview"), ("2", "review")]:
            page.keyboard.press(number)
            watched.ready(view)
            page.wait_for_selector(f'nav a[data-view={view}][aria-current="page"]')
        assert page.locator("#view-review").is_visible() and not page.locator("#view-lines").is_visible()


def test_removed_blocks_are_reached_and_explained(world):
    documents = world.traced.data("review")["documents"]
    document = next(
        one for one in documents
        if 2 <= sum(block["verdict"] == "drop" for block in one["blocks"]) and any("causes" in b for b in one["blocks"])
    )
    removed = [n for n, block in enumerate(document["blocks"], 1) if block["verdict"] != "keep" or "decoded" in block]
    with Watched(world.browser, world.traced, "#review") as watched:
        page = watched.page
        watched.go("#review?order=run", "review")
        watched.go(f"#review/{quote(document['id'], safe='')}/{removed[0]}", "review")
        page.keyboard.press("Shift+J")
        page.wait_for_selector(f'#review-document .block.chosen[data-block="{removed[1]}"]')
        page.keyboard.press("Shift+K")
        page.wait_for_selector(f'#review-document .block.chosen[data-block="{removed[0]}"]')
        page.keyboard.press("Enter")
        block = document["blocks"][removed[0] - 1]
        panel = page.inner_text("#decision")
        if block["verdict"] == "drop":
            assert block["reason"] in panel and f"{block['score']:.3f}" in panel, panel
        assert "tamis inspect traced " in panel
        if "causes" in block:
            assert page.locator("#decision table.causes tbody tr").count() == len(block["causes"])
        page.keyboard.press("Escape")
        assert page.locator("#decision").is_hidden()


def test_a_permalink_opens_its_decision(world):
    documents = world.traced.data("review")["documents"]
    chosen = [one for one in documents if one["id"] in ("plain 3 ä?#%2F&", "plain/1")]
    assert len(chosen) == 2
    for document in chosen:
        dropped = next(n for n, block in enumerate(document["blocks"], 1) if block["verdict"] == "drop")
        with Watched(world.browser, world.traced, f"#review/{quote(document['id'], safe='')}/{dropped}") as watched:
            page = watched.page
            watched.ready("review")
            assert watched.open_document() == document["id"]
            assert page.get_attribute("#decision", "data-block") == str(dropped)
            page.keyboard.press("c")
            address = page.url
            page.wait_for_selector("#message.shown")
        with Watched(world.browser, world.traced, "#" + address.split("#", 1)[1]) as again:
            again.ready("review")
            assert again.open_document() == document["id"]
            assert again.page.get_attribute("#decision", "data-block") == str(dropped)
    with Watched(world.browser, world.traced, "#review/no%20such%20document") as watched:
        watched.ready("review")
        assert "no such document" in watched.page.inner_text("#view-review")


def test_before_and_after_are_what_the_blocks_say(world):
    documents = world.traced.data("review")["documents"]
    documents = [one for one in documents if one["blocks"] and len(one["blocks"]) < 40][:12]
    with Watched(world.browser, world.traced, "#review") as watched:
        for document in documents:
            watched.go("#review/" + quote(document["id"], safe=""), "review")
            for fold in watched.page.query_selector_all("#review-document .fold button[aria-expanded=false]"):
                fold.click()
            verdicts = watched.page.evaluate(
                "[...document.querySelectorAll('#review-document .block')].map((row) => row.dataset.verdict)"
            )
            assert verdicts == [block["verdict"] for block in document["blocks"]], document["id"]
            gone = watched.page.locator("#review-document .block[data-verdict=drop] .after").all_inner_texts()
            assert not any(text.strip() for text in gone), gone


def test_duplicates_show_their_clusters_and_differences(world):
    clusters = world.traced.data("duplicates")["clusters"]
    assert clusters
    with Watched(world.browser, world.traced, "#duplicates") as watched:
        watched.ready("duplicates")
        assert watched.listed("#duplicates-list") == [cluster["kept_id"] for cluster in clusters]
        for cluster in clusters[:5]:
            member = cluster["members"][0]
            watched.go(f"#duplicates/{quote(cluster['kept_id'], safe='')}/{quote(member['id'], safe='')}", "duplicates")
            assert watched.page.get_attribute("#duplicates-difference", "data-member") == member["id"]
            changed = sum(len(piece["text"].split()) for piece in member["difference"] if piece["of"] == "first")
            shown = watched.page.inner_text("#duplicates-difference")
            assert not member["difference"] or f"{changed} word" in shown, shown[:200]


def test_lines_stand_with_their_counts(world):
    sources = world.traced.data("lines")["sources"]
    assert sources
    with Watched(world.browser, world.traced, "#lines") as watched:
        watched.ready("lines")
        assert watched.listed("#lines-list", "data-host")[1:] == [source["host"] for source in sources]
        for source in sources[:5]:
            watched.go("#lines/" + (quote(source["host"], safe="") or "="), "lines")
            rows = watched.page.locator("#lines-table tbody tr").count()
            assert rows == min(300, len(source["lines"])), (source["host"], rows)


def test_two_runs_are_compared(world):
    data = world.compared.data("compare")
    assert data["documents"] and data["transitions"]
    with Watched(world.browser, world.compared, "#compare") as watched:
        page = watched.page
        watched.ready("compare")
        assert sorted(watched.listed("#compare-list")) == ids(data["documents"])
        rows = page.locator("#compare-transitions tr[data-from]").count()
        assert rows == len(data["transitions"]), rows
        for transition in data["transitions"][:3]:
            watched.go(f"#compare?from={quote(transition['from'])}&to={quote(transition['to'])}", "compare")
            expected = [
                one for one in data["documents"]
                if any((t["from"], t["to"]) == (transition["from"], transition["to"]) for t in one["transitions"])
            ]
            assert sorted(watched.listed("#compare-list")) == ids(expected), transition
        page.keyboard.press("5")
        watched.ready("compare")
    with Watched(world.browser, world.traced) as watched:
        assert watched.page.locator("nav a[data-view=compare]").count() == 0


def test_a_run_without_a_trace_says_so(world):
    data = world.untraced.data("review")
    assert data["documents"] and not data["has_trace"]
    with Watched(world.browser, world.untraced, "#review") as watched:
        check_figures(watched.page, world.runs.stats("untraced"))
        document = next(one for one in data["documents"] if any(block["verdict"] == "drop" for block in one["blocks"]))
        number = next(n for n, block in enumerate(document["blocks"], 1) if block["verdict"] == "drop")
        watched.go(f"#review/{quote(document['id'], safe='')}/{number}", "review")
        assert "kept no trace" in watched.page.inner_text("#decision")
        for view in ["duplicates", "lines", "overview"]:
            watched.go("#" + view, view)


def test_an_empty_run_is_a_report_like_any_other(world):
    with Watched(world.browser, world.empty) as watched:
        check_figures(watched.page, world.runs.stats("empty"))
        for view in ["review", "duplicates", "lines", "overview"]:
            watched.go("#" + view, view)
            assert watched.page.inner_text(f"#view-{view}").strip(), view
            for key in ["j", "k", "Shift+J", "t", "c", "/", "Escape", "Enter"]:
                watched.page.keyboard.press(key)


def test_the_overview_needs_no_script(world):
    stats = world.runs.stats("traced")
    with Watched(world.browser, world.traced, java_script_enabled=False) as watched:
        text = watched.page.inner_text("body")
        assert "JavaScript" in text
        assert f"{stats['books']['records_in']:,}" in text
        assert watched.page.locator("#view-overview svg").count() > 0
        assert watched.page.locator("[data-figure]").count() > 20


def luminance(colour):
    red, green, blue = (part / 255 for part in colour[:3])
    line = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


def contrast(page, selector):
    """Contrast of a text with what lies behind it, and the luminance of that."""
    colours = page.evaluate(
        """(selector) => {
            const layers = [];
            const text = document.querySelector(selector);
            for (let element = text; element; element = element.parentElement) layers.unshift(getComputedStyle(element).backgroundColor);
            const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
            const painted = (colour) => {
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                return [...canvas.getImageData(0, 0, 1, 1).data];
            };
            painted("white");
            const ground = layers.map(painted).at(-1);
            return [painted(getComputedStyle(text).color), ground];
        }""",
        selector,
    )
    light, dark = sorted(map(luminance, colours), reverse=True)
    return (light + 0.05) / (dark + 0.05), luminance(colours[1])


def test_it_reads_in_light_in_dark_and_on_paper(world):
    grounds = {}
    for scheme in ["light", "dark"]:
        with Watched(world.browser, world.traced, color_scheme=scheme) as watched:
            page = watched.page
            apart, grounds[scheme] = contrast(page, "#view-overview .number")
            assert apart >= 4.5, (scheme, apart)
            watched.go("#review/plain%2F1/1", "review")
            for selector in ["#review-document .block .before", "#review-document .block[data-verdict=drop] .before del"]:
                apart, _ = contrast(page, selector)
                assert apart >= 4.5, (scheme, selector, apart)
            page.click("#theme")
            page.click("#theme")
            assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert grounds["light"] > 0.5 > grounds["dark"], grounds
    with Watched(world.browser, world.traced) as watched:
        watched.page.emulate_media(media="print")
        assert watched.page.locator("#view-overview").is_visible()
        assert not watched.page.locator("nav").first.is_visible()
        assert len(watched.page.pdf()) > 10_000


def test_a_narrow_window_does_not_scroll_sideways(world):
    with Watched(world.browser, world.compared) as watched:
        for width in [1024, 640]:
            watched.page.set_viewport_size({"width": width, "height": 800})
            for view in ["overview", "review", "duplicates", "lines", "compare"]:
                watched.go("#" + view, view)
                sideways = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert sideways <= 1, (view, width, sideways)

//! Each rule on one line, with the look-alikes that have to stay.
//!
//! In the lines `⟦` and `⟧` stand around what goes; a line without them stays as it is.

use std::sync::LazyLock;

use tamis_core::Reason;

use super::InlineRules;

static RULES: LazyLock<InlineRules> = LazyLock::new(InlineRules::built_in);

/// Carries out the edits of a line without its marks and compares with the line without what they enclose.
#[track_caller]
fn check_at(marked: &str, is_first: bool) -> Vec<Reason> {
    let text: String = marked.chars().filter(|c| !matches!(c, '⟦' | '⟧')).collect();
    let (mut wanted, mut inside) = (String::new(), false);
    for c in marked.chars() {
        match c {
            '⟦' => inside = true,
            '⟧' => inside = false,
            _ if !inside => wanted.push(c),
            _ => {}
        }
    }
    let edits = RULES.edits(&text, is_first);
    let (mut left, mut at) = (String::new(), 0);
    for edit in &edits {
        assert!(!edit.evidence.is_empty(), "{edit:?}");
        left.push_str(text.get(at..edit.range.start).unwrap_or_default());
        left.push_str(&edit.replacement);
        at = edit.range.end;
    }
    left.push_str(text.get(at..).unwrap_or_default());
    assert_eq!(left, wanted, "{edits:#?}");
    edits.into_iter().map(|edit| edit.reason).collect()
}

#[track_caller]
fn check(marked: &str) {
    check_at(marked, false);
}

/// Something goes for one reason.
#[track_caller]
fn check_reason(marked: &str, reason: Reason) {
    assert_eq!(check_at(marked, false), [reason]);
}

#[test]
fn markers_of_advertisements_go() {
    check_reason(
        "The pump failed again on Tuesday. ⟦Story continues below advertisement ⟧The mayor was not amused.",
        Reason::AdMarker,
    );
    check(
        "The pump failed again. ⟦Advertisement - scroll to continue ⟧“It was old,” the mayor said on Monday.",
    );
    check(
        "The pump failed again on Tuesday, and the mayor was not amused.⟦ Article continues after advertisement⟧",
    );
    check("⟦STORY CONTINUES BELOW ADVERTISEMENT ⟧The pump failed again on Tuesday, the mayor said.");
    check(
        "Die Pumpe fiel am Dienstag wieder aus. ⟦Artikel wird nach der Werbung fortgesetzt ⟧Der Bürgermeister schwieg.",
    );
    check(
        "La pompe est tombée en panne mardi. ⟦La suite après cette publicité ⟧Le maire n’a rien dit ce matin-là.",
    );
    check(
        "La bomba volvió a fallar el martes. ⟦Continúa después de la publicidad ⟧El alcalde no dijo una palabra.",
    );
    check("Насос снова сломался во вторник. ⟦Продолжение после рекламы ⟧Мэр города промолчал.");
    check("Насос снова сломался во вторник. ⟦ПРОДОЛЖЕНИЕ ПОСЛЕ РЕКЛАМЫ ⟧Мэр города промолчал.");
    check("تعطلت المضخة مرة أخرى يوم الثلاثاء. ⟦يستمر المقال بعد الإعلان ⟧لم يقل رئيس البلدية شيئا.");
    check("पंप मंगलवार को फिर बंद हो गया। ⟦खबर विज्ञापन के बाद जारी है ⟧महापौर ने कुछ नहीं कहा।");
    check("抽水机星期二又坏了，城里的地下室第三次进水。⟦（广告）⟧市长当天上午没有作出任何回应。");
    check(
        "ポンプは火曜日にまた止まり、地下室は三度目の浸水となった。⟦記事は広告の後に続きます⟧市長は何も言わなかった。",
    );
}

#[test]
fn markers_of_advertisements_of_one_word_go_before_a_word_of_the_grammar() {
    check("The pump failed again on Tuesday, for the third time. ⟦Advertisement ⟧The mayor was not amused.");
    check("The pump failed again on Tuesday, and the mayor of the town was not amused.⟦ ADVERTISEMENT⟧");
    check("Die Pumpe fiel am Dienstag zum dritten Mal aus. ⟦Anzeige ⟧Die Stadt sucht nun nach einer neuen.");
    check("The town lives on two taxes and a toll. Advertisement Tax brings in most of it, the mayor said.");
    check(
        "We showed two posters to a hundred people. Advertisement A has a dog on it, and the other has none.",
    );
}

#[test]
fn sentences_about_advertisements_stay() {
    check(
        "The town forbade posters on the quay. Advertisement. That word was painted over the ban by night.",
    );
    check(
        "Publishers write \"Story continues below advertisement\" where a banner will be put into the text.",
    );
    check(
        "Labels come in three kinds. Advertisement - scroll to continue is the one that readers like least.",
    );
    check(
        "Put a label above every banner, for example Story continues below advertisement, in small grey letters.",
    );
    check(
        "The label is a paragraph of its own: <p>Story continues below advertisement</p> The class does not matter.",
    );
    check("label.textContent = \"Read on. Story continues below advertisement\"; banner.prepend(label);");
    check("// Banners come after the third paragraph. Story continues below advertisement");
}

#[test]
fn teasers_between_two_sentences_go() {
    check_reason(
        "The council voted for the plan. ⟦Read more: Ten harbour cities that regret their tunnels. ⟧The mayor abstained.",
        Reason::InlineTeaser,
    );
    check(
        "The council voted for the plan. ⟦(See also: Ten harbour cities that regret their tunnels) ⟧The mayor abstained.",
    );
    check(
        "The council voted for the plan last night, and the mayor abstained.⟦ RELATED: Ten harbours that regret it⟧",
    );
    check(
        "The council voted for the plan. ⟦RELATED: Why Are Trams Always Late? ⟧The mayor abstained, as she had said.",
    );
    check("Der Rat stimmte am Abend für den Plan.⟦ Lesen Sie auch: Zehn Städte, die ihren Tunnel bereuen⟧");
    check("Le conseil a voté le projet hier soir.⟦ À lire aussi : Dix ports qui regrettent leur tunnel⟧");
    check("El consejo aprobó el plan anoche.⟦ Lea también: Diez puertos que lamentan su túnel⟧");
    check("Совет вчера вечером одобрил план.⟦ Читайте также: Десять городов, которые жалеют о туннелях⟧");
    check("وافق المجلس على الخطة مساء أمس بعد نقاش طويل.⟦ اقرأ أيضا: عشر مدن ندمت على أنفاقها⟧");
    check(
        "市议会昨晚以十一票对四票通过了这项计划。⟦（相关阅读：后悔修建隧道的十座港口城市）⟧市长投了弃权票。",
    );
}

#[test]
fn the_words_of_teasers_in_sentences_stay() {
    check(
        "The teacher was tired of screens. He told them to read more: books, papers, whatever lay on the table.",
    );
    check("The index is short. See also: Figure 4 and the notes on the third chapter of this book.");
    check("Trams are older than buses in this county. See also: the tables of the railway office for 1911.");
    check("\"I have one rule for you. Read more: Books will not bite you,\" said the teacher to the class.");
    check(
        "The poster had three lines. \"Read more: Books broaden your mind and your shelf.\" It hung in the hall.",
    );
}

#[test]
fn a_teaser_whose_end_is_open_stays() {
    check(
        "The council voted. Read more: Ten cities that regret their tunnels The mayor abstained on Thursday.",
    );
    check(
        "The council voted. Read more: Ten cities that regret their tunnels Mayor Sloan abstained on Thursday.",
    );
    check(
        "The council voted. Read more: Ten Cities That Regret Their Tunnels The council had met on Thursday.",
    );
    check("市议会昨晚以十一票对四票通过了这项计划。相关阅读：后悔修建隧道的十座港口城市。市长投了弃权票。");
}

#[test]
fn repeated_captions_and_credits_go() {
    check_reason(
        "A street in Velmouth last week.⟦ A street in Velmouth last week. Photo: Aldo Feyerling/Velmouth Post⟧",
        Reason::InlineCaption,
    );
    check(
        "⟦A street in Velmouth last week. A street in Velmouth last week. Photo: Aldo Feyerling/AFP ⟧\
         The council wants to dig up the trams, which leak at every spring tide.",
    );
    check(
        "⟦A street in Velmouth last week. Getty Images A street in Velmouth last week. Getty Images ⟧\
         The council wants to dig up the trams.",
    );
    check(
        "Trams wait in the rain at the depot. ⟦(Photo by Aldo Feyerling/Getty Images) ⟧The council met at nine.",
    );
    check(
        "Trams wait in the rain at the depot. ⟦Photo: Aldo Feyerling/Reuters ⟧The council met at nine o'clock.",
    );
    check("Straßenbahnen warten im Regen am Depot. ⟦(Foto: Aldo Feyerling/dpa) ⟧Der Rat tagte um neun Uhr.");
}

#[test]
fn refrains_and_sentences_with_the_words_of_credits_stay() {
    check(
        "Row out, row out, the tide is high. Row out, row out, the tide is high. And we shall be home by day.",
    );
    check(
        "It was over for the ferry company. It was over for the ferry company. Reuters had the news at noon already.",
    );
    check(
        "The word has two halves. Photo: light in Greek, as every child learns in the first year of school.",
    );
    check("He liked the picture. Photo by photo, he went through the album of his aunt until it was dark.");
    check(
        "The list was read aloud in the hall. Picture: Anna and the sea, oil on canvas, by an unknown hand.",
    );
}

#[test]
fn buttons_that_unfold_the_rest_go() {
    check_reason(
        "The trams of Velmouth were buried for eleven years, until the city council decided to…⟦SShow more⟧",
        Reason::InlineWidget,
    );
    check("The trams of Velmouth were buried for eleven years, at a cost of 400 million.⟦ Read less⟧");
    check(
        "Die Bahnen von Velmouth lagen elf Jahre lang unter der Erde, und niemand sah sie.⟦ Mehr anzeigen⟧",
    );
    check("The doctor was brief, and so is his advice to the council. Sleep well. Eat less. Read more");
    check("The doctor told the council that its members should sleep well, eat less and read more");
    check("The button at the foot of the page has a label of two words, and the label says Show more");
}

#[test]
fn rows_of_buttons_and_counters_go() {
    check_reason(
        "⟦Share 12 Tweet 5 Email ⟧The council wants to dig up the trams, which leak at every spring tide.",
        Reason::InlineWidget,
    );
    check("⟦123 Shares ⟧The council wants to dig up the trams, which leak at every spring tide of the year.");
    check("The council wants to dig up the trams, which leak at every spring tide of the year.⟦ 0 Comments⟧");
    check("The council wants to dig up the trams, which leak at every spring tide.⟦ Facebook Twitter Email⟧");
    check("Share prices of the tram company rose by 123 points after the council had voted for the plan.");
    check("The tram company had a good day, and its shares rose 123");
    check("123 shares of the tram company were sold on Thursday, which is more than in all of last year.");
    check("12 Comments On The Plan To Dig Up The Trams Of Velmouth, Collected By A Patient Reader.");
    check("Email Facebook Support and ask them why the page of the tram museum has been taken down.");
    check("She kept everything that her grandfather had left to her. 500 shares");
    check("Facebook, Twitter and LinkedIn were asked by the council why the tram museum could not be found.");
}

#[test]
fn players_and_placeholders_go() {
    check(
        "⟦Listen to this article 4 min ⟧The council wants to dig up the trams, which leak at every spring tide.",
    );
    check(
        "The council wants to dig up the trams. ⟦Listen to this story · 5:32 ⟧The mayor abstained on Thursday.",
    );
    check("⟦Skip to main content ⟧The council wants to dig up the trams, which leak at every spring tide.");
    check(
        "The council wants to dig up the trams. ⟦{{ /verifyErrors }} ⟧The mayor abstained on Thursday night.",
    );
    check("Listen to this article on the train, she wrote to him, and tell me what you think of the trams.");
    check("In a page of the council, {{ user.name }} stands where the name of a citizen will be filled in.");
    check(
        "The page greets whoever comes back. {{ user.name }} is filled in by the server before it is sent.",
    );
}

#[test]
fn prefixes_of_extractors_go_from_the_first_line_alone() {
    let reasons =
        check_at("⟦ date 2022-04-03 You are here ⟧Velmouth to move its trams back above ground", true);
    assert_eq!(reasons, [Reason::ExtractorPrefix]);
    check_at("⟦You are here: ⟧Velmouth to move its trams back above ground", true);
    check_at(" date 2022-04-03 Velmouth to move its trams back above ground", false);
    check_at("date 2022-04 is when Velmouth will move its trams back above ground", true);
    check_at("VELMOUTH (Reuters) - The council voted on Thursday to move its trams back above ground.", true);
    check_at("(CNN) - The council of Velmouth voted on Thursday to move its trams back above ground.", true);
}

#[test]
fn two_things_in_one_line_go() {
    check(
        "⟦Listen to this article 4 min ⟧The council voted. ⟦Story continues below advertisement ⟧The mayor did not.\
         ⟦ Share Tweet Email⟧",
    );
}

#[test]
fn a_line_of_nothing_else_is_not_emptied() {
    check(
        "Story continues below advertisement. Story continues below advertisement. Listen to this article 4 min",
    );
}

#[test]
fn sentences_with_the_vocabulary_of_a_frame_stay() {
    check("It was originally published in hardcover, and the comments on it fill a shelf of their own.");
    check("Shares in the tram company rose by 5, and those who share 12 Tweet 5 Email get a free ride.");
}

/// Many marks and phrases in one line cost what its length does; the tests of the binary bound the time.
#[test]
fn long_lines_are_gone_through_once() {
    const TIMES: usize = 20_000;
    for unit in [
        "A. Read more: Ab ",
        "A. (Read more: Ab ",
        "A. Photo x ",
        "A. (Photo: Ab ",
        "Photo:A.",
        "A. {{ ",
        ".",
        ".!)",
        "!?…\"",
        "Xyz.Story continues below advertisement",
    ] {
        RULES.edits(&unit.repeat(TIMES), false);
    }
    let folded = format!("{}{}", "A. Show more".repeat(TIMES), ".".repeat(TIMES));
    RULES.edits(&folded, false);
}

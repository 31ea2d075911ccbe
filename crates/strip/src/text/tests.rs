//! Each rule on a small text, with the look-alikes that have to stay.
//!
//! In the texts `+` stands before a line that stays, `x` before one that goes, `%` before a line of an
//! encoded fragment that stays and `&` before one that goes.

mod judge;
mod training;

use std::sync::Arc;

use tamis_core::{Block, BlockKind, DecodeNote, Document, Encoding, Layout, Markup, Reason};

use crate::engines::engine;
use crate::{Judgement, Mode, StripConfig, Stripper};

const FERRY: &str = "\
+ The island ferry Skylark will return to service on Monday after eleven weeks in dry dock at Kelhaven.
+ Harbour master Ingrid Solvang said engineers had replaced both propeller shafts and the ferry's main gearbox.
+ \"The shafts were worn beyond repair,\" Solvang told the island council on Thursday evening at the town hall.
+ Islanders have relied on a chartered fishing boat since the Skylark lost power outside Kelhaven harbour in March.
+ The council paid for the charter, and Solvang expects the repair of the ferry to cost four million crowns.
+ Summer timetables for the Skylark will be printed once the ferry has passed its harbour trials at Kelhaven.";

/// Paragraphs of the ferry report before which lines are put in.
const BEFORE: usize = 0;
const WITHIN: usize = 3;
const BEHIND: usize = 6;

/// The blocks of a marked text, and whether each has to stay.
fn marked(text: &str) -> (Document, Vec<bool>) {
    let note = |part: usize| {
        Arc::new(DecodeNote {
            reason: Reason::PercentDecoded,
            encoding: Encoding::Percent,
            layers: 1,
            whole_line: true,
            original: format!("fragment {part}"),
        })
    };
    let (mut blocks, mut stay, mut current) = (Vec::new(), Vec::new(), None);
    for (at, line) in text.lines().enumerate() {
        let (sign, body) = line.split_at_checked(2).expect("every line has a sign");
        let mut block = Block::new(BlockKind::Paragraph, body);
        if matches!(sign, "% " | "& ") {
            block.note = Some(Arc::clone(current.get_or_insert_with(|| note(at))));
        } else {
            current = None;
        }
        blocks.push(block);
        stay.push(matches!(sign, "+ " | "% "));
    }
    (Document { markup: Markup::Text, blocks, ..Document::default() }, stay)
}

fn judge(document: &Document, mode: Mode) -> Judgement {
    engine(mode).judge(document)
}

/// Judges a marked text in balanced mode; says which lines are judged wrongly, and gives the reasons.
fn judged(text: &str) -> (Vec<String>, Vec<Option<Reason>>) {
    let (document, stay) = marked(text);
    let judgement = judge(&document, Mode::Balanced);
    let mut wrong = Vec::new();
    for ((block, verdict), stays) in document.blocks.iter().zip(&judgement.verdicts).zip(stay) {
        if verdict.is_drop() == stays {
            let got = if stays { "goes" } else { "stays" };
            let (reason, evidence) = (verdict.reason, &verdict.evidence);
            wrong.push(format!("{got}: {:?}: {reason:?} {} {evidence}", block.text, verdict.score));
        }
    }
    (wrong, judgement.verdicts.into_iter().map(|verdict| verdict.reason).collect())
}

/// Judges a marked text in balanced mode and compares line by line.
#[track_caller]
fn check(text: &str) -> Vec<Option<Reason>> {
    let (wrong, reasons) = judged(text);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    reasons
}

/// The ferry report with lines after so many of its paragraphs.
fn report_with(lines: &str, after: usize) -> String {
    let mut all: Vec<&str> = FERRY.lines().collect();
    all.splice(after..after, lines.lines());
    all.join("\n")
}

/// The ferry report with lines after it.
#[track_caller]
fn after_report(lines: &str) -> Vec<Option<Reason>> {
    check(&report_with(lines, BEHIND))
}

/// The ferry report with lines before it.
#[track_caller]
fn before_report(lines: &str) -> Vec<Option<Reason>> {
    check(&report_with(lines, BEFORE))
}

/// The ferry report with lines after its third paragraph.
#[track_caller]
fn within_report(lines: &str) -> Vec<Option<Reason>> {
    check(&report_with(lines, WITHIN))
}

/// What a careful editor would take out of the ferry report, or leave in it, and the judge does not yet.
/// A gap that is closed has to move to the test of its kind.
#[test]
fn known_gaps_of_the_learned_judge() {
    let mut closed = Vec::new();
    for (after, lines) in [
        // A paragraph of the report once more.
        (
            BEHIND,
            "x The island ferry Skylark will return to service on Monday after eleven weeks in dry dock at Kelhaven.",
        ),
        (BEHIND, "x #ferry #kelhaven"),
    ] {
        let (wrong, _) = judged(&report_with(lines, after));
        if wrong.is_empty() {
            closed.push(lines);
        }
    }
    assert!(closed.is_empty(), "known gaps no longer: {closed:#?}");
}

/// Lines of which the forests alone would not be sure.
#[test]
fn what_a_rule_is_sure_of_goes() {
    after_report("x Tags: ferry, harbour, island");
    after_report("x Kelhaven harbour through the years – in pictures");
    within_report("x >> Ten walks for a rainy weekend");
    after_report("x (Reporting by Berit Lund in Kelhaven; editing by Tomas Reyes)");
    within_report("x Begin your evening with our harbour newsletter: sign up today, it costs nothing.");
}

#[test]
fn a_plain_report_stays_whole() {
    check(FERRY);
}

#[test]
fn unrelated_boxes_at_the_tail_go_with_their_titles() {
    let reasons = after_report(
        "x Painters of the Venetian school\n\
         x - Giorgione\n\
         x - Tintoretto\n\
         x - Veronese\n\
         x - Canaletto\n\
         x Quillmark profile\n\
         x Founded: 2016\n\
         x Founder: Anselm Brightwater\n\
         x Sector: Textile recycling\n\
         x Investors: Larchfield Partners",
    );
    assert_eq!(reasons.last(), Some(&Some(Reason::UnrelatedBox)));
}

#[test]
fn an_unrelated_encoded_box_goes_with_a_plain_title() {
    let reasons = after_report(
        "x MOONLIT ORCHARD\n\
         & Director: Paloma Whitcombe\n\
         & Cast: Edmund Farrow, Lucinda Vale\n\
         & Rating: 2/5",
    );
    assert_eq!(reasons.last(), Some(&Some(Reason::EncodedFragment)));
}

#[test]
fn an_encoded_tail_of_the_article_stays() {
    after_report(
        "% The Skylark will sail from Kelhaven twice a day during the trials, Solvang said.\n\
         % Islanders may ride the ferry without a ticket until the council has approved the summer timetable.",
    );
}

#[test]
fn the_articles_own_box_stays() {
    after_report(
        "+ The Skylark at a glance\n\
         + Ferry: Skylark\n\
         + Home harbour: Kelhaven\n\
         + Out of service since: March\n\
         + Cost of repair: four million crowns",
    );
}

#[test]
fn a_results_list_of_the_match_reported_stays() {
    check(
        "+ Brackley Town beat Orford Wanderers by three goals on Saturday and climbed to the top of the table.\n\
         + Orford Wanderers had not lost at home to Brackley Town since the league was founded.\n\
         + Elsewhere Penmoor Athletic held Halden City to a draw in the rain, and Halden City stay second.\n\
         + The league rests for a week before Brackley Town travel to Penmoor Athletic.\n\
         + Saturday's results\n\
         + Orford Wanderers 0-3 Brackley Town\n\
         + Penmoor Athletic 1-1 Halden City",
    );
}

#[test]
fn a_recipe_keeps_its_lists() {
    check(
        "+ Barley soup with leeks\n\
         + My aunt cooked this barley soup on Sundays, with leeks from her own garden and a heel of rye bread.\n\
         + Soak the barley overnight, because dry barley drinks half of the stock before the leeks are soft.\n\
         + Ingredients\n\
         + 200g pearl barley\n\
         + 3 leeks, sliced\n\
         + 1 litre stock\n\
         + 20g butter\n\
         + Method\n\
         + 1. Sweat the leeks in the butter.\n\
         + 2. Add barley and stock and simmer for an hour.",
    );
}

#[test]
fn a_poem_keeps_its_refrain() {
    check(
        "+ The harbour choir closed the evening with an old rowing song that every child on the island knows.\n\
         + Its refrain comes back after every verse, and the whole hall sang it with the harbour choir:\n\
         + Row out, row out, the tide is high,\n\
         + The gulls are over the bay,\n\
         + Row out, row out, the tide is high,\n\
         + And we shall be home by day.\n\
         + Row out, row out, the tide is high,\n\
         + The choir sang the rowing song twice before the island children were taken home from the hall.",
    );
}

#[test]
fn a_tutorial_about_urls_keeps_its_examples() {
    check(
        "+ How to write a space in a query\n\
         + A query must not hold a space, so the space in the query is written as %20 or as a plus sign.\n\
         + The server turns %20 back into a space before the query is parsed.\n\
         + https://shop.example/find?q=red%20shoes\n\
         + - %20 is a space\n\
         + - %2F is a slash\n\
         + Encode each value of the query once, since a second pass turns %20 into %2520.",
    );
}

#[test]
fn a_list_of_headlines_that_stand_again_goes_and_the_headings_stay() {
    let reasons = check(
        "+ Storm Edda: what we know so far\n\
         + The storm reached the west coast before dawn and left forty thousand homes without power by noon.\n\
         x Latest headlines:\n\
         x - Railway closes the coastal line until Friday\n\
         x - Power company asks for patience\n\
         x - Minister cuts holiday short\n\
         + Railway closes the coastal line until Friday\n\
         + Trees have fallen on the coastal line at nine places, the railway said, and crews cannot reach them yet.\n\
         + Power company asks for patience\n\
         + Crews from three countries are mending the power grid, but the storm has broken masts on the coast.",
    );
    assert_eq!(reasons.get(3), Some(&Some(Reason::RepeatedHeadline)));
}

#[test]
fn bullets_with_sentences_about_the_subject_stay() {
    within_report(
        "+ Here is what islanders need to know about the ferry:\n\
         + - New gearbox: The ferry's old gearbox was built in Kelhaven, and Solvang wants it shown in the museum.\n\
         + - Charter ends: The council will send the chartered fishing boat home once the Skylark has passed its trials.",
    );
}

#[test]
fn prefixes_of_extractors_are_cut_and_the_sentence_stays() {
    let (document, _) = marked(&format!("+  date 2021-07-30 You are here {}", FERRY.split_at(2).1));
    let judgement = judge(&document, Mode::Balanced);
    let text = Layout::new(&document.blocks).render(&judgement.verdicts);
    assert!(text.starts_with("The island ferry Skylark"), "{text}");
    assert_eq!(judgement.verdicts.first().and_then(|verdict| verdict.reason), Some(Reason::ExtractorPrefix));
}

#[test]
fn a_date_in_a_sentence_is_no_prefix() {
    check(
        "+ The date 2021-07-30 was carved above the door when the new lighthouse of Kelhaven was opened to visitors.",
    );
}

#[test]
fn markers_of_advertisements_are_cut_out_of_a_paragraph() {
    let line =
        "The pump failed again on Tuesday. Story continues below advertisement The mayor was not amused.";
    let (document, _) = marked(&format!("+ {line}\n{FERRY}"));
    let judgement = judge(&document, Mode::Balanced);
    let text = Layout::new(&document.blocks).render(&judgement.verdicts);
    assert!(text.starts_with("The pump failed again on Tuesday. The mayor was not amused.\n"), "{text}");
    assert_eq!(judgement.verdicts.first().and_then(|verdict| verdict.reason), Some(Reason::AdMarker));
}

#[test]
fn teasers_go_and_sentences_with_the_same_words_stay() {
    within_report("x Read more: Bridge toll to rise in the autumn");
    within_report("x For our earlier coverage, please click here.");
    within_report("+ Solvang said the ferry would stay here.");
    after_report("x Read about our reporting principles.");
    within_report("+ Read our principles aloud, the council had told every skipper.");
    within_report("+ More: that, Solvang said, is what islanders always want of the ferry.");
}

#[test]
fn signatures_go_and_attributions_of_quotes_stay() {
    let reasons = within_report("x -Coastal Wire's Berit Lund");
    assert_eq!(reasons.get(3), Some(&Some(Reason::Signature)));
    within_report("+ \"A ferry is a promise that leaves every morning.\"\n+ — Ingrid Solvang");
}

#[test]
fn share_lines_and_counters_go_and_sentences_stay() {
    within_report("x Share this:");
    before_report("x Facebook Twitter LinkedIn Email");
    after_report("x 37 Comments");
    within_report(
        "+ Shares in the ferry company fell on Thursday, and the council said it would not buy more of them.",
    );
}

#[test]
fn pleas_go_and_sentences_about_newsletters_stay() {
    within_report("x Sign up to our newsletter");
    within_report("x Enjoying this story? Subscribe to our weekly briefing for more of the kind.");
    within_report(
        "+ The ferry company's newsletter told islanders in March that the Skylark would return within days.",
    );
}

#[test]
fn captions_with_credits_go_and_sentences_stay() {
    within_report("x Photo: Berit Lund/Reuters");
    before_report(
        "x The Skylark in dry dock last week. Getty Images\nx The Skylark in dry dock last week. Getty Images",
    );
    within_report("+ Pictures of the worn shafts hung in the town hall while Solvang spoke to the council.");
}

#[test]
fn kickers_and_bylines_go_from_the_head_and_headlines_stay() {
    before_report("x LIVE UPDATES\n+ Island ferry returns after eleven weeks");
    before_report("+ Island ferry returns after eleven weeks\nx By Berit Lund\nx 4 min read");
    before_report("x Updated: March 3, 2021 4:12 pm");
}

#[test]
fn legal_lines_go_and_clauses_stay() {
    after_report("x © 2019 Coastal Wire Group. All rights reserved.");
    after_report("x This article was originally published on Coastal Wire.");
    within_report(
        "+ It was originally published in hardcover by the island council, with a map of the ferry's first route.",
    );
}

#[test]
fn advertisements_go() {
    within_report("x Advertisement");
    within_report("x Article continues below this ad");
}

#[test]
fn headings_with_equal_words_and_other_text_stay() {
    check(
        "+ What the skipper of the first ferry says about the crossing to Kelhaven in winter and in summer.\n\
         + In winter\n\
         + The crossing takes the ferry an hour in winter, because the skipper has to go around the ice.\n\
         + The verdict\n\
         + A skipper who likes the ice, the first ferry and an empty deck could not ask for more than the winter.\n\
         + In summer\n\
         + The crossing takes the ferry forty minutes in summer, when the skipper may go straight to Kelhaven.\n\
         + The verdict\n\
         + The summer is for passengers, the skipper of the first ferry says, and for ice of the other kind.",
    );
}

#[test]
fn a_whole_page_loses_menu_and_foot() {
    let menu = "x Skip to content\nx Menu\nx Home\nx News\nx Sport\nx Culture\nx Weather\nx Contact\nx About\nx Search\n\
                x Log in\nx Subscribe";
    let foot = "x Related articles\nx Bridge toll to rise\nx New bakery opens\nx About us\nx Contact\nx Careers\n\
                x Privacy policy\nx Terms of use\nx Cookie policy\nx Sitemap\nx Facebook\nx Instagram\n\
                x © 2024 Coastal Wire\nx Back to top\nx Help\nx Jobs\nx Press";
    check(&format!("{menu}\n{FERRY}\n{foot}"));
}

#[test]
fn recall_keeps_at_least_what_precision_keeps() {
    let text =
        format!("{FERRY}\nx Where to eat\nx The Brass Kettle: stews and pies, mains from 12.\nx Learn more");
    let (document, _) = marked(&text);
    let kept = |mode| judge(&document, mode).verdicts.iter().filter(|verdict| !verdict.is_drop()).count();
    assert!(kept(Mode::Recall) >= kept(Mode::Balanced));
    assert!(kept(Mode::Balanced) >= kept(Mode::Precision));
}

#[test]
fn over_the_loss_limit_everything_stays_and_is_flagged() {
    let (document, _) = marked(&format!("{FERRY}\nx Share this:\nx Advertisement"));
    let config = StripConfig { loss_limit: 0.001, ..StripConfig::default() };
    let judgement = Stripper::new(config).expect("the settings are valid").judge(&document);
    assert_eq!(judgement.flags, [tamis_core::Flag::LossLimit]);
    assert!(judgement.verdicts.iter().all(|verdict| !verdict.is_drop()));
}

#[test]
fn settings_out_of_range_name_their_key() {
    let mut config = StripConfig::default();
    config.text.recall_beta = -1.0;
    let error = Stripper::new(config).expect_err("a negative weight is refused");
    assert_eq!(error.key, "strip.text.recall_beta");
    let mut config = StripConfig::default();
    config.text.heading_floor = f32::NAN;
    assert_eq!(Stripper::new(config).expect_err("no number is refused").key, "strip.text.heading_floor");
    let config = StripConfig { loss_limit: 1.5, ..StripConfig::default() };
    assert_eq!(Stripper::new(config).expect_err("over 1 is refused").key, "strip.loss_limit");
}

#[test]
fn other_languages_are_judged_by_the_same_cues() {
    check(
        "+ Die Inselfähre Möwe fährt ab Montag wieder, nachdem sie elf Wochen in der Werft von Kelhafen gelegen hat.\n\
         + Hafenmeisterin Ingrid Solvang sagte, die Werft habe beide Propellerwellen und das Getriebe der Fähre ersetzt.\n\
         + Die Insel hatte seit März ein gemietetes Fischerboot benutzt, das der Gemeinderat bezahlte.\n\
         x Anzeige\n\
         + Die Fähre Möwe muss vor dem Sommer noch eine Probefahrt im Hafen von Kelhafen bestehen, sagte Solvang.\n\
         x Lesen Sie auch: Brückenmaut steigt im Herbst",
    );
    check(
        "+ 島のフェリーは月曜日から運航を再開する。港の修理工場で十一週間を過ごした。\n\
         + 港長は修理工場がフェリーのプロペラ軸と変速機を交換したと述べた。\n\
         + 島の人々は三月から漁船に頼ってきた。議会がその費用を支払った。",
    );
}

#[test]
fn a_poem_without_an_article_around_it_stays_whole() {
    check(
        "+ The Lamplighter\n\
         + Light the lamp, light the lamp,\n\
         + for the fog is on the quay,\n\
         + Somebody carried a ladder\n\
         + and nobody carried a key.\n\
         + Wait a while, wait a while,\n\
         + said the baker at her door,\n\
         + My bread has been ready since seven\n\
         + and I shall not bake any more.",
    );
}

#[test]
fn a_paragraph_of_sentences_that_shares_names_with_the_article_stays() {
    after_report(
        "+ Anglers were less pleased. Their club pointed out that the only bench with a view of the water stands \
         where passengers from Kelhaven will queue, and it has asked Solvang for another one with a roof.",
    );
}

#[test]
fn a_colon_title_goes_with_the_list_under_it() {
    after_report(
        "x Second-hand pianos: three checks\n\
         x - Press every key twice and listen for a rattle\n\
         x - Smell the felt for moths\n\
         x - Bring a tuner who dislikes varnish",
    );
}

/// Articles with a list or key-value rows of their own at the end.
const ARTICLES_WITH_LISTS: [&str; 7] = [
    "+ Die Bäckerei Lindner in Altmoor backt seit Montag wieder, nachdem der Ofen drei Wochen lang kalt geblieben war.\n\
         + Bäckermeisterin Jutta Lindner sagte, das Roggenbrot werde wie früher über Nacht im Ofen gebacken.\n\
         + In Altmoor hatten die Leute das Roggenbrot der Bäckerei Lindner in dieser Zeit sehr vermisst.\n\
         + Das gibt es in der Bäckerei Lindner\n\
         + - Roggenbrot aus dem Ofen\n\
         + - Brötchen mit Mohn\n\
         + - Kuchen am Sonntag",
    "+ Le moulin de Saint-Aubry tourne de nouveau depuis lundi, après deux ans de travaux sur la grande roue.\n\
         + La meunière Odile Ferrand explique que la farine du moulin sera vendue au marché de Saint-Aubry.\n\
         + Les habitants de Saint-Aubry avaient réuni l'argent des travaux en vendant des gâteaux et des confitures.\n\
         + Les farines du moulin\n\
         + - Farine de blé\n\
         + - Farine de seigle\n\
         + - Farine de châtaigne",
    "+ El faro de Puerto Claro volverá a encenderse el lunes, después de nueve meses de obras en la torre.\n\
         + La farera Inés Robledo contó que la lámpara del faro es nueva y que gasta la mitad que la antigua.\n\
         + Los pescadores de Puerto Claro habían pedido durante meses que la lámpara se reparase antes del invierno.\n\
         + Datos del faro\n\
         + Altura de la torre: 31 metros\n\
         + Lámpara: 1.000 vatios\n\
         + Farera: Inés Robledo",
    "+ Старый мост через Луговку открыли в понедельник, после того как мастера целый год меняли его дубовые сваи.\n\
         + Инженер Вера Сомова сказала, что новые сваи моста простоят не меньше восьмидесяти лет.\n\
         + Жители деревни за Луговкой весь год ездили в школу и в магазин через дальний брод.\n\
         + Мост в цифрах\n\
         + - Длина моста 64 метра\n\
         + - Сваи из дуба 28\n\
         + - Лавочки для рыбаков",
    "+ عادت مكتبة الميناء إلى العمل يوم الاثنين بعد أن أغلقت أبوابها أربعة أشهر لإصلاح سقفها القديم.\n\
         + قالت أمينة المكتبة سلمى حداد إن السقف الجديد من خشب الأرز وإن الكتب لم تتضرر من المطر.\n\
         + وكان سكان الميناء قد حملوا الكتب إلى المدرسة بأيديهم في ليلة واحدة.\n\
         + المكتبة في سطور\n\
         + - عدد الكتب تسعة آلاف\n\
         + - السقف من خشب الأرز\n\
         + - قاعة للأطفال",
    "+ सोनपुर का पुराना कुआँ सोमवार को फिर खोला गया, क्योंकि गाँव वालों ने उसकी दीवार की मरम्मत पूरी कर ली है।\n\
         + सरपंच मीरा देवी ने कहा कि कुएँ का पानी अब पूरे सोनपुर के लिए काफ़ी होगा।\n\
         + पिछली गर्मी में सोनपुर के लोग पानी लेने के लिए नदी तक पैदल जाते थे।\n\
         + कुएँ के बारे में\n\
         + - गहराई बीस मीटर\n\
         + - दीवार पत्थर की\n\
         + - पानी मीठा",
    "+ 青石镇的老茶馆星期一重新开门。工匠们用了半年时间修好了茶馆的屋顶。\n\
         + 店主林秀兰说,茶馆的屋顶还是用青石镇的瓦片铺的。\n\
         + 镇上的老人每天早上都到茶馆喝茶,听人说书。\n\
         + 茶馆的茶\n\
         + - 绿茶\n\
         + - 花茶\n\
         + - 老人喝的红茶",
];

/// Articles without any.
const ARTICLES: [&str; 6] = [
    "+ O moinho de Vale Seco voltou a moer na segunda-feira, depois de dois anos de obras na roda de madeira.\n\
     + A moleira Rita Falcão disse que a farinha do moinho será vendida na feira de Vale Seco.\n\
     + Os moradores de Vale Seco pagaram as obras com a venda de bolos e de licor de amêndoa.",
    "+ Il traghetto di Porto Levo torna in servizio lunedì, dopo undici settimane nel cantiere di San Brizio.\n\
     + La capitana Ilaria Donati ha detto che il cantiere ha sostituito le due eliche e il motore del traghetto.\n\
     + Gli abitanti di Porto Levo avevano usato per tutto l'inverno la barca di un pescatore.",
    "+ De molen van Oudewier maalt sinds maandag weer, nadat de wieken twee jaar hadden stilgestaan.\n\
     + Molenaar Wietske Brandsma zei dat het meel van de molen op de markt van Oudewier wordt verkocht.\n\
     + De bewoners van Oudewier hadden het geld voor de nieuwe wieken met een loterij bijeengebracht.",
    "+ Stary młyn w Brzozowie znowu miele od poniedziałku, bo po dwóch latach naprawiono jego drewniane koło.\n\
     + Młynarka Halina Sowa powiedziała, że mąka z młyna będzie sprzedawana na targu w Brzozowie.\n\
     + Mieszkańcy Brzozowa zebrali pieniądze na naprawę koła, sprzedając ciasta i konfitury.",
    "+ 島のフェリーは月曜日から運航を再開する。港の修理工場で十一週間を過ごした。\n\
     + 港長は修理工場がフェリーのプロペラ軸と変速機を交換したと述べた。\n\
     + 島の人々は三月から漁船に頼ってきた。議会がその費用を支払った。",
    "+ 청석골의 오래된 방앗간이 월요일부터 다시 문을 열었다. 목수들이 반년 동안 물레방아를 고쳤다.\n\
     + 방앗간 주인 한옥순 씨는 물레방아에 청석골의 소나무를 썼다고 말했다.\n\
     + 마을 사람들은 그동안 이웃 마을까지 쌀을 지고 다녔다.",
];

#[test]
fn an_article_alone_stays_whole_in_any_language() {
    for article in ARTICLES {
        check(article);
    }
    for article in ARTICLES_WITH_LISTS {
        check(&article.lines().take(3).collect::<Vec<_>>().join("\n"));
    }
}

#[test]
fn lists_of_the_article_stay_in_any_language() {
    for article in ARTICLES_WITH_LISTS {
        check(article);
    }
}

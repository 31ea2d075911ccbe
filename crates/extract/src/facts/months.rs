//! Names of months, and the words that join the parts of a day.

/// The number of a month, by its name or a short form of it, in any case.
pub(super) fn month(word: &str) -> Option<u32> {
    if word.len() > MAX_NAME_BYTES {
        return None;
    }
    let word = word.to_lowercase();
    let at = MONTHS.binary_search_by_key(&word.as_str(), |(name, _)| name).ok()?;
    MONTHS.get(at).map(|(_, month)| *month)
}

/// Whether a word only joins the parts of a day.
pub(super) fn joins(word: &str) -> bool {
    JOINING.contains(&word.to_lowercase().as_str())
}

/// More than the longest name.
const MAX_NAME_BYTES: usize = 40;

/// Words such as `of` and the endings of ordinals.
const JOINING: &[&str] = &[
    "st", "nd", "rd", "th", "of", "de", "del", "d", "der", "den", "er", "e", "г", "р", "ngày", "tháng",
    "năm", "a", "o", "年", "月", "日", "년", "월", "일", "року", "года", "m",
];

/// Names of months in lower case, as they stand in dates, in the order of their bytes. `listopada` is November in
/// Polish and October in Croatian; it stands for the language with more readers.
#[rustfmt::skip]
const MONTHS: &[(&str, u32)] = &[
    ("abr", 4), ("abril", 4), ("ago", 8), ("agost", 8), ("agosto", 8), ("aout", 8), ("août", 8),
    ("apr", 4), ("april", 4), ("aprila", 4), ("aprile", 4), ("aprilie", 4), ("aprill", 4), ("aprīlis", 4),
    ("aprīlī", 4), ("ara", 12), ("aralık", 12), ("aug", 8), ("august", 8), ("augusta", 8), ("augusti", 8),
    ("augusts", 8), ("augustus", 8), ("augustā", 8), ("augusztus", 8), ("avgust", 8), ("avgusta", 8),
    ("avr", 4), ("avril", 4), ("ağu", 8), ("ağustos", 8), ("balandis", 4), ("balandžio", 4),
    ("birželio", 6), ("birželis", 6), ("březen", 3), ("března", 3), ("czerwca", 6), ("czerwiec", 6),
    ("dec", 12), ("december", 12), ("decembra", 12), ("decembrie", 12), ("decembris", 12),
    ("decembro", 12), ("decembrī", 12), ("des", 12), ("desember", 12), ("desembre", 12), ("detsember", 12),
    ("dez", 12), ("dezember", 12), ("dezembro", 12), ("dic", 12), ("dicembre", 12), ("diciembre", 12),
    ("duben", 4), ("dubna", 4), ("déc", 12), ("décembre", 12), ("eki", 10), ("ekim", 10), ("elokuu", 8),
    ("elokuuta", 8), ("ene", 1), ("enero", 1), ("eyl", 9), ("eylül", 9), ("feb", 2), ("febb", 2),
    ("febbraio", 2), ("febreiro", 2), ("febrer", 2), ("febrero", 2), ("februar", 2), ("februari", 2),
    ("februarie", 2), ("februarja", 2), ("february", 2), ("február", 2), ("februāra", 2), ("februāris", 2),
    ("febrúar", 2), ("fev", 2), ("fevereiro", 2), ("fév", 2), ("févr", 2), ("février", 2), ("gegužė", 5),
    ("gegužės", 5), ("gen", 1), ("gener", 1), ("gennaio", 1), ("giu", 6), ("giugno", 6), ("gru", 12),
    ("grudnia", 12), ("grudzień", 12), ("gruodis", 12), ("gruodžio", 12), ("haz", 6), ("haziran", 6),
    ("heinäkuu", 7), ("heinäkuuta", 7), ("helmikuu", 2), ("helmikuuta", 2), ("huhtikuu", 4),
    ("huhtikuuta", 4), ("ian", 1), ("ianuarie", 1), ("iul", 7), ("iulie", 7), ("iun", 6), ("iunie", 6),
    ("jaanuar", 1), ("jan", 1), ("janeiro", 1), ("januar", 1), ("januari", 1), ("januarie", 1),
    ("januarja", 1), ("january", 1), ("január", 1), ("januára", 1), ("janv", 1), ("janvier", 1),
    ("janvāra", 1), ("janvāris", 1), ("janúar", 1), ("joulukuu", 12), ("joulukuuta", 12), ("juil", 7),
    ("juillet", 7), ("juin", 6), ("jul", 7), ("julho", 7), ("juli", 7), ("julija", 7), ("julio", 7),
    ("juliol", 7), ("july", 7), ("jun", 6), ("june", 6), ("junho", 6), ("juni", 6), ("junija", 6),
    ("junio", 6), ("juny", 6), ("juuli", 7), ("juuni", 6), ("jänner", 1), ("júl", 7), ("júla", 7),
    ("július", 7), ("júlí", 7), ("jún", 6), ("júna", 6), ("június", 6), ("júní", 6), ("jūlijs", 7),
    ("jūlijā", 7), ("jūnijs", 6), ("jūnijā", 6), ("kas", 11), ("kasım", 11), ("kesäkuu", 6),
    ("kesäkuuta", 6), ("kolovoz", 8), ("kolovoza", 8), ("kovas", 3), ("kovo", 3), ("květen", 5),
    ("května", 5), ("kwiecień", 4), ("kwietnia", 4), ("lapkritis", 11), ("lapkričio", 11), ("leden", 1),
    ("ledna", 1), ("liepa", 7), ("liepos", 7), ("lipanj", 6), ("lipca", 7), ("lipiec", 7), ("lipnja", 6),
    ("listopad", 11), ("listopada", 11), ("lokakuu", 10), ("lokakuuta", 10), ("lug", 7), ("luglio", 7),
    ("lutego", 2), ("luty", 2), ("maaliskuu", 3), ("maaliskuuta", 3), ("maart", 3), ("maerz", 3),
    ("mag", 5), ("maggio", 5), ("mai", 5), ("maig", 5), ("maijs", 5), ("maijā", 5), ("maio", 5),
    ("maj", 5), ("maja", 5), ("mar", 3), ("marca", 3), ("march", 3), ("marec", 3), ("marraskuu", 11),
    ("marraskuuta", 11), ("mars", 3), ("mart", 3), ("martie", 3), ("marts", 3), ("martā", 3),
    ("marzec", 3), ("marzo", 3), ("març", 3), ("março", 3), ("may", 5), ("mayo", 5), ("mayıs", 5),
    ("maí", 5), ("mei", 5), ("máj", 5), ("mája", 5), ("május", 5), ("március", 3), ("mär", 3),
    ("märts", 3), ("märz", 3), ("nis", 4), ("nisan", 4), ("noi", 11), ("noiembrie", 11), ("nov", 11),
    ("november", 11), ("novembra", 11), ("novembre", 11), ("novembris", 11), ("novembro", 11),
    ("novembrī", 11), ("noviembre", 11), ("oca", 1), ("ocak", 1), ("oct", 10), ("october", 10),
    ("octobre", 10), ("octombrie", 10), ("octubre", 10), ("okt", 10), ("oktober", 10), ("oktobra", 10),
    ("oktobris", 10), ("oktobrī", 10), ("oktoober", 10), ("október", 10), ("októbra", 10), ("ott", 10),
    ("ottobre", 10), ("out", 10), ("outubro", 10), ("ožujak", 3), ("ožujka", 3), ("paź", 10),
    ("październik", 10), ("października", 10), ("prosinac", 12), ("prosinca", 12), ("prosince", 12),
    ("prosinec", 12), ("rugpjūtis", 8), ("rugpjūčio", 8), ("rugsėjis", 9), ("rugsėjo", 9), ("rujan", 9),
    ("rujna", 9), ("sausio", 1), ("sausis", 1), ("sep", 9), ("sept", 9), ("september", 9),
    ("septembra", 9), ("septembre", 9), ("septembrie", 9), ("septembris", 9), ("septembrī", 9),
    ("septiembre", 9), ("set", 9), ("setembre", 9), ("setembro", 9), ("setiembre", 9), ("sett", 9),
    ("settembre", 9), ("sierpień", 8), ("sierpnia", 8), ("siječanj", 1), ("siječnja", 1), ("spalio", 10),
    ("spalis", 10), ("srpanj", 7), ("srpen", 8), ("srpna", 8), ("srpnja", 7), ("studeni", 11),
    ("studenoga", 11), ("styczeń", 1), ("stycznia", 1), ("svibanj", 5), ("svibnja", 5), ("syyskuu", 9),
    ("syyskuuta", 9), ("szeptember", 9), ("tammikuu", 1), ("tammikuuta", 1), ("tem", 7), ("temmuz", 7),
    ("toukokuu", 5), ("toukokuuta", 5), ("travanj", 4), ("travnja", 4), ("vasario", 2), ("vasaris", 2),
    ("veebruar", 2), ("veljača", 2), ("veljače", 2), ("wrz", 9), ("wrzesień", 9), ("września", 9),
    ("xaneiro", 1), ("xullo", 7), ("xuño", 6), ("září", 9), ("ágúst", 8), ("április", 4), ("únor", 2),
    ("února", 2), ("červen", 6), ("července", 7), ("červenec", 7), ("června", 6), ("říjen", 10),
    ("října", 10), ("şub", 2), ("şubat", 2), ("απρ", 4), ("απρίλιος", 4), ("απριλίου", 4), ("αυγ", 8),
    ("αυγούστου", 8), ("αύγουστος", 8), ("δεκ", 12), ("δεκέμβριος", 12), ("δεκεμβρίου", 12), ("ιαν", 1),
    ("ιανουάριος", 1), ("ιανουαρίου", 1), ("ιουλ", 7), ("ιουλίου", 7), ("ιουν", 6), ("ιουνίου", 6),
    ("ιούλιος", 7), ("ιούνιος", 6), ("μάιος", 5), ("μάρτιος", 3), ("μαΐου", 5), ("μαρ", 3), ("μαρτίου", 3),
    ("μαϊ", 5), ("νοέμβριος", 11), ("νοε", 11), ("νοεμβρίου", 11), ("οκτ", 10), ("οκτωβρίου", 10),
    ("οκτώβριος", 10), ("σεπ", 9), ("σεπτέμβριος", 9), ("σεπτεμβρίου", 9), ("φεβ", 2), ("φεβρουάριος", 2),
    ("φεβρουαρίου", 2), ("авг", 8), ("август", 8), ("августа", 8), ("апр", 4), ("апрель", 4),
    ("апреля", 4), ("април", 4), ("бер", 3), ("березень", 3), ("березня", 3), ("вер", 9), ("вересень", 9),
    ("вересня", 9), ("гру", 12), ("грудень", 12), ("грудня", 12), ("дек", 12), ("декабрь", 12),
    ("декабря", 12), ("декември", 12), ("децембар", 12), ("децембра", 12), ("жов", 10), ("жовтень", 10),
    ("жовтня", 10), ("июл", 7), ("июль", 7), ("июля", 7), ("июн", 6), ("июнь", 6), ("июня", 6), ("кві", 4),
    ("квітень", 4), ("квітня", 4), ("лип", 7), ("липень", 7), ("липня", 7), ("лис", 11), ("листопад", 11),
    ("листопада", 11), ("лютий", 2), ("лютого", 2), ("май", 5), ("мар", 3), ("март", 3), ("марта", 3),
    ("мая", 5), ("мај", 5), ("маја", 5), ("новембар", 11), ("новембра", 11), ("ноември", 11), ("ноя", 11),
    ("ноябрь", 11), ("ноября", 11), ("окт", 10), ("октобар", 10), ("октобра", 10), ("октомври", 10),
    ("октябрь", 10), ("октября", 10), ("сен", 9), ("сент", 9), ("сентябрь", 9), ("сентября", 9),
    ("септембар", 9), ("септембра", 9), ("септември", 9), ("сер", 8), ("серпень", 8), ("серпня", 8),
    ("січ", 1), ("січень", 1), ("січня", 1), ("тра", 5), ("травень", 5), ("травня", 5), ("фебруар", 2),
    ("фебруара", 2), ("фев", 2), ("февраль", 2), ("февраля", 2), ("февруари", 2), ("чер", 6),
    ("червень", 6), ("червня", 6), ("юли", 7), ("юни", 6), ("янв", 1), ("январь", 1), ("января", 1),
    ("януари", 1), ("јануар", 1), ("јануара", 1), ("јул", 7), ("јула", 7), ("јун", 6), ("јуна", 6),
    ("אוגוסט", 8), ("אוקטובר", 10), ("אפריל", 4), ("דצמבר", 12), ("יולי", 7), ("יוני", 6), ("ינואר", 1),
    ("מאי", 5), ("מרץ", 3), ("נובמבר", 11), ("ספטמבר", 9), ("פברואר", 2), ("أبريل", 4), ("أغسطس", 8),
    ("أكتوبر", 10), ("ابريل", 4), ("اكتوبر", 10), ("ديسمبر", 12), ("سبتمبر", 9), ("فبراير", 2),
    ("مارس", 3), ("مايو", 5), ("نوفمبر", 11), ("يناير", 1), ("يوليو", 7), ("يونيو", 6), ("अक्टूबर", 10),
    ("अगस्त", 8), ("अप्रैल", 4), ("जनवरी", 1), ("जुलाई", 7), ("जून", 6), ("दिसंबर", 12), ("दिसम्बर", 12),
    ("नवंबर", 11), ("नवम्बर", 11), ("फरवरी", 2), ("मई", 5), ("मार्च", 3), ("सितंबर", 9), ("सितम्बर", 9),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_found_in_any_case() {
        assert!(MONTHS.is_sorted_by(|one, next| one.0 < next.0));
        for (word, expect) in [("MARCH", Some(3)), ("Dezember", Some(12)), ("Août", Some(8)), ("rain", None)]
        {
            assert_eq!(month(word), expect, "{word}");
        }
    }
}

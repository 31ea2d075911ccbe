//! Frequent words that tell a language from those it is easily taken for.
//!
//! N-grams of three and four characters hardly tell these apart in a short text; a word or two does. The lists are
//! written for this purpose, and a word stands for one language of its group only. Three languages have no n-grams in
//! the table and live by their words alone: Galician, Serbian in Latin letters and Nepali.

/// Words of one language, separated by spaces.
pub(super) struct Markers {
    pub(super) language: &'static str,
    pub(super) words: &'static str,
}

/// A language without n-grams of its own.
pub(super) struct Derived {
    pub(super) language: &'static str,
    /// It is scored as the best of these.
    pub(super) like: &'static [&'static str],
    /// Less this many nats, so that it takes its own words to win (tried on other texts than those of the tests).
    pub(super) less: f32,
}

pub(super) const DERIVED: &[Derived] = &[
    Derived { language: "gl", like: &["pt", "es"], less: 6.0 },
    Derived { language: SERBIAN_LATIN, like: &["hr", "bs"], less: 12.0 },
    Derived { language: "ne", like: &["hi", "mr"], less: 8.0 },
];

/// Serbian in Latin letters while languages are weighed; it is reported as `sr`.
pub(super) const SERBIAN_LATIN: &str = "sr-Latn";

pub(super) const MARKERS: &[Markers] = &[
    // Galician, Portuguese, Spanish.
    Markers {
        language: "gl",
        words: "unha unhas dunha dunhas nunha algunha ningunha cunha xa xente hoxe onte moito moita moitos moitas dende \
                cando tamén máis nin non despois polo polos pola polas coa coas cos teñen foron fixo dixo lle \
                lles iso isto aínda mellor maior veciños veciño concello galicia galego galega xunta neno nena mañá \
                ás dous dúas outra ademais xunto facer",
    },
    Markers {
        language: "pt",
        words: "não uma umas são também muito muita muitos muitas quando pelo pela pelos pelas até você já lhe dele dela \
                ainda às depois anos milhões fazer então está ",
    },
    Markers {
        language: "es",
        words: "los las y muy pero cuando hay más también según hasta años hoy ayer fue dijo qué mucho \
                donde después mientras aunque hace",
    },
    // Indonesian, Malay.
    Markers {
        language: "id",
        words: "karena bahwa mobil polisi pemerintah uang kantor bisa agustus juli juni desember kamis senin jumat \
                universitas perusahaan yaitu sedangkan anda kalau sepeda rupiah rp warga presiden bensin kota \
                mau cuma oktober april maret pukul soal pria pekan usai saat agar digelar harga gubernur",
    },
    Markers {
        language: "ms",
        words: "kerana bahawa ialah sahaja iaitu manakala syarikat kerajaan polis ogos julai jun disember khamis isnin \
                ahad jumaat universiti hospital wang awak budak kereta hadapan petang basikal teksi televisyen filem muzik \
                ringgit tiada mahu kanak berkenaan seramai beliau baharu bandar pejabat oktober mac perdana daripada pihak",
    },
    // Croatian, Bosnian, Serbian in Latin letters.
    Markers {
        language: "hr",
        words: "tko netko nitko tjedan tjedna tjednu kruh kruha vlak tisuća tisuće siječnja veljače ožujka travnja svibnja \
                lipnja srpnja kolovoza rujna listopada studenoga studenog prosinca uvjet uvjeti glazba glazbe sustav sustava \
                točno uopće tijekom sveučilište obitelj obitelji otok povijest povijesti kuna poput hrvatska hrvatske \
                hrvatski hrvatskoj",
    },
    Markers {
        language: "bs",
        words: "hiljada hiljade januara februara marta aprila maja juna jula augusta septembra oktobra novembra decembra \
                historija historije historijski sedmica sedmice voz fudbal uslov uslovi lahko mehko kahva bosna bosne bosni \
                bih sarajevo sarajevu hercegovine hercegovini ljekar prijedlog takođe",
    },
    Markers {
        language: SERBIAN_LATIN,
        words: "gde ovde negde pre posle mesto mesta vreme vremena deca dece reč reči čovek uvek mleko reka reke \
                hleb nedelja nedelje juče takođe srbija srbije srbiji srpski dinara beograd beogradu beograda \
                obe dve videla primer promena promene razume levo rešenje",
    },
    // Bokmål, Nynorsk, Danish.
    Markers {
        language: "nb",
        words: "etter mellom nå hva ut opp av mye noen ble vært deg meg seg gjennom sier fikk gikk uten ei \
                 hvordan bare dere",
    },
    Markers {
        language: "nn",
        words: "ikkje eg ho ein eit dei frå kva kvar korleis noko nokon vart vore mykje berre meir òg hjå sjølv medan saman \
                sidan kjem seier eitt vere gjere verte blir",
    },
    Markers {
        language: "da",
        words: "efter mellem nu hvad ud op meget nogle nogen blev været dig mig sig gennem siger fik gik uden bliver \
                havde hvordan kun vil sådan sagde",
    },
    // Czech, Slovak.
    Markers {
        language: "cs",
        words: "jsem jsou jsme byl byla bylo byli není které který která jako také při přes své kteří nebo když \
                více jak pouze ještě ve již jeho také podle bude",
    },
    Markers {
        language: "sk",
        words: "sa som sú sme bol bola bolo boli nie ktoré ktorý ktorá ako tiež pri cez ktorí alebo keď viac ešte zo iba \
                aj už podľa bude",
    },
    // Afrikaans, Dutch.
    Markers { language: "af", words: "n sy hulle baie gesê nie ná saam jou" },
    Markers { language: "nl", words: "een het niet zijn wordt ze hij naar heeft worden dat deze zich zo" },
    // Hindi, Marathi, Nepali.
    Markers {
        language: "hi", words: "है हैं और में का के को से पर नहीं था थे थी कि यह वह गया लिए कैसे ने किया हो तो"
    },
    Markers {
        language: "mr",
        words: "आहे आहेत आणि होते होता होती नाही कसे कशी कसा करावी करावे करण्यात यांनी यांच्या झाले झाली झाला असे मात्र म्हणून \
                केली केले केला मी साठी मध्ये",
    },
    Markers {
        language: "ne",
        words: "छ छन् छैन छु गर्ने भएको गरेको पनि गरेका थियो थिए भने हुने नेपाल गर्न भन्ने लागि गरिएको तथा ",
    },
    // Bulgarian, Macedonian.
    Markers {
        language: "bg", words: "във със ще че това които който която също като са към между"
    },
    Markers {
        language: "mk", words: "дека ќе со сум сите овој оваа како беше му ја кој која"
    },
];

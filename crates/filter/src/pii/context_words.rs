//! Words beside a number that say what it is, in lower case and in order.

/// Before a telephone number.
#[rustfmt::skip]
pub(super) const PHONE: &[&str] = &[
    "appelez", "call", "calls", "cell", "cellphone", "cellular", "celular", "dial", "durchwahlnummer",
    "dzwoń", "esemes", "faks", "fax", "faxe", "faxnummer", "festnetz", "festnetznummer", "fijo", "fixe",
    "fon", "fone", "fono", "freephone", "gsm", "handy", "handynummer", "hotline", "hp", "infoline",
    "infolinia", "kontakttelefon", "llame", "llámenos", "mob", "mobiel", "mobil", "mobile",
    "mobilfunknummer", "mobilnummer", "mobilní", "mobiltelefon", "movil", "móvil", "notruf", "notrufnummer",
    "ph", "phone", "phones", "portable", "puh", "puhelin", "ruf", "rufnummer", "servicenummer", "sms",
    "sđt", "tel", "telefaks", "telefax", "telefon", "telefonas", "telefone", "telefoni", "telefonicznie",
    "telefonisch", "telefonnummer", "telefonní", "telefono", "telefoon", "telefoonnummer", "telegram",
    "telephone", "telepon", "telf", "telp", "telpon", "teléfono", "teléfonos", "teléphone", "tfn", "thoại",
    "tlf", "tlfn", "toll", "tollfree", "tél", "téléphone", "verde", "vert", "viber", "wa", "whatsapp",
    "zadzwoń", "đt", "κινητό", "τηλ", "τηλέφωνο", "τηλεφωνο", "φαξ", "звоните", "моб", "мобилен",
    "мобильный", "мобільний", "тел", "телефон", "телефона", "телефони", "телефону", "телефоны", "факс",
    "чат", "טל", "טלפון", "נייד", "פקס", "תלפון", "الهاتف", "تلفن", "تلفون", "تليفون", "جوال", "طيلفون",
    "فاكس", "موبایل", "هاتف", "واتساب", "दूरभाष", "फ़ोन", "फैक्स", "फोन", "मोबाइल", "☎", "☏", "✆", "📞", "📱",
    "🕻", "🤙",
];

/// At the end of what is written together before a telephone number.
#[rustfmt::skip]
pub(super) const PHONE_ENDINGS: &[&str] = &[
    "มือถือ", "เบอร์", "โทร", "โทรศัพท์", "โทรสาร", "ファクス", "ファックス", "フリーダイヤル", "传真", "傳真", "咨询", "客服",
    "座机", "手机", "手機", "携帯", "热线", "热线电话", "电话", "联系方式", "電話", "電話番号", "電話號碼", "문의", "연락처", "전화", "전화번호",
    "팩스", "핸드폰", "휴대폰", "ｆａｘ", "ｔｅｌ",
];

/// Single letters that stand for a telephone, a fax or a mobile if a colon follows: `T: 030 1234567`.
#[rustfmt::skip]
pub(super) const PHONE_LETTERS: &[&str] = &[
    "c", "f", "h", "m", "o", "p", "t", "w",
];

/// Before a number that is something else than private.
#[rustfmt::skip]
pub(super) const NUMBER: &[&str] = &[
    "abn", "account", "acct", "acn", "aktenzeichen", "amount", "article", "artikel", "artikelnummer",
    "arxiv", "asin", "az", "barcode", "batch", "bestellnummer", "bestellung", "bibcode", "bic", "bin",
    "bugzilla", "cas", "case", "catalog", "catalogue", "chassis", "cif", "cin", "cnpj", "code", "commande",
    "commit", "coordinates", "cpf", "cro", "cve", "cvr", "date", "datum", "doi", "ean", "edition", "ein",
    "error", "fcc", "fedex", "figure", "gewinnzahlen", "gnd", "gst", "gstin", "gtin", "handelsregister",
    "hash", "hra", "hrb", "id", "imei", "invoice", "isbn", "isin", "ismn", "isni", "isrc", "issn", "issue",
    "item", "iva", "kennung", "krs", "kvk", "lat", "latitude", "lccn", "licence", "license", "lng", "lon",
    "longitude", "lot", "loto", "lottery", "lotto", "matrikel", "meid", "model", "modell", "nif", "nip",
    "npi", "oclc", "ogrn", "orcid", "order", "parcel", "part", "patent", "pedido", "pmid", "pnr",
    "population", "price", "product", "produkt", "rc", "rcs", "rechnung", "rechnungsnummer", "ref",
    "reference", "reg", "regon", "score", "sendungsnummer", "serial", "serie", "siren", "siret", "sku",
    "ssn", "steuernummer", "ticket", "timestamp", "tracking", "transaction", "uic", "uid", "unix", "upc",
    "ups", "ust", "ustid", "vat", "viaf", "vin", "vol", "volume", "wkn", "zip", "zvr", "артикул", "бик",
    "заказ", "инн", "код", "кпп", "огрн", "окпо", "счет",
];

/// At the end of a word before a number that is something else.
#[rustfmt::skip]
pub(super) const NUMBER_ENDINGS: &[&str] = &[
    "nr", "nummer", "zeichen", "номер",
];

/// Before the number of a version or of a section.
#[rustfmt::skip]
pub(super) const VERSION: &[&str] = &[
    "abschnitt", "android", "annex", "appendix", "art", "build", "chapter", "chrome", "chromium", "clause",
    "driver", "exercise", "fig", "firefox", "firmware", "ios", "kapitel", "kernel", "macos", "note",
    "opera", "paragraph", "patch", "punkt", "release", "rev", "revision", "rule", "safari", "sec",
    "section", "sections", "step", "subsection", "sürüm", "table", "task", "update", "upgrade", "v", "ver",
    "vers", "versie", "version", "versione", "versions", "versión", "versão", "verze", "wersja", "win",
    "windows", "ziffer", "§", "версии", "версия", "пункт", "раздел", "バージョン", "版本", "버전",
];

/// Before the address of a machine.
#[rustfmt::skip]
pub(super) const NETWORK: &[&str] = &[
    "addr", "address", "adres", "adresa", "adress", "adresse", "dirección", "dns", "endereço", "gateway",
    "host", "indirizzo", "ip", "ips", "nameserver", "ping", "proxy", "resolver", "server", "ssh", "subnet",
    "traceroute", "адрес", "地址",
];

/// Between one of the words above and the number: they count.
#[rustfmt::skip]
pub(super) const COUNTING: &[&str] = &[
    "es", "est", "is", "ist", "n", "no", "nr", "num", "number", "numbers", "numer", "numero", "nummer",
    "numéro", "n°", "nº", "número", "sz", "è", "č", "číslo", "номер", "№",
];

/// Between a word for telephones and the number: they say nothing.
#[rustfmt::skip]
pub(super) const NEUTRAL: &[&str] = &[
    "a", "al", "an", "and", "at", "au", "auch", "auf", "bitte", "business", "customer", "das", "de", "der",
    "die", "direct", "directly", "do", "einfach", "el", "emergency", "et", "for", "free", "home", "info",
    "international", "la", "le", "line", "local", "main", "me", "mit", "my", "na", "now", "o", "oder",
    "office", "on", "or", "os", "ou", "our", "para", "please", "po", "pod", "por", "service", "support",
    "sur", "text", "the", "to", "today", "und", "unter", "us", "work", "y", "zu", "и", "или", "на", "по",
];

/// Behind a number that is a measure or a price.
#[rustfmt::skip]
pub(super) const UNITS: &[&str] = &[
    "abitanti", "billion", "bytes", "chf", "cm", "cny", "copies", "czk", "dkk", "dollars", "einwohner",
    "eur", "euro", "euros", "ft", "g", "gb", "gbp", "ghz", "ha", "habitantes", "habitants", "huf", "hz",
    "inr", "inwoners", "items", "jpy", "kb", "kg", "km", "kr", "kw", "kwh", "kč", "l", "lb", "lbs", "lei",
    "m", "mb", "mhz", "mi", "million", "millionen", "millions", "mio", "ml", "mm", "mrd", "mwh", "nok",
    "people", "percent", "pln", "points", "pounds", "prozent", "ron", "rs", "rub", "seconds", "sek", "t",
    "tb", "tl", "try", "usd", "users", "v", "views", "votes", "w", "years", "zł", "руб", "рублей",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order() {
        for list in [PHONE, PHONE_LETTERS, NUMBER, VERSION, NETWORK, COUNTING, NEUTRAL, UNITS] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }
}

//! Character references that HTML lets stand without a semicolon.

/// Names that are valid without `;`, from the table of the HTML standard (13.5), sorted.
#[rustfmt::skip]
pub(crate) const WITHOUT_SEMICOLON: &[&str] = &[
    "AElig", "AMP", "Aacute", "Acirc", "Agrave", "Aring", "Atilde", "Auml", "COPY", "Ccedil", "ETH",
    "Eacute", "Ecirc", "Egrave", "Euml", "GT", "Iacute", "Icirc", "Igrave", "Iuml", "LT", "Ntilde",
    "Oacute", "Ocirc", "Ograve", "Oslash", "Otilde", "Ouml", "QUOT", "REG", "THORN", "Uacute", "Ucirc",
    "Ugrave", "Uuml", "Yacute", "aacute", "acirc", "acute", "aelig", "agrave", "amp", "aring", "atilde",
    "auml", "brvbar", "ccedil", "cedil", "cent", "copy", "curren", "deg", "divide", "eacute", "ecirc",
    "egrave", "eth", "euml", "frac12", "frac14", "frac34", "gt", "iacute", "icirc", "iexcl", "igrave",
    "iquest", "iuml", "laquo", "lt", "macr", "micro", "middot", "nbsp", "not", "ntilde", "oacute", "ocirc",
    "ograve", "ordf", "ordm", "oslash", "otilde", "ouml", "para", "plusmn", "pound", "quot", "raquo", "reg",
    "sect", "shy", "sup1", "sup2", "sup3", "szlig", "thorn", "times", "uacute", "ucirc", "ugrave", "uml",
    "uuml", "yacute", "yen", "yuml",
];

/// Names of HTML 4 beyond those above, sorted: the ones that text holds. The two thousand names that
/// HTML 5 added are rare in text, and some are words that code uses (`&num;`).
#[rustfmt::skip]
pub(crate) const OF_HTML_4: &[&str] = &[
    "Alpha", "Beta", "Chi", "Dagger", "Delta", "Epsilon", "Eta", "Gamma", "Iota", "Kappa", "Lambda", "Mu",
    "Nu", "OElig", "Omega", "Omicron", "Phi", "Pi", "Prime", "Psi", "Rho", "Scaron", "Sigma", "Tau",
    "Theta", "Upsilon", "Xi", "Yuml", "Zeta", "alefsym", "alpha", "and", "ang", "apos", "asymp", "bdquo",
    "beta", "bull", "cap", "chi", "circ", "clubs", "cong", "crarr", "cup", "dArr", "dagger", "darr",
    "delta", "diams", "empty", "emsp", "ensp", "epsilon", "equiv", "eta", "euro", "exist", "fnof", "forall",
    "frasl", "gamma", "ge", "hArr", "harr", "hearts", "hellip", "image", "infin", "int", "iota", "isin",
    "kappa", "lArr", "lambda", "lang", "larr", "lceil", "ldquo", "le", "lfloor", "lowast", "loz", "lrm",
    "lsaquo", "lsquo", "mdash", "minus", "mu", "nabla", "ndash", "ne", "ni", "notin", "nsub", "nu", "oelig",
    "oline", "omega", "omicron", "oplus", "or", "otimes", "part", "permil", "perp", "phi", "pi", "piv",
    "prime", "prod", "prop", "psi", "rArr", "radic", "rang", "rarr", "rceil", "rdquo", "real", "rfloor",
    "rho", "rlm", "rsaquo", "rsquo", "sbquo", "scaron", "sdot", "sigma", "sigmaf", "sim", "spades", "sub",
    "sube", "sum", "sup", "supe", "tau", "there4", "theta", "thetasym", "thinsp", "tilde", "trade", "uArr",
    "uarr", "upsih", "upsilon", "weierp", "xi", "zeta", "zwj", "zwnj",
];

//! Parameters of addresses that do not say which page is meant. What is not listed stays.

/// Parameters that name a campaign, a click or a referrer.
pub(super) const TRACKING: &[&str] = &[
    // Google, Bing, Yahoo, Yandex, Baidu.
    "gclid",
    "gclsrc",
    "gbraid",
    "wbraid",
    "dclid",
    "gad_source",
    "gad_campaignid",
    "srsltid",
    "_ga",
    "_gl",
    "msclkid",
    "yclid",
    "ysclid",
    "_openstat",
    "ymclid",
    // Facebook, Instagram, Twitter, TikTok, LinkedIn, Pinterest, Snapchat, Reddit.
    "fbclid",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "fb_ref",
    "igshid",
    "igsh",
    "twclid",
    "ttclid",
    "li_fat_id",
    "epik",
    "sccid",
    "rdt_cid",
    "__twitter_impression",
    // Mail and marketing tools.
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "ml_subscriber",
    "ml_subscriber_hash",
    "wickedid",
    "irclickid",
    "irgwc",
    "rb_clickid",
    "s_cid",
    "spm",
    "scm",
    "s_kwcid",
    "ef_id",
    "cmpid",
    "icid",
    "ncid",
    "ns_campaign",
    "ns_mchannel",
    "ns_source",
    "ns_linkname",
    "ns_fee",
    "ito",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "wt_mc",
    "wt_zmc",
    "xtor",
    "at_medium",
    "at_campaign",
    "__s",
    "_branch_match_id",
    "_branch_referrer",
    "trk",
    "trkcampaign",
    "sharetype",
    "share_from",
];

/// Beginnings of such parameters.
pub(super) const TRACKING_BEGINNINGS: &[&str] =
    &["utm_", "pk_", "mtm_", "matomo_", "piwik_", "at_custom", "hsa_", "stm_", "itm_"];

/// Parameters that name a visit.
pub(super) const SESSIONS: &[&str] = &[
    "phpsessid",
    "jsessionid",
    "sessionid",
    "session_id",
    "aspsessionid",
    "cfid",
    "cftoken",
    "zenid",
    "oscsid",
    "xtcsid",
    "mscssid",
    "osadcid",
];

/// Parameters that choose a variant of the page, with the values that do so; an empty value is that of `?amp`.
pub(super) const VARIANTS: &[(&str, &[&str])] = &[
    ("amp", &["", "1", "true", "yes"]),
    ("print", &["", "1", "true", "yes", "y", "print"]),
    ("printable", &["", "1", "true", "yes", "y"]),
    ("printer_friendly", &["", "1", "true", "yes", "y"]),
    ("printer-friendly", &["", "1", "true", "yes", "y"]),
    ("output", &["amp", "print"]),
    ("outputtype", &["amp"]),
    ("view", &["print", "printable", "amp"]),
    ("format", &["amp", "print"]),
    ("display", &["print"]),
    ("mobile", &["", "1", "true", "yes", "y"]),
];

/// Last segments of paths that choose a variant of the page.
pub(super) const VARIANT_SEGMENTS: &[&str] =
    &["amp", "print", "printable", "printer-friendly", "printerfriendly"];

/// Last segments of paths that a server answers with where there are none.
pub(super) const INDEX_SEGMENTS: &[&str] = &[
    "index.html",
    "index.htm",
    "index.shtml",
    "index.php",
    "index.asp",
    "index.aspx",
    "index.jsp",
    "index.cfm",
    "default.html",
    "default.htm",
    "default.asp",
    "default.aspx",
];

/// Labels at the beginning of a host that name a variant of a site.
pub(super) const VARIANT_LABELS: &[&str] = &["www", "m", "mobile", "amp"];

/// Second labels under which countries register names: `example.co.uk`.
pub(super) const SECOND_LABELS: &[&str] =
    &["ac", "co", "com", "edu", "gob", "gov", "gouv", "ne", "net", "nom", "or", "org"];

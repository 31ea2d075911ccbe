use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static TOKENIZER: LazyLock<(Tokenizer, Characters)> = LazyLock::new(|| (Tokenizer::new(), Characters::new()));

fn split(text: &str) -> Vec<String> {
    let tokens = TOKENIZER.0.tokens(&TOKENIZER.1, text);
    tokens.iter().map(|token| text.get(token.start..token.end()).unwrap().to_owned()).collect()
}

/// `expect` has the tokens with blanks between them, as spaCy 3.8.18 gave them.
fn check(text: &str, expect: &str) {
    assert_eq!(
        split(text),
        expect.split(' ').filter(|token| !token.is_empty()).collect::<Vec<_>>(),
        "{text}"
    );
}

#[test]
fn contractions_and_abbreviations_split_as_listed() {
    check("I can't, they'll've gone to St. Ives.", "I ca n't , they 'll 've gone to St. Ives .");
    check("(it's dont cannot)", "( it 's do nt can not )");
    check("At 10a.m. on Jan. 3rd", "At 10 a.m. on Jan. 3rd");
    check("the dog's the dogs' the U.S.", "the dog 's the dogs ' the U.S.");
}

#[test]
fn marks_come_off_both_ends() {
    check("“Well,” she said...", "“ Well , ” she said ...");
    check("((a)) [b] {c}", "( ( a ) ) [ b ] { c }");
    check("$5 5$ US$5 5km/h 5% 20°C. +5 +a", "$ 5 5 $ US$ 5 5 km/h 5 % 20 ° C . +5 + a");
    check("A.B. ABC. Abc. a1. 5.", "A.B. ABC . Abc . a1 . 5 .");
    check("…… a…b", "… … a … b");
    check("C++ C# #tag @you", "C++ C # # tag @you");
}

#[test]
fn middles_split_at_some_marks() {
    check(
        "well-known a--b 1-2 1-a end.Next a,b 1,000",
        "well - known a -- b 1 - 2 1 - a end . Next a , b 1,000",
    );
    check("and/or he/she 2*3 a:b 1:2 -a-b", "and/or he / she 2 * 3 a : b 1:2 -a - b");
    check("a😀b 😀", "a 😀 b 😀");
    check("see example.org/a-b, or x@example.org.", "see example.org/a-b , or x@example.org .");
}

#[test]
fn emoticons_stay_whole_behind_a_word() {
    check("fine:) fine :-) ok", "fine :) fine :-) ok");
    check("a : ) b", "a : ) b");
    check("nice:-)!", "nice:- ) !");
}

#[test]
fn sentences_begin_behind_final_marks() {
    let characters = Characters::new();
    let check = |text: &str, expect: usize| {
        let tokens = Tokenizer::new().tokens(&characters, text);
        assert_eq!(sentences(&characters, text, &tokens), expect, "{text:?}");
    };
    check("", 1);
    check("One", 1);
    check("One. Two! Three?", 3);
    check("“One.” Two... three", 2);
    check("One.  Two.", 2);
    check("One. ", 1);
    check("One.  ", 2);
    check("これは。それは。", 1);
}

proptest! {
    #[test]
    fn tokens_cover_all_but_white_space(text in "[a-z.,:;()'’ \\n\u{a0}…—😀é$5+-]{0,60}") {
        let joined: String = split(&text).concat();
        let expect: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        prop_assert_eq!(joined, expect);
    }

    #[test]
    fn any_text_can_be_split(text in "\\PC{0,80}") {
        split(&text);
    }
}

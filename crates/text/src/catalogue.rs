//! A catalogue: the messages of one part of the product, by key, in one language.
//!
//! `catalogue!` declares a type with a method for each message. `{name}` in a message is where an argument goes. The
//! parentheses after a key say what it takes:
//!
//! | declaration | the method |
//! |---|---|
//! | `skip() = "Skip to content"` | returns the text |
//! | `moment(day, clock) = "{day}, {clock}"` | takes texts |
//! | `minutes(#count) = "{count} minute" \| "{count} minutes"` | takes a number first and picks one of the plural forms |
//! | `until(@time) = "Until {time}"` | leaves room for an element: returns the texts before and after it |
//! | `months(..) = "January" \| "February"` | takes a position in a list, from 0 |
//!
//! The English messages are compiled in. Those of another language need the same keys and its plural rule.

pub(crate) use model::ascii::split;
use model::ascii::{cut, decimal};

/// Picks a plural form for a number: 0 for the first that the language has.
pub type PluralRule = fn(i64) -> usize;

/// English has a form for one, and another for the rest.
pub(crate) fn english_plural(count: i64) -> usize {
    usize::from(count != 1)
}

/// A number of things, for the plural forms.
pub fn as_count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number as text.
pub(crate) fn number(number: impl Into<i64>) -> String {
    decimal(number.into(), 1)
}

/// A number of things as text, in groups of three digits.
pub fn counted(count: i64) -> String {
    if count < 1_000 { number(count) } else { [&*counted(count / 1_000), ",", &decimal(count % 1_000, 3)].concat() }
}

/// The form at this position, or the last.
pub(crate) fn form(message: &'static str, position: usize) -> &'static str {
    let mut last = "";
    for form in split(message, b'|').take(position + 1) {
        last = form;
    }
    last
}

/// The message with its arguments, as the text before and after the one placeholder that has none. `names` are those of
/// the arguments, each with a comma behind it.
pub(crate) fn fill_around(message: &str, names: &str, arguments: &[&str]) -> [String; 2] {
    let mut before = String::new();
    let mut text = String::new();
    for (place, piece) in split(message, b'{').enumerate() {
        let mut literal = piece;
        if place > 0 {
            let (sought, rest) = cut(piece, b'}');
            literal = rest.unwrap_or_default();
            let mut found = None;
            for (name, argument) in split(names, b',').zip(arguments) {
                if name == sought {
                    found = Some(argument);
                }
            }
            match found {
                Some(argument) => text += argument,
                None => before = std::mem::take(&mut text),
            }
        }
        text += literal;
    }
    [before, text]
}

/// The message with its arguments.
pub(crate) fn fill(message: &str, names: &str, arguments: &[&str]) -> String {
    let [_, text] = fill_around(message, names, arguments);
    text
}

/// A message that counts something, and names nothing else.
pub(crate) fn count(message: &'static str, plural: PluralRule, number_of: i64) -> String {
    fill(form(message, plural(number_of)), "count,", &[&counted(number_of)])
}

/// Declares a catalogue; the top of this file has the syntax.
macro_rules! catalogue {
    (
        $(#[$about:meta])*
        $name:ident of $messages:ident by $position:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* }
        $($(#[$doc:meta])* $key:ident $arguments:tt = $form:literal $(| $more:literal)*;)*
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub struct $name(&'static $messages);

        /// The messages as they are written, with their placeholders, the forms of one joined by `|`.
        #[derive(Clone)]
        pub struct $messages {
            /// The plural rule of the language.
            pub plural: $crate::PluralRule,
            $($field: $type,)*
            texts: [&'static str; $messages::KEYS.len()],
        }

        /// The position of each message.
        #[expect(non_camel_case_types, reason = "named as the methods are")]
        #[derive(Clone, Copy)]
        enum $position { $($key),* }

        impl $messages {
            /// Every key with its parameters.
            pub const KEYS: &[(&str, &str)] = &[$((stringify!($key), stringify!($arguments)),)*];

            /// The messages of a language in the order of the keys, a line for each.
            fn read(lines: &'static str, plural: $crate::PluralRule $(, $field: $type)*) -> Self {
                let mut texts = [""; Self::KEYS.len()];
                for (text, line) in texts.iter_mut().zip($crate::catalogue::split(lines, b'\n')) {
                    *text = line;
                }
                Self { plural, $($field,)* texts }
            }

            /// Each message with its key and its parameters.
            pub fn all(&self) -> Vec<(&'static str, &'static str, &'static str)> {
                let keys = Self::KEYS.iter().zip(self.texts);
                keys.map(|((key, parameters), text)| (*key, text, *parameters)).collect()
            }

            /// The same messages in other words.
            #[must_use]
            pub fn map(&self, translate: impl FnMut(&'static str) -> &'static str) -> Self {
                Self { texts: self.texts.map(translate), ..self.clone() }
            }

            $(
                /// The same messages with this catalogue.
                #[must_use]
                pub fn $field(self, $field: $type) -> Self {
                    Self { $field, ..self }
                }
            )*

            /// A message as it's written.
            fn text(&self, key: $position) -> &'static str {
                self.texts[key as usize]
            }
        }

        impl $name {
            /// English. Its messages are one text, which is cut up at the first use: a table of addresses and lengths would
            /// have to be downloaded.
            pub fn english() -> Self {
                static ENGLISH: std::sync::LazyLock<$messages> = std::sync::LazyLock::new(|| {
                    let lines = concat!($($form $(, "|", $more)*, "\n"),*);
                    $messages::read(lines, $crate::catalogue::english_plural $(, <$type>::english())*)
                });
                Self(&ENGLISH)
            }

            /// The catalogue of another language.
            pub const fn new(messages: &'static $messages) -> Self {
                Self(messages)
            }

            /// Its messages.
            pub fn messages(self) -> &'static $messages {
                self.0
            }

            $(
                $(#[$field_doc])*
                pub fn $field(self) -> $type {
                    self.0.$field
                }
            )*

            $($crate::catalogue::catalogue!(@method $position $(#[$doc])* $key $arguments);)*
        }
    };

    (@method $position:ident $(#[$doc:meta])* $key:ident ()) => {
        $(#[$doc])*
        pub fn $key(self) -> &'static str {
            self.0.text($position::$key)
        }
    };
    (@method $position:ident $(#[$doc:meta])* $key:ident (..)) => {
        $(#[$doc])*
        pub fn $key(self, position: usize) -> &'static str {
            $crate::catalogue::form(self.0.text($position::$key), position)
        }
    };
    (@method $position:ident $(#[$doc:meta])* $key:ident (#count)) => {
        $(#[$doc])*
        pub fn $key(self, count: i64) -> String {
            $crate::catalogue::count(self.0.text($position::$key), self.0.plural, count)
        }
    };
    (@method $position:ident $(#[$doc:meta])* $key:ident (#$count:ident $(, $argument:ident)+)) => {
        $(#[$doc])*
        pub fn $key(self, $count: i64 $(, $argument: &str)+) -> String {
            let form = $crate::catalogue::form(self.0.text($position::$key), (self.0.plural)($count));
            let names = concat!(stringify!($count), "," $(, stringify!($argument), ",")+);
            $crate::catalogue::fill(form, names, &[&$crate::catalogue::counted($count) $(, $argument)+])
        }
    };
    (@method $position:ident $(#[$doc:meta])* $key:ident ($($argument:ident,)* @$slot:ident)) => {
        $(#[$doc])*
        pub fn $key(self $(, $argument: &str)*) -> [String; 2] {
            $crate::catalogue::fill_around(self.0.text($position::$key), concat!($(stringify!($argument), ","),*), &[$($argument),*])
        }
    };
    (@method $position:ident $(#[$doc:meta])* $key:ident ($($argument:ident),+)) => {
        $(#[$doc])*
        pub fn $key(self $(, $argument: &str)+) -> String {
            $crate::catalogue::fill(self.0.text($position::$key), concat!($(stringify!($argument), ","),+), &[$($argument),+])
        }
    };
}

pub(crate) use catalogue;

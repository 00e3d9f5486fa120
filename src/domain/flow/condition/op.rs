//! The operators, and the type that each of them fixes.

use std::fmt;

use serde::Serialize;

use super::super::kind::Kind;

/// What an operator compares: the type of its left side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Text.
    Text,
    /// Numbers.
    Number,
    /// True and false.
    Boolean,
    /// Points in time, as text of RFC 3339.
    DateTime,
    /// Durations, as text of ISO 8601.
    Duration,
    /// Lists.
    List,
    /// Anything that has the same type on both sides.
    Any,
    /// Whether something is there.
    Presence,
}

/// What an operator takes on its right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Nothing.
    None,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A regular expression, written out.
    Pattern,
    /// A number.
    Number,
    /// A list of the least and the greatest number.
    Range,
    /// A date-time.
    DateTime,
    /// A duration.
    Duration,
    /// Any value.
    Value,
    /// A list.
    List,
}

impl Right {
    /// The type of JSON that it is; none where it can be any.
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::Text | Self::Pattern | Self::DateTime | Self::Duration => Some(Kind::Text),
            Self::Texts | Self::Range | Self::List => Some(Kind::List),
            Self::Number => Some(Kind::Number),
            Self::None | Self::Value => None,
        }
    }
}

macro_rules! ops {
    ($($(#[doc = $doc:literal])+ $op:ident $name:literal $family:ident $right:ident,)+) => {
        /// An operator.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Op {
            $($(#[doc = $doc])+ $op,)+
        }

        impl Op {
            /// All operators, family by family.
            pub const ALL: &[Self] = &[$(Self::$op,)+];

            /// The name, as it is stored.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$op => $name,)+
                }
            }

            /// The type of the left side.
            pub const fn family(self) -> Family {
                match self {
                    $(Self::$op => Family::$family,)+
                }
            }

            /// What stands on the right side.
            pub const fn right(self) -> Right {
                match self {
                    $(Self::$op => Right::$right,)+
                }
            }
        }
    };
}

ops! {
    /// The same text.
    Equals "equals" Text Text,
    /// Another text.
    NotEquals "not-equals" Text Text,
    /// The same text, but for capitals.
    EqualsIgnoringCase "equals-ignoring-case" Text Text,
    /// The text is a part of the left one.
    Contains "contains" Text Text,
    /// The text is no part of the left one.
    NotContains "not-contains" Text Text,
    /// The text is a part of the left one, but for capitals.
    ContainsIgnoringCase "contains-ignoring-case" Text Text,
    /// The left text begins so.
    StartsWith "starts-with" Text Text,
    /// The left text ends so.
    EndsWith "ends-with" Text Text,
    /// The regular expression finds something.
    Matches "matches" Text Pattern,
    /// The regular expression finds nothing.
    NotMatches "not-matches" Text Pattern,
    /// One of the texts.
    In "in" Text Texts,
    /// None of the texts.
    NotIn "not-in" Text Texts,
    /// The same number.
    Equal "=" Number Number,
    /// Another number.
    NotEqual "!=" Number Number,
    /// Less.
    Less "<" Number Number,
    /// Less or the same.
    AtMost "<=" Number Number,
    /// More.
    Greater ">" Number Number,
    /// More or the same.
    AtLeast ">=" Number Number,
    /// From the first to the second number, both included.
    Between "between" Number Range,
    /// Less than the first or more than the second number.
    NotBetween "not-between" Number Range,
    /// True.
    IsTrue "is-true" Boolean None,
    /// False.
    IsFalse "is-false" Boolean None,
    /// Earlier.
    Before "before" DateTime DateTime,
    /// Later.
    After "after" DateTime DateTime,
    /// In the past, by no more than the duration.
    WithinLast "within-last" DateTime Duration,
    /// In the future, by no more than the duration.
    WithinNext "within-next" DateTime Duration,
    /// In the past, by more than the duration.
    OlderThan "older-than" DateTime Duration,
    /// On one of the days of the week, in the workspace's time zone.
    OnWeekday "on-weekday" DateTime Texts,
    /// Shorter.
    ShorterThan "shorter-than" Duration Duration,
    /// Longer.
    LongerThan "longer-than" Duration Duration,
    /// The value is a member.
    Includes "includes" List Value,
    /// The value is no member.
    Excludes "excludes" List Value,
    /// At least one of the values is a member.
    IncludesAny "includes-any" List List,
    /// All of the values are members.
    IncludesAll "includes-all" List List,
    /// None of the values is a member.
    ExcludesAll "excludes-all" List List,
    /// As many members.
    HasLength "has-length" List Number,
    /// More members.
    HasMoreThan "has-more-than" List Number,
    /// Fewer members.
    HasFewerThan "has-fewer-than" List Number,
    /// The same value, of the same type.
    SameAs "same-as" Any Value,
    /// Another value, of the same type.
    DiffersFrom "differs-from" Any Value,
    /// Something is there, be it null.
    Exists "exists" Presence None,
    /// Nothing is there.
    Absent "absent" Presence None,
    /// Nothing is there, or null, or a text, list or object without content.
    Empty "empty" Presence None,
    /// Something with content is there.
    NotEmpty "not-empty" Presence None,
    /// Another value than before the event, as far as that is known.
    Changed "changed" Presence None,
    /// The same value as before the event, as far as that is known.
    Unchanged "unchanged" Presence None,
}

impl Op {
    /// The operator of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|op| op.name() == name)
    }

    /// The type of JSON that the left side has to have; none where it can be any.
    pub const fn left(self) -> Option<Kind> {
        match self.family() {
            Family::Text | Family::DateTime | Family::Duration => Some(Kind::Text),
            Family::Number => Some(Kind::Number),
            Family::Boolean => Some(Kind::Boolean),
            Family::List => Some(Kind::List),
            Family::Any | Family::Presence => None,
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Op {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

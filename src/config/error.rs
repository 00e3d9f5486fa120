//! Everything that is wrong with a configuration, told in one go.
//!
//! An operator who fixes one variable, restarts and meets the next one loses minutes per mistake, so
//! reading goes on after a bad value and the list is the error. A [`Problem`] names its variable and
//! never contains the value of a secret.

use std::fmt;

/// One variable, or one line of the `.env` file, that can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The variable as the operator wrote it, or the file and the line.
    pub name: String,
    /// What is wrong with it, and what is expected.
    pub wrong: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.wrong)
    }
}

/// The configuration can't be used; holds every reason.
#[derive(Debug, thiserror::Error)]
#[error("the configuration can't be used:{}", list(.0))]
pub struct Error(Vec<Problem>);

impl Error {
    /// The reasons, in the order in which they were found.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }

    /// The reasons, by value.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.0
    }

    /// An error of these reasons, or none when there are none.
    pub(super) fn unless_empty(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self(problems)) }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

/// One line per problem, indented below the heading.
fn list(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).flat_map(|problem| ["\n  ".to_owned(), problem]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_every_problem_on_its_own_line() {
        let problem = |name: &str| Problem { name: name.to_owned(), wrong: "is odd".to_owned() };
        let error = Error::unless_empty(vec![problem("A"), problem("B")]).unwrap_err();
        assert_eq!(error.to_string(), "the configuration can't be used:\n  A: is odd\n  B: is odd");
        assert!(Error::unless_empty(Vec::new()).is_ok());
    }
}

//! Which results can be referred to where: those of the steps that are done by then, in the same list or around it.
//!
//! A step inside of a branch or a loop may not have run, or have run often, so that nothing outside of it can name its
//! result; a loop's own result is the list of them.

use super::Problem;
use crate::domain::flow::{Reference, Root, suggest};

/// The steps that were read so far.
#[derive(Default)]
pub(super) struct Places {
    /// All of them, in their order.
    ids: Vec<String>,
    /// Those whose results are there.
    done: Vec<String>,
    /// Those that the present place is in, with the step itself.
    open: Vec<String>,
    /// Whether there is an item.
    item: bool,
    /// References to what wasn't there.
    missed: Vec<Missed>,
}

struct Missed {
    path: String,
    id: String,
    /// Whether the place was in that step.
    within: bool,
}

impl Places {
    /// A step begins. False: there is one of this id already.
    pub(super) fn begin(&mut self, id: &str) -> bool {
        let new = !self.ids.iter().any(|known| known == id);
        self.ids.push(id.to_owned());
        self.open.push(id.to_owned());
        new
    }

    /// Its action was read: from here on there is a result, be it one of a failure.
    pub(super) fn acted(&mut self) {
        self.done.extend(self.open.last().cloned());
    }

    /// It was read.
    pub(super) fn end(&mut self) {
        self.open.pop();
    }

    /// How many steps there are.
    pub(super) fn count(&self) -> usize {
        self.ids.len()
    }

    /// What is done at this place, to be handed to [`Self::leave`].
    pub(super) fn enter(&self) -> usize {
        self.done.len()
    }

    /// A branch or a loop ends: what was done in it can't be seen any more.
    pub(super) fn leave(&mut self, entered: usize) {
        self.done.truncate(entered);
    }

    /// A loop begins or ends. Gives whether the place was in one.
    pub(super) fn loops(&mut self, item: bool) -> bool {
        std::mem::replace(&mut self.item, item)
    }

    /// Looks at a reference.
    pub(super) fn refers(&mut self, reference: &Reference, path: &str, problems: &mut Vec<Problem>) {
        match reference.root() {
            Root::Item | Root::Index if !self.item => {
                let message = format!("{}: there is no item outside of a loop", reference.text());
                problems.push(Problem::new(path, message));
            }
            Root::Step(id) if !self.done.iter().any(|done| done == id) => {
                let within = self.open.iter().any(|open| open == id);
                self.missed.push(Missed { path: path.to_owned(), id: id.to_owned(), within });
            }
            _ => {}
        }
    }

    /// Says what is wrong with the references to what wasn't there, now that all steps are known.
    pub(super) fn finish(&mut self, problems: &mut Vec<Problem>) {
        let ids: Vec<_> = self.ids.iter().map(String::as_str).collect();
        for Missed { path, id, within } in self.missed.drain(..) {
            let message = if !ids.contains(&id.as_str()) {
                format!("there is no step '{id}'{}", suggest::sentence(&id, &ids))
            } else if within {
                format!("step '{id}' isn't done yet here: this is in it")
            } else {
                format!("the result of step '{id}' can't be used here: it comes later, or is in another branch or loop")
            };
            problems.push(Problem::new(path, message));
        }
    }
}

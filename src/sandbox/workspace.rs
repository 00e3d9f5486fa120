//! The tenants of the sandbox.

use super::id;

/// A workspace of the simulated Clockify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Its id, 24 hexadecimal digits.
    pub id: String,
    /// Id of the user who owns it.
    pub owner: String,
    /// Its name.
    pub name: String,
}

impl Workspace {
    /// The `number`-th workspace: always the same one, and a different one for every number.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        let id = id::of("sandbox", "workspace", number);
        Self { owner: id::of(&id, "user", 0), name: format!("Sandbox workspace {number}"), id }
    }

    /// Id of the `number`-th user of the workspace; number 0 is the owner.
    #[must_use]
    pub fn user(&self, number: u64) -> String {
        if number == 0 { self.owner.clone() } else { id::of(&self.id, "user", number) }
    }
}

impl Default for Workspace {
    /// Workspace number 0, in which `serve --sandbox` installs.
    fn default() -> Self {
        Self::numbered(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workspaces_are_stable_and_share_nothing() {
        assert_eq!(Workspace::default(), Workspace::numbered(0));
        let (a, b) = (Workspace::numbered(1), Workspace::numbered(2));
        assert_ne!((&a.id, &a.owner, &a.name), (&b.id, &b.owner, &b.name));
        assert_eq!(a.user(0), a.owner);
        assert_ne!(a.user(1), b.user(1));
    }
}

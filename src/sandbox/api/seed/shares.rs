//! So many children, shared out among so many parents: not evenly, and always all of them.

use std::ops::Range;

/// Which children belong to which parent.
#[derive(Clone, Debug)]
pub(super) struct Shares {
    /// Where each parent's share begins, and at the end how many there are.
    starts: Vec<u64>,
}

impl Shares {
    pub(super) fn new(children: u64, parents: u64) -> Self {
        let mean = children / parents.max(1);
        // At most a third to either side, so that a share never begins before the one in front of it.
        let wobble = |parent: u64| (parent.wrapping_mul(7) % 5) * (mean / 3) / 4;
        let start = |parent: u64| if parent == 0 { 0 } else { parent * children / parents + wobble(parent) };
        let mut starts: Vec<_> = (0..parents).map(start).collect();
        starts.push(children);
        Self { starts }
    }

    /// The children of a parent.
    pub(super) fn range(&self, parent: u64) -> Range<u64> {
        let at = usize::try_from(parent).unwrap_or(usize::MAX);
        match (self.starts.get(at), self.starts.get(at.saturating_add(1))) {
            (Some(from), Some(to)) => *from..*to,
            _ => 0..0,
        }
    }

    /// The parent of a child.
    pub(super) fn parent(&self, child: u64) -> u64 {
        self.starts.partition_point(|start| *start <= child).saturating_sub(1) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_child_has_one_parent() {
        for (children, parents) in [(2_000, 200), (20_000, 50), (30, 6), (7, 7), (3, 7), (0, 5), (100, 1)] {
            let shares = Shares::new(children, parents);
            let mut next = 0;
            for parent in 0..parents {
                let range = shares.range(parent);
                assert_eq!(range.start, next, "{children} {parents}");
                assert!(range.clone().all(|child| shares.parent(child) == parent), "{children} {parents} {parent}");
                next = range.end;
            }
            assert_eq!(next, children);
        }
        assert_eq!(Shares::new(10, 2).range(2), 0..0);
    }
}

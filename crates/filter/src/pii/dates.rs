//! Groups of digits that are dates, and numbers in thousands.

use super::digits::{Cluster, Group, Separator};

/// Whether a group can be a year.
pub(super) fn is_year(cluster: &Cluster, group: &Group) -> bool {
    group.count == 4 && matches!(cluster.value(group), 1000..=2999)
}

/// Whether these groups begin with a date: `2020-05-01`, `01.05.2020`, `1/5/20`, or with a span of years.
pub(super) fn begins_with_date(cluster: &Cluster, groups: &[Group]) -> bool {
    let [first, second, rest @ ..] = groups else { return false };
    let value = |group: &Group| cluster.value(group);
    let year = |group: &Group| is_year(cluster, group);
    let month = |group: &Group| group.count <= 2 && matches!(value(group), 1..=12);
    let day = |group: &Group| group.count <= 2 && matches!(value(group), 1..=31);
    if year(first) && year(second) {
        return true;
    }
    let Some(third) = rest.first() else { return false };
    let written = matches!(second.before, Separator::Dot | Separator::Hyphen | Separator::Slash);
    let forward = year(first) && month(second) && day(third);
    let backward =
        (day(first) && month(second) || month(first) && day(second)) && (year(third) || third.count == 2);
    // Two digits each are a date only if nothing follows: `01-42-68-53-00` is a number.
    let short = third.count == 2 && rest.len() > 1 && rest.iter().all(|group| group.count == 2);
    written && second.before == third.before && (forward || (backward && !short))
}

/// Whether these groups are one number in thousands: `12 345 678`, `1.234.567`.
pub(super) fn is_thousands(groups: &[Group]) -> bool {
    let [first, rest @ ..] = groups else { return false };
    let Some(second) = rest.first() else { return false };
    first.count <= 3
        && matches!(second.before, Separator::Space | Separator::Dot)
        && rest.iter().all(|group| group.count == 3 && group.before == second.before)
}

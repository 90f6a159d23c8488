//! A sentence with an element in it.

use crate::dom::Node;

/// The texts before and after the element, with it between them.
pub fn sentence([before, after]: [String; 2], element: Node) -> Vec<Node> {
    let mut nodes = vec![before.into(), element];
    // An empty text would become a blank.
    if !after.is_empty() {
        nodes.push(after.into());
    }
    nodes
}

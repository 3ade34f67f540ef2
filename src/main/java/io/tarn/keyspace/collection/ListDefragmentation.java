// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Slab;

/**
 * Through the nodes of a {@link Quicklist}, from its head. The node to go on from stands in the
 * root, where it follows the changes of the list; the cursor only tells that there is one.
 */
final class ListDefragmentation extends StructureDefragmentation {

  private static final long GO_ON = 1;

  ListDefragmentation(Slab slab, Blocks blocks, long root) {
    super(slab, blocks, root);
  }

  @Override
  public long run(long cursor, int atLeast) {
    if (cursor == 0) {
      Quicklist.visited(root, Quicklist.head(root));
    }
    long node = Quicklist.visited(root);
    while (node != Slab.NONE && visited() < atLeast) {
      visit();
      long next = ListNode.next(node);
      if (slab.isSparse(node)) {
        long fresh = copy(node);
        Quicklist.moved(root, node, fresh);
        free(node);
      }
      Quicklist.visited(root, next);
      node = next;
    }
    return node == Slab.NONE ? 0 : GO_ON;
  }
}

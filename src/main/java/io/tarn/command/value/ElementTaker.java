// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

/**
 * Takes the elements of a collection, one after the other, each as a string on the heap.
 *
 * <p>Of a list and a set each element is one string; of a hash each field is followed by its value;
 * of a sorted set each member is followed by its score.
 */
interface ElementTaker {

  /** Takes an element, member, field or value. */
  void string(byte[] bytes);

  /** Takes the score of the member before. */
  void score(double score);
}
